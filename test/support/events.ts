/** Events for tests: valid ones, which a test bends. */
import { randomUUID } from 'node:crypto';
import type { CorrectionData, ProgressData, SnapshotData } from '../../contract/event.ts';
import { formatTime } from '../../contract/time.ts';

export interface EventOptions {
  /** Default: now. */
  time?: string;
  id?: string;
  source?: string;
}

/** `dossier.snapshot.v1`: a dossier that Lộc Ninh received and is processing, unless `data` says otherwise. */
export function snapshotEvent(data: Partial<SnapshotData> & { code: string }, options: EventOptions = {}) {
  const time = options.time ?? formatTime(Date.now());
  return {
    specversion: '1.0' as const,
    id: options.id ?? randomUUID(),
    source: options.source ?? 'urn:test:one-stop',
    type: 'dossier.snapshot.v1' as const,
    time,
    data: { unit: { code: 'H10.2.03' }, status: 'processing' as const, receivedAt: time, ...data },
  };
}

export function progressEvent(data: ProgressData, options: EventOptions = {}) {
  const { time = formatTime(Date.now()), id = randomUUID(), source = 'urn:test:one-stop' } = options;
  return { specversion: '1.0' as const, id, source, type: 'dossier.progress.v1' as const, time, data };
}

/** An operator's; `data` says what it revokes. */
export function correctionEvent(data: CorrectionData, options: EventOptions = {}) {
  const { time = formatTime(Date.now()), id = randomUUID(), source = 'urn:test:operator' } = options;
  return { specversion: '1.0' as const, id, source, type: 'dossier.correction.v1' as const, time, data };
}

/** As a producer sends it: the key is the dossier's code. */
export function messageOf(event: { data: { code: string } }, partition?: number) {
  const message = { key: event.data.code, value: JSON.stringify(event) };
  return partition === undefined ? message : { ...message, partition };
}
