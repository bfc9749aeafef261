/** What is fetched from a sign-in service: in one piece and small; what cannot be had is an outage. */
import { Outage } from '../../errors/outage.ts';

/** Of one answer; keys and metadata of real services have some tens of kB. */
export const MAX_ANSWER_BYTES = 512 * 1024;

/** The sign-in service is away, not a part of ours. */
export class ServiceAway extends Outage {
  override readonly name = 'ServiceAway';
}

/** @throws ServiceAway when the service does not answer in time, or says that it cannot; Error when it answers too much */
export async function boundedFetch(url: string, options: object): Promise<Response> {
  const response = await orOutage(fetch(url, options));
  if (response.status >= 500) {
    await response.body?.cancel();
    throw new ServiceAway(`${new URL(url).origin} answers with ${response.status}`);
  }
  const body = new Uint8Array(MAX_ANSWER_BYTES);
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await read(reader); part; part = await read(reader)) {
    if (bytes + part.length > MAX_ANSWER_BYTES) {
      await reader?.cancel();
      throw new Error(`${new URL(url).origin} answers with more than ${MAX_ANSWER_BYTES} bytes`);
    }
    body.set(part, bytes);
    bytes += part.length;
  }
  const { status, statusText, headers } = response;
  const hasBody = ![204, 205, 304].includes(status);
  return new Response(hasBody ? body.subarray(0, bytes) : null, { status, statusText, headers });
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  const { value } = reader ? await orOutage(reader.read()) : {};
  return value;
}

async function orOutage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new ServiceAway(`the sign-in service does not answer: ${reason}`, { cause: error });
  }
}
