/** What the pages of alerts ask, and change of alerts and of the messages that tell of them. */
import type {
  AlertItem,
  AlertPage,
  DeliveryPage,
  EndpointsAnswer,
  EndpointTest,
} from '../../contract/alerts.ts';
import { getJson } from './client.ts';
import { postJson } from './post-json.ts';

export function getAlerts(query: URLSearchParams, signal?: AbortSignal): Promise<AlertPage> {
  return getJson(`api/v1/alerts?${query}`, signal);
}

/** `note`: empty for none. */
export function acknowledge(id: string, note: string): Promise<AlertItem> {
  return postJson(alertPath(id, 'acknowledge'), withNote(note));
}

/** `ids`: at most MAX_ACKNOWLEDGED. Answers how many were acknowledged. */
export async function acknowledgeAll(ids: readonly string[], note: string): Promise<number> {
  const body = { ids, ...withNote(note) };
  return (await postJson<{ acknowledged: number }>('api/v1/alerts/acknowledge', body)).acknowledged;
}

/** `until`: RFC 3339. */
export function shelve(id: string, until: string, note: string): Promise<AlertItem> {
  return postJson(alertPath(id, 'shelve'), { until, ...withNote(note) });
}

export function unshelve(id: string): Promise<AlertItem> {
  return postJson(alertPath(id, 'unshelve'), {});
}

/** `state`: empty for all; `cursor`: where the page begins, null: at the newest. */
export function getDeliveries(
  state: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<DeliveryPage> {
  const query = new URLSearchParams({ ...(state !== '' && { state }), ...(cursor !== null && { cursor }) });
  return getJson(`api/v1/alerts/deliveries?${query}`, signal);
}

export function retryDelivery(id: string): Promise<void> {
  return postJson(`api/v1/alerts/deliveries/${encodeURIComponent(id)}/retry`, {});
}

export function getEndpoints(signal?: AbortSignal): Promise<EndpointsAnswer> {
  return getJson('api/v1/alerts/endpoints', signal);
}

/** `endpoint`: its id. */
export function testEndpoint(endpoint: string): Promise<EndpointTest> {
  return postJson('api/v1/alerts/endpoints/test', { endpoint });
}

function alertPath(id: string, act: string): string {
  return `api/v1/alerts/${encodeURIComponent(id)}/${act}`;
}

function withNote(note: string): { note?: string } {
  const text = note.trim();
  return text === '' ? {} : { note: text };
}
