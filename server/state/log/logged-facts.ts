/** What a case of the log comes to under the rules: its unit and its facts, as the store has those of a kept case. */
import type { LoggedCase } from '../../../clickhouse/log-cases.ts';
import type { LoggedDossier } from '../../../clickhouse/log-dossiers.ts';
import { caseDueAt, firstTold } from '../../../pack/case-due.ts';
import type { Board } from '../board.ts';
import type { StoredFacts } from '../cases/case-store.ts';
import type { Deadlines } from '../cases/deadlines.ts';
import { NO_AMOUNT } from '../../../contract/field-types.ts';

export interface LoggedFacts {
  /** Number of its unit, as it was. */
  unit: number;
  facts: StoredFacts;
}

export function dossierFacts(board: Board, dossier: LoggedDossier, deadlines: Deadlines): LoggedFacts {
  const { status, statusAt, receivedAt, finishedAt, channel } = dossier;
  const unit = unitOf(board, dossier, receivedAt);
  const dueAt = dossier.dueAt || deadlines.procedureDueAt(dossier.procedureCode, receivedAt, channel, unit);
  const { counting } = board;
  const facts = {
    ...{ status, statusAt, receivedAt, finishedAt, channel, dueAt },
    ...{ hasClock: true, amountVnd: NO_AMOUNT, score: NO_AMOUNT },
    group: counting.groupOf(status),
    origin: counting.originOf(channel),
  };
  return { unit, facts };
}

export function caseFacts(board: Board, logged: LoggedCase, deadlines: Deadlines): LoggedFacts {
  const { counting } = board;
  const { kind } = counting;
  const receivedAt = logged.receivedAt || logged.firstEventAt;
  const unit = unitOf(board, logged, receivedAt);
  const group = counting.groupOf(logged.status);
  const status = kind.statuses.find(({ n }) => n === logged.status)?.code ?? '';
  const channel = kind.channels.findIndex(({ code }) => code === logged.channel) + 1;
  const times = { ...logged, receivedAt, status, group };
  const facts = {
    ...{ receivedAt, group, channel, hasClock: kind.clock !== null },
    status: logged.status,
    statusAt: logged.statusAt,
    finishedAt: firstTold(kind.clock?.to ?? ['finishedAt'], times),
    dueAt: caseDueAt(kind, times, deadlines.calendarOfUnit(unit)),
    origin: counting.originOf(channel),
    amountVnd: logged.amountVnd,
    score: logged.score,
  };
  return { unit, facts };
}

function unitOf(
  board: Board,
  { unitCode, unitName }: { unitCode: string; unitName: string },
  receivedAt: number,
): number {
  return board.unitNumberOf(unitCode, unitName, board.directory.eraOf(receivedAt));
}
