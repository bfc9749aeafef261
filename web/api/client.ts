/** REST calls of the pages; a refusal becomes an ApiError that carries the server's problem details. */
import type { DossierDetail, DossierPage, Problem } from '../../contract/api.ts';
import type { Report06a } from '../../contract/form-06a.ts';
import type { QualityReport } from '../../contract/quality.ts';
import type { ServiceFigures } from '../../contract/services.ts';
import type { AreaCollection } from '../map/areas.ts';
import { atRoot } from '../routing/root.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Undefined when the server could not be reached. */
  readonly problem: Problem | undefined;

  constructor(message: string, problem?: Problem, cause?: unknown) {
    super(message, { cause });
    this.problem = problem;
  }
}

export function getAreas(): Promise<AreaCollection> {
  return getJson('api/v1/areas');
}

export function getDossiers(query: URLSearchParams, signal?: AbortSignal): Promise<DossierPage> {
  return getJson(`api/v1/dossiers?${query}`, signal);
}

/** `cursor`: where its events go on; absent: the newest. */
export function getDossier(
  code: string,
  { signal, cursor }: { signal?: AbortSignal; cursor?: string } = {},
): Promise<DossierDetail> {
  // In the query no proxy decodes the code.
  const query = new URLSearchParams({ code, ...(cursor !== undefined && { eventsCursor: cursor }) });
  return getJson(`api/v1/dossier?${query}`, signal);
}

export function getForm06a(query: URLSearchParams, signal?: AbortSignal): Promise<Report06a> {
  return getJson(`api/v1/reports/06a?${query}`, signal);
}

/** Where a browser downloads the same report from. */
export function form06aFile(query: URLSearchParams, format: 'csv' | 'xlsx'): string {
  return atRoot(`api/v1/reports/06a?${query}&format=${format}`);
}

export function getServices(query: URLSearchParams, signal?: AbortSignal): Promise<ServiceFigures> {
  return getJson(`api/v1/services?${query}`, signal);
}

export function getQuality(query: URLSearchParams, signal?: AbortSignal): Promise<QualityReport> {
  return getJson(`api/v1/quality?${query}`, signal);
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(atRoot(path), {
      headers: { accept: 'application/json' },
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('unreachable', undefined, error);
  }
  if (response.ok) return (await response.json()) as T;
  throw new ApiError(`${response.status}`, await readProblem(response));
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = {
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: '',
  };
  if (!response.headers.get('content-type')?.includes('json')) return fallback;
  return response.json().then(
    (body: Partial<Problem>) => ({ ...fallback, ...body }),
    () => fallback,
  );
}
