/** The events of dossiers (contract/event.ts). */
import { correctionText } from '../../clickhouse/corrections.ts';
import { canonicalDossierCode } from '../../contract/canonical.ts';
import { TYPES_OF } from '../../contract/event-types.ts';
import {
  correctionData,
  CORRECTION_TYPE,
  dossierEvent,
  PROGRESS_TYPE,
  SNAPSHOT_TYPE,
  type DossierEvent,
} from '../../contract/event.ts';
import { CORRECTION_BIT, DOSSIER } from '../../contract/fields.ts';
import { STREAMS } from '../../contract/streams.ts';
import { fieldsReader, noFields } from '../decoding/event-fields.ts';
import { describeIssue } from '../decoding/refusal.ts';
import { readMembers, toldMembers, type StreamEvents } from './stream-events.ts';

const READ_OF_SNAPSHOT = readMembers(['code', ...toldMembers(DOSSIER, 'snapshot')]);
const READ_OF = new Map<unknown, ReadonlySet<string>>([
  [PROGRESS_TYPE, readMembers(['code', ...toldMembers(DOSSIER, 'progress')])],
  [CORRECTION_TYPE, readMembers([...Object.keys(correctionData.shape), 'revokes.source', 'revokes.id'])],
]);

const FIELDS_OF = {
  [SNAPSHOT_TYPE]: fieldsReader(DOSSIER, 'snapshot'),
  [PROGRESS_TYPE]: fieldsReader(DOSSIER, 'progress'),
  // It tells nothing of the dossier.
  [CORRECTION_TYPE]: () => ({ ...noFields(DOSSIER), told: 2 ** CORRECTION_BIT }),
};

export const DOSSIER_EVENTS: StreamEvents<DossierEvent> = {
  stream: STREAMS.dossier,
  types: TYPES_OF.dossier,
  membersOf: (type) => READ_OF.get(type) ?? READ_OF_SNAPSHOT,
  check: (json) => {
    const result = dossierEvent.safeParse(json);
    return result.success ? { event: result.data } : { refusal: describeIssue(result.error, json) };
  },
  codeOf: ({ data }) => data.code,
  isKey: (key, { data }) => canonicalDossierCode(key) === data.code,
  keyWords: { of: 'data.code', accepted: 'the code' },
  fieldsOf: ({ type, data }) => FIELDS_OF[type](data),
  correctionOf: (event) => (event.type === CORRECTION_TYPE ? correctionText(event.data) : ''),
};
