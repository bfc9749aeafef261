/** All boards of a server, one for each kind of cases of the pack, and what they share: units, calendars and deadlines. */
import type { ClickHouseClient } from '@clickhouse/client';
import { caseFields } from '../../contract/case-fields.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { DOSSIER as DOSSIER_FIELDS } from '../../contract/fields.ts';
import { DOSSIER_COUNTING, KindCounting } from '../../contract/kind-counting.ts';
import { localDay } from '../../contract/time.ts';
import { CASE_LOG, DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { Board } from './board.ts';
import { Deadlines, type DeadlineSettings } from './cases/deadlines.ts';
import { dossierDue, kindDue } from './cases/due-rule.ts';
import { oneStore, storesByKind } from './cases/kind-stores.ts';
import { LogBoards } from './log/log-boards.ts';
import { LogPass } from './log/log-pass.ts';
import { UnitDirectory } from './cases/unit-directory.ts';

export class Boards {
  readonly pack: ProvincePack;
  readonly directory: UnitDirectory;
  readonly dossier: Board;
  readonly dossiers: LogBoards;
  /** Of each stream of cases, the dossiers' first. */
  readonly logs: readonly LogBoards[];
  readonly #byKind: ReadonlyMap<string, Board>;

  constructor(client: ClickHouseClient, pack: ProvincePack) {
    this.pack = pack;
    const directory = new UnitDirectory(pack, localDay(Date.now()));
    this.directory = directory;
    const deadlines = new Deadlines(pack, pack.procedures, directory.units);
    const shared = { pack, directory, deadlines };
    const register = new Set(pack.procedures.map(({ code }) => code));
    const dossierPass = new LogPass();
    this.dossier = new Board({
      ...shared,
      counting: DOSSIER_COUNTING,
      table: DOSSIER_FIELDS,
      dueRule: dossierDue,
      pass: dossierPass,
      reductions: {
        procedure: ([code = '', , , level = '']) => [register.has(code) ? code : '', '', '', level],
      },
    });
    this.dossiers = new LogBoards(
      client,
      DOSSIER_LOG,
      [this.dossier],
      oneStore(this.dossier.store),
      dossierPass,
    );
    const casePass = new LogPass();
    const others = pack.kinds
      .filter(({ kind }) => kind !== DOSSIER)
      .map((kind) => {
        const table = caseFields(kind);
        const counting = new KindCounting(kind);
        return new Board({
          ...shared,
          ...{ counting, table, dueRule: kindDue(kind), pass: casePass, reductions: {} },
        });
      });
    const stores = new Map(others.map((board) => [board.kind, board.store]));
    this.logs =
      others.length === 0
        ? [this.dossiers]
        : [this.dossiers, new LogBoards(client, CASE_LOG, others, storesByKind(stores), casePass)];
    this.#byKind = new Map([this.dossier, ...others].map((board) => [board.kind, board]));
  }

  get all(): readonly Board[] {
    return [...this.#byKind.values()];
  }

  /** The board of a kind; undefined when the pack has no such kind. */
  of(kind: string): Board | undefined {
    return this.#byKind.get(kind);
  }

  /** From the next tick on all count by other deadlines. */
  changeDeadlines(settings: DeadlineSettings): void {
    const deadlines = new Deadlines(settings, this.pack.procedures, this.directory.units);
    for (const board of this.all) board.changeDeadlines(deadlines);
  }
}
