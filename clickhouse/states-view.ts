/**
 * The view `dossiers`: `dossier_states` to read, one row per dossier with the columns of its fields as the log has them, times
 * 1970 for none, amounts -1 for none.
 *
 * The states join every event. A corrected dossier is joined from the log when it is read, without what is revoked
 * (corrections.ts). That branch is not read while nothing is corrected.
 */
import { IS_CORRECTION, isCounted } from './corrections.ts';
import { joinedSql, unpackedSql } from './field-packing.ts';
import { codeToldMsSql } from './packed-fields.ts';
import { DOSSIER_LOG } from './stream-log.ts';

export const DOSSIERS_VIEW = 'dossiers';

export function dossiersViewSql(): string {
  const { events, states, fields } = DOSSIER_LOG;
  const timeOf = (ms: string) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;
  const columns = fields.stored.flatMap((field) =>
    unpackedSql(field, `max(s.${field.name})`).map(([{ name, value }, unpacked]) =>
      value.type === 'time' ? `${timeOf(unpacked)} AS ${name}` : `${unpacked} AS ${name}`,
    ),
  );
  const corrected = `SELECT code FROM ${events} WHERE ${IS_CORRECTION}`;
  return `CREATE OR REPLACE VIEW ${DOSSIERS_VIEW} AS
    SELECT code, ${timeOf('min(s.firstEventMs)')} AS firstEventAt, ${timeOf(codeToldMsSql('max(s.status)'))} AS statusAt,
      ${columns.join(',\n      ')}
    FROM (
      SELECT code, firstEventMs, ${fields.stored.map(({ name }) => name).join(', ')}
      FROM ${states} WHERE code NOT IN (${corrected})
      UNION ALL
      SELECT code, toUnixTimestamp64Milli(min(eventTime)),
        ${fields.stored.map(joinedSql).join(',\n        ')}
      FROM ${events}
      WHERE (SELECT count() FROM ${events} WHERE ${IS_CORRECTION}) > 0 AND code IN (${corrected})
        AND ${isCounted(DOSSIER_LOG, '1')}
      GROUP BY code
    ) AS s
    GROUP BY code`;
}
