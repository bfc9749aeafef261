/** The dossier as the first kind of cases. Its limits are the legal times of its procedures, its categories their fields. */
import { CHANNEL_WORDS, STATUS_WORDS } from './dossier-words.ts';
import { TILES, type Kind } from './kind.ts';
import { CHANNELS, STATUS_CODES, STATUSES, statusGroup } from './status.ts';

export const DOSSIER = 'dossier';

export const DOSSIER_KIND: Kind = {
  kind: DOSSIER,
  name: { vi: 'Hồ sơ thủ tục hành chính', en: 'Dossiers' },
  statuses: STATUSES.map((code) => ({
    n: STATUS_CODES[code],
    code,
    ...STATUS_WORDS[code],
    group: statusGroup(STATUS_CODES[code]),
  })),
  clock: { from: ['receivedAt'], to: ['finishedAt'] },
  limits: [],
  stages: [],
  categories: [],
  channels: CHANNELS.map((code) => ({ code, ...CHANNEL_WORDS[code] })),
  measures: [],
  confidential: false,
  tiles: [...TILES],
};
