/** What the service figures need of the view `dossiers` (states-view.ts), in one read. */
import type { ClickHouseClient } from '@clickhouse/client';
import { BOOLEAN_CODES } from '../contract/fields.ts';
import { CHANNEL_CODES, statusCodesOf } from '../contract/status.ts';
import { selectRows } from './client.ts';
import type { RowReader } from './row-binary.ts';

/** Dossiers of one told unit, era, procedure code and told online level that were received in the period. */
export interface ServiceCount {
  unitCode: string;
  unitName: string;
  /** How many of the era starts their receipt has reached. */
  era: number;
  /** Empty: none. */
  procedureCode: string;
  procedureName: string;
  /** Position in ONLINE_LEVELS from 1, 0 = not told. */
  procedureLevel: number;
  dossiers: number;
  online: number;
  postal: number;
  /** Dossiers with a fee above 0, and those of them paid online. */
  withFee: number;
  withFeePaid: number;
  /** VND: of the dossiers paid online, and of all; sums may be past 2^53. */
  paidVnd: bigint;
  feesVnd: bigint;
  paidOnline: YesCount;
  digitised: YesCount;
  electronicResult: YesCount;
  vneidVerified: YesCount;
  returnedByPost: YesCount;
}

export interface YesCount {
  yes: number;
  /** Told yes or no. */
  told: number;
}

const NO_TIME = "toDateTime64(0, 3, 'UTC')";
const MAX_SECONDS = 60;

const isTrue = (field: string) => `${field} = ${BOOLEAN_CODES.true}`;
const yesCount = (field: string) =>
  `toInt64(countIf(${isTrue(field)})), toInt64(countIf(${field} != ${BOOLEAN_CODES.null}))`;

const QUERY = `
  SELECT uCode, uName, toInt64(era), pCode, max(pName), pLevel, toInt64(count()),
    toInt64(countIf(way = ${CHANNEL_CODES.online})), toInt64(countIf(way = ${CHANNEL_CODES.postal})),
    toInt64(countIf(fee > 0)), toInt64(countIf(fee > 0 AND ${isTrue('paid')})),
    toString(sumIf(toInt128(fee), ${isTrue('paid')} AND fee > 0)), toString(sumIf(toInt128(fee), fee > 0)),
    ${yesCount('paid')}, ${yesCount('digital')}, ${yesCount('electronic')}, ${yesCount('vneid')},
    toInt64(countIf(back = ${CHANNEL_CODES.postal})), toInt64(countIf(back != 0))
  FROM (
    SELECT unitCode AS uCode, unitName AS uName, procedureCode AS pCode, procedureName AS pName,
      procedureLevel AS pLevel, channel AS way, feeVnd AS fee, paidOnline AS paid, digitised AS digital,
      electronicResult AS electronic, vneidVerified AS vneid, returnChannel AS back,
      toUnixTimestamp64Milli(if(receivedAt = ${NO_TIME}, firstEventAt, receivedAt)) AS receivedMs,
      arrayCount(start -> receivedMs >= start, {eraStarts:Array(Int64)}) AS era
    FROM dossiers
    WHERE receivedMs BETWEEN {start:Int64} AND {end:Int64}
      AND status NOT IN (${statusCodesOf('outside').join(', ')})
  )
  GROUP BY uCode, uName, era, pCode, pLevel
  SETTINGS max_execution_time = ${MAX_SECONDS}`;

/** `startMs` and `endMs` are both counted; `eraStarts`: from when codes of units mean others, ms. */
export async function readServiceCounts(
  client: ClickHouseClient,
  startMs: number,
  endMs: number,
  eraStarts: readonly number[],
): Promise<ServiceCount[]> {
  const counts: ServiceCount[] = [];
  for await (const rows of selectRows(client, QUERY, { start: startMs, end: endMs, eraStarts }, readCount)) {
    counts.push(...rows);
  }
  return counts;
}

function readCount(reader: RowReader): ServiceCount {
  const yes = (): YesCount => ({ yes: reader.int64(), told: reader.int64() });
  return {
    unitCode: reader.string(),
    unitName: reader.string(),
    era: reader.int64(),
    procedureCode: reader.string(),
    procedureName: reader.string(),
    procedureLevel: reader.uint8(),
    dossiers: reader.int64(),
    online: reader.int64(),
    postal: reader.int64(),
    withFee: reader.int64(),
    withFeePaid: reader.int64(),
    paidVnd: BigInt(reader.string()),
    feesVnd: BigInt(reader.string()),
    paidOnline: yes(),
    digitised: yes(),
    electronicResult: yes(),
    vneidVerified: yes(),
    returnedByPost: yes(),
  };
}
