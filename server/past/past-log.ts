/**
 * The cases of a kind as the figures of an instant counted them, from the event log: what lay before the latest mark at or
 * before the instant. Where nothing was shown so early, the events of that time and earlier.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import { abortable } from '../../clickhouse/client.ts';
import { readCasesBefore } from '../../clickhouse/log-cases.ts';
import { readDossiersBefore } from '../../clickhouse/log-dossiers.ts';
import { partsBefore, readLatestEventTime, type LogCut } from '../../clickhouse/log-part.ts';
import { CASE_LOG, DOSSIER_LOG, type StreamLog } from '../../clickhouse/stream-log.ts';
import type { AsOfBasis } from '../../contract/api.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Board } from '../state/board.ts';
import type { Deadlines } from '../state/cases/deadlines.ts';
import { CLOCK_TOLERANCE_MS } from '../state/log/log-reader.ts';
import { caseFacts, dossierFacts, type LoggedFacts } from '../state/log/logged-facts.ts';
import type { TextTuple } from '../state/memory/interner.ts';
import type { Ticker } from '../ticker.ts';
import type { Marks } from './marks.ts';

/** A tick comes four times a second; when none does, the store is away. */
const TICK_WAIT_MS = 10_000;

/** Which cases are asked for. */
export interface PastQuestion {
  board: Board;
  /** What due dates come to. */
  deadlines: Deadlines;
  /** Not in the future. */
  asOfMs: number;
  signal: AbortSignal;
}

/** What figures of an instant rest on. */
export interface Footing {
  asOfMs: number;
  asOfBasis: AsOfBasis;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs: number;
}

/** The part of a log that stands for an instant. */
export interface Standing extends Omit<Footing, 'dataTimeMs'> {
  log: StreamLog;
  cut: LogCut;
}

export interface PastCase extends LoggedFacts {
  /** What a report may be cut by, as held by the store: of a dossier its procedure, of other cases their category. */
  texts: TextTuple;
}

/** The marks of the two logs of cases. */
export type CaseMarks = Readonly<Record<'dossier' | 'case', Marks>>;

export class PastLog {
  readonly #ticker: Ticker;
  readonly #marks: CaseMarks;
  readonly #client: ClickHouseClient;

  constructor(ticker: Ticker, marks: CaseMarks, client: ClickHouseClient) {
    this.#ticker = ticker;
    this.#marks = marks;
    this.#client = client;
  }

  /** What the figures of an instant of a board's kind rested on. `asOfMs`: not in the future. */
  async standing(board: Board, asOfMs: number): Promise<Standing> {
    const log = board.kind === DOSSIER ? DOSSIER_LOG : CASE_LOG;
    // The tick that shows this instant may still be running.
    if (asOfMs >= board.asOfMs)
      await once(this.#ticker, 'tick', { signal: AbortSignal.timeout(TICK_WAIT_MS) });
    const marked = await this.#marks[log.stream as keyof CaseMarks].at(asOfMs);
    return marked
      ? { log, asOfMs, asOfBasis: 'arrival', cut: { parts: marked } }
      : {
          ...{ log, asOfMs, asOfBasis: 'eventTime' },
          cut: { parts: partsBefore(board.mark().positions), untilMs: asOfMs },
        };
  }

  /** Visits every case of the board's kind once, in no order. */
  async visit(question: PastQuestion, visit: (one: PastCase) => void): Promise<Footing> {
    const { board, deadlines, asOfMs, signal } = question;
    const client = abortable(this.#client, signal);
    const { log, cut, asOfBasis } = await this.standing(board, asOfMs);
    for await (const cases of readCut(client, board, deadlines, cut)) {
      signal.throwIfAborted();
      for (const one of cases) visit(one);
    }
    const untilMs = cut.untilMs ?? asOfMs + CLOCK_TOLERANCE_MS;
    const dataTimeMs = await readLatestEventTime(client, log, cut.parts, untilMs);
    return { asOfMs, dataTimeMs, asOfBasis };
  }
}

async function* readCut(
  client: ClickHouseClient,
  board: Board,
  deadlines: Deadlines,
  cut: LogCut,
): AsyncGenerator<PastCase[]> {
  if (board.kind === DOSSIER) {
    for await (const dossiers of readDossiersBefore(client, cut))
      yield dossiers.map((one) => {
        const { procedureCode, procedureName, procedureField, procedureLevel } = one;
        const texts = [procedureCode, procedureName, procedureField, String(procedureLevel)];
        return { ...dossierFacts(board, one, deadlines), texts };
      });
    return;
  }
  for await (const cases of readCasesBefore(client, board.kind, cut))
    yield cases.map((one) => ({ ...caseFacts(board, one, deadlines), texts: [one.category] }));
}
