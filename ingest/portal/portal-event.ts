/** One item of a portal message as a CloudEvent of the product, or why not. Pure. */
import { createHash } from 'node:crypto';
import { PROGRESS_TYPE, SNAPSHOT_TYPE, type DossierEvent } from '../../contract/event.ts';
import { formatTime } from '../../contract/time.ts';
import { readDossierCode } from './dossier-code.ts';
import { readSnapshot } from './dossier-snapshot.ts';
import { ItemReader } from './item-reader.ts';
import type { PortalEnvelope } from './portal-envelope.ts';
import { FieldRefused, type PortalRefusal } from './portal-refusal.ts';
import { readProgress } from './progress-row.ts';

export type PortalItem = { event: DossierEvent } | { MaHoSo: string | null; refusal: PortalRefusal };

/** When a message came: what lies far ahead of that cannot have happened. */
export interface Arrival {
  nowMs: number;
  /** How far ahead of that an event's time may lie. */
  aheadMaxMs: number;
}

export function portalEvent(item: unknown, envelope: PortalEnvelope, arrival: Arrival): PortalItem {
  let code: string | null = null;
  try {
    const reader = new ItemReader(item);
    code = readDossierCode(reader);
    const source = envelope.sender === undefined ? 'urn:dvcqg' : `urn:dvcqg:${envelope.sender}`;
    if (envelope.service === 'DongBoHoSoMC') {
      const { timeMs, data } = readSnapshot(reader, code, envelope, source, arrival);
      return { event: identified({ source, type: SNAPSHOT_TYPE, time: formatTime(timeMs), data }) };
    }
    const { timeMs, data } = readProgress(reader, code, envelope.sender, arrival);
    return { event: identified({ source, type: PROGRESS_TYPE, time: formatTime(timeMs), data }) };
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error;
    return { MaHoSo: code, refusal: error.refusal };
  }
}

type Anonymous = DossierEvent extends infer Event
  ? Event extends DossierEvent
    ? Omit<Event, 'specversion' | 'id'>
    : never
  : never;

/**
 * The portal's messages have no id: a digest of the content is one, so a repetition is the same event. It covers what is
 * kept and nothing else, for a digest of a name or a paper could be guessed.
 */
function identified(event: Anonymous): DossierEvent {
  const id = createHash('sha256').update(JSON.stringify(event)).digest('base64url').slice(0, 32);
  return { specversion: '1.0', id, ...event } as DossierEvent;
}
