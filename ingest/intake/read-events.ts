/** The events of a request, in each mode of CloudEvents' HTTP binding: structured, batched, binary. */
import type { Request } from 'express';
import { httpHead } from '../decoding/binary-mode.ts';
import { parseBinary, parseMessage, type Parsed } from '../decoding/decode.ts';
import type { StreamEvents } from '../streams/stream-events.ts';
import { splitItems } from './json-bounds.ts';
import { demandText, demandType, notJson } from './read-json.ts';

const ACCEPTED_TYPES = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
];
/** Of data alone, in binary mode; without a Content-Type it is taken to be JSON. */
const DATA_TYPES = ['json', '+json'];

export interface EventItems {
  items: readonly Buffer[];
  /** The event of an item, or why it is refused. @throws IntakeRefusal when the body as a whole is no JSON. */
  parse: (item: Buffer) => Parsed;
}

/** Rejects with an IntakeRefusal, before the body is read when its type is another. */
export async function readEvents(
  request: Request,
  streams: readonly StreamEvents[],
  body: () => Promise<Buffer>,
): Promise<EventItems> {
  const head = httpHead(request.headers);
  if (head !== undefined) {
    if (request.get('content-type') !== undefined)
      demandType(request, DATA_TYPES, 'with attributes in ce- headers: application/json');
    return { items: [await body()], parse: (data) => parseBinary(streams, head, data) };
  }
  demandType(request, ACCEPTED_TYPES);
  const bytes = await body();
  demandText(bytes);
  const items = splitItems(bytes);
  if (items === undefined) throw notJson(bytes);
  const parse = (item: Buffer) => {
    const parsed = parseMessage(streams, item);
    if ('refusal' in parsed && parsed.refusal.isNotJson) throw notJson(bytes);
    return parsed;
  };
  return { items, parse };
}
