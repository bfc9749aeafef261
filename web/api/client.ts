/** REST calls of the pages; a refusal becomes an ApiError that carries the server's problem details. */
import type {
  CaseCountsAnswer,
  CaseDetail,
  CasePage,
  CountedBy,
  DossierDetail,
  DossierPage,
  Figures,
  NewestLateAnswer,
  PastFigures,
  Problem,
} from '../../contract/api.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { CaseReport } from '../../contract/form-06a.ts';
import type { IndicatorsAnswer } from '../../contract/indicator.ts';
import type { KindsAnswer } from '../../contract/kind.ts';
import type { QualityReport } from '../../contract/quality.ts';
import type { IndexAnswer, IndexesAnswer } from '../../contract/score-index.ts';
import type { ServiceFigures } from '../../contract/services.ts';
import type { AreaCollection } from '../map/areas.ts';
import { atRoot } from '../routing/root.ts';

/** 0: the server does not say when to come again. */
type ToldProblem = Problem & { retryAfterSeconds: number };

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Undefined when the server could not be reached. */
  readonly problem: ToldProblem | undefined;

  constructor(message: string, problem?: ToldProblem, cause?: unknown) {
    super(message, { cause });
    this.problem = problem;
  }
}

/** `within`: code of the area whose parts are asked for; absent: those of the province's map. */
export function getAreas(within?: string): Promise<AreaCollection> {
  return getJson(`api/v1/areas${within === undefined ? '' : `?${new URLSearchParams({ within })}`}`);
}

export function getKinds(): Promise<KindsAnswer> {
  return getJson('api/v1/kinds');
}

/** `kind`: code of the kind; the items are of its own shape. */
export function getCases(
  kind: string,
  query: URLSearchParams,
  signal?: AbortSignal,
): Promise<DossierPage | CasePage> {
  return getJson(
    kind === DOSSIER ? `api/v1/dossiers?${query}` : `api/v1/cases?kind=${kind}&${query}`,
    signal,
  );
}

/** `scope`: undefined: all that is open to who asks. */
export function getCaseCounts(
  kind: string,
  scope: string | undefined,
  by: CountedBy,
  signal?: AbortSignal,
): Promise<CaseCountsAnswer> {
  const query = new URLSearchParams({ kind, by, ...(scope !== undefined && { scope }) });
  return getJson(`api/v1/case-counts?${query}`, signal);
}

/** The whole list as a file; its header `X-Rows` tells how many rows come. */
export function openCaseFile(
  kind: string,
  query: URLSearchParams,
  format: 'csv' | 'xlsx',
  signal: AbortSignal,
): Promise<Response> {
  const file = new URLSearchParams(query);
  file.delete('limit');
  file.set('format', format);
  return request(kind === DOSSIER ? `api/v1/dossiers?${file}` : `api/v1/cases?kind=${kind}&${file}`, {
    signal,
  });
}

/** Figures as they were shown at the instant that `asOf` of the query says. */
export function getPastFigures(query: URLSearchParams, signal?: AbortSignal): Promise<PastFigures> {
  return getJson(`api/v1/snapshot?${query}`, signal);
}

/** The figures of a scope and two dates now. */
export function getSnapshot(query: URLSearchParams, signal?: AbortSignal): Promise<Figures<CaseCounts>> {
  return getJson(`api/v1/snapshot?${query}`, signal);
}

/** Where cases of a kind became late most recently. */
export function getNewestLate(query: URLSearchParams, signal?: AbortSignal): Promise<NewestLateAnswer> {
  return getJson(`api/v1/newest-late?${query}`, signal);
}

/** `cursor`: where its events go on; absent: the newest. */
export function getCase(
  kind: string,
  code: string,
  { signal, cursor }: { signal?: AbortSignal; cursor?: string } = {},
): Promise<DossierDetail | CaseDetail> {
  const page = cursor === undefined ? {} : { eventsCursor: cursor };
  // In the query no proxy decodes the code.
  if (kind === DOSSIER) return getJson(`api/v1/dossier?${new URLSearchParams({ code, ...page })}`, signal);
  return getJson(`api/v1/cases/${kind}/${encodeURIComponent(code)}?${new URLSearchParams(page)}`, signal);
}

export function getReport(kind: string, query: URLSearchParams, signal?: AbortSignal): Promise<CaseReport> {
  return getJson(reportPath(kind, query), signal);
}

/** Where a browser downloads the same report from. */
export function reportFile(kind: string, query: URLSearchParams, format: 'csv' | 'xlsx'): string {
  return atRoot(`${reportPath(kind, query)}&format=${format}`);
}

function reportPath(kind: string, query: URLSearchParams): string {
  return kind === DOSSIER ? `api/v1/reports/06a?${query}` : `api/v1/reports/cases?kind=${kind}&${query}`;
}

export function getIndicators(query: URLSearchParams, signal?: AbortSignal): Promise<IndicatorsAnswer> {
  return getJson(`api/v1/indicators?${query}`, signal);
}

export function getIndexes(signal?: AbortSignal): Promise<IndexesAnswer> {
  return getJson('api/v1/indexes', signal);
}

export function getIndex(code: string, query: URLSearchParams, signal?: AbortSignal): Promise<IndexAnswer> {
  return getJson(`api/v1/indexes/${code}?${query}`, signal);
}

export function getServices(query: URLSearchParams, signal?: AbortSignal): Promise<ServiceFigures> {
  return getJson(`api/v1/services?${query}`, signal);
}

export function getQuality(query: URLSearchParams, signal?: AbortSignal): Promise<QualityReport> {
  return getJson(`api/v1/quality?${query}`, signal);
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return requestJson(path, signal ? { signal } : {});
}

/** Undefined where the server answers without a body. */
export async function requestJson<T>(path: string, init: RequestInit): Promise<T> {
  const response = await request(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** @throws ApiError */
async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(atRoot(path), init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError('unreachable', undefined, error);
  }
  if (response.ok) return response;
  throw new ApiError(`${response.status}`, await readProblem(response));
}

async function readProblem(response: Response): Promise<ToldProblem> {
  const fallback = {
    retryAfterSeconds: Number(response.headers.get('retry-after')),
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
