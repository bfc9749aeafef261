/** Reads what is told of indicators from `observation_states`. */
import type { ClickHouseClient } from '@clickhouse/client';
import { OBSERVATION, type Observed } from '../contract/observation.ts';
import { selectRows } from './client.ts';
import { joinedReader, type JoinedField } from './field-packing.ts';
import { unpackTexts } from './packed-fields.ts';
import { emptySpan, type RowReader } from './row-binary.ts';

/** Null: not told, or cleared. */
export interface ToldFigures {
  toldMs: number;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  of: number | null;
}

export interface Observation extends Observed, ToldFigures {}

export interface ObservationsRead {
  observations: Observation[];
  /** More were told than are read: the earliest periods are absent. */
  isCut: boolean;
}

/** As many as one answer rests on, some 30 MB. */
export const MAX_OBSERVATIONS = 100_000;

const MAX_SECONDS = 60;

const word = (position: number) => `splitByChar('|', code)[${position}]`;
const PERIOD = word(4);
/** The month of a quarter's end, or the last of a year, in the place where a month has its own. */
const PERIOD_END = `multiIf(
  length(${PERIOD}) = 4, concat(${PERIOD}, '-12-31'),
  substring(${PERIOD}, 6, 1) = 'Q', concat(substring(${PERIOD}, 1, 5), leftPad(toString(toUInt8OrZero(substring(${PERIOD}, 7, 1)) * 3), 2, '0'), '-31'),
  length(${PERIOD}) = 7, concat(${PERIOD}, '-31'),
  ${PERIOD})`;

const QUERY = `
  SELECT code, max(figures) FROM observation_states
  WHERE ${word(1)} IN {indicators:Array(String)} AND substring(${PERIOD}, 1, 4) <= {year:String}
  GROUP BY code ORDER BY ${PERIOD_END} DESC, code LIMIT ${MAX_OBSERVATIONS + 1}
  SETTINGS max_execution_time = ${MAX_SECONDS}`;

/** Those of some indicators for periods that begin by the end of a year, the latest first. */
export async function readObservations(
  client: ClickHouseClient,
  indicators: readonly string[],
  year: number,
): Promise<ObservationsRead> {
  const observations: Observation[] = [];
  for await (const rows of selectRows(client, QUERY, { indicators, year: `${year}` }, readObservation))
    observations.push(...rows);
  const isCut = observations.length > MAX_OBSERVATIONS;
  return { observations: isCut ? observations.slice(0, MAX_OBSERVATIONS) : observations, isCut };
}

const readJoined = joinedReader(OBSERVATION.field('figures'));

function readObservation(reader: RowReader): Observation {
  const [indicator = '', scope = '', breakdown = '', period = ''] = reader.string().split('|');
  const joined: JoinedField = { at: 0, value: 0, texts: emptySpan() };
  readJoined(reader, joined);
  const [value, numerator, denominator, of] = joined.at === 0 ? [] : unpackTexts(joined.texts).map(toNumber);
  return {
    indicator,
    scope,
    breakdown,
    period,
    toldMs: joined.at,
    value: value ?? null,
    numerator: numerator ?? null,
    denominator: denominator ?? null,
    of: of ?? null,
  };
}

const toNumber = (text: string) => (text === '' ? null : Number(text));
