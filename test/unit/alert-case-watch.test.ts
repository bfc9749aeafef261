import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { caseFields, caseKey } from '../../contract/case-fields.ts';
import { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import { formatTime, localDay } from '../../contract/time.ts';
import { fieldsReader } from '../../ingest/decoding/event-fields.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { AlertBook } from '../../server/alerts/book/alert-book.ts';
import { CaseRules, caseRulesOf } from '../../server/alerts/conditions/case-rules.ts';
import { CaseWatch } from '../../server/alerts/conditions/case-watch.ts';
import { Board } from '../../server/state/board.ts';
import { Deadlines } from '../../server/state/cases/deadlines.ts';
import { kindDue } from '../../server/state/cases/due-rule.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';
import { LogPass } from '../../server/state/log/log-pass.ts';

const DUE_MS = Date.parse('2021-10-15T17:00:00+07:00');
const CASES = 20_000;
/** Events of the present may be told after so long. */
const FRESH_MS = 2_100;

it('cases that fall due while all open ones are looked at are found together by the next look', async () => {
  const pack = await loadProvincePack('sample/binh-phuoc');
  const kind = pack.kinds.find((one) => one.kind === 'feedback') as Kind;
  const directory = new UnitDirectory(pack, localDay(DUE_MS));
  const deadlines = new Deadlines({ ...pack, latenessRule: 'instant' }, pack.procedures, directory.units);
  const table = caseFields(kind);
  const board = new Board({
    ...{ pack, directory, deadlines, table, reductions: {} },
    ...{ counting: new KindCounting(kind), dueRule: kindDue(kind), pass: new LogPass() },
  });
  const startMs = DUE_MS - 60_000;
  await board.countLoaded(startMs);
  const read = fieldsReader(table, 'snapshot');
  const status = kind.statuses.find(({ group }) => group === 'inProgress')?.code;
  const data = {
    status,
    unit: { code: 'H10.2.03' },
    receivedAt: formatTime(startMs),
    dueAt: formatTime(DUE_MS),
  };
  const arrivals = new Map<number, number>();
  for (let i = 0; i < CASES; i++) {
    const row = { code: caseKey(kind.kind, `C-${i}`), eventTime: startMs, ...read(data) };
    arrivals.set(board.store.joinEvent(row), startMs);
  }
  const watch = new CaseWatch(board);
  watch.afterTick(board.advance(arrivals, startMs), true);
  await sleep(FRESH_MS);

  const book = new AlertBook();
  const late = { rule: 'late', name: { vi: '', en: '' }, severity: 'critical', audience: 'head' } as const;
  const how = { escalate: [], groupMs: 0, repeatMs: null, isQuiet: false };
  const rules = () =>
    new CaseRules(
      board,
      caseRulesOf([{ condition: 'late', kinds: [kind.kind], workingDays: 0, ...late, ...how }], kind.kind),
      new Map(),
    );
  const sweep = watch.look(rules(), book);
  await nextTurn();
  watch.afterTick(board.advance(new Map(), DUE_MS + 1_000), true);
  expect((await sweep).findings).toEqual([]);
  expect((await watch.look(rules(), book)).findings).toHaveLength(CASES);
});
