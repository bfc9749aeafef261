/** The cuts of a report: in which row a dossier stands. Another cut is one function more in {@link createGrouping}. */
import type { DossierFacts } from '../../contract/counting.ts';
import { UNKNOWN_ROW, type ReportCut } from '../../contract/form-06a.ts';
import { CHANNELS } from '../../contract/status.ts';
import { PROCEDURE_LEVELS, type PackProcedure } from '../../pack/province-pack.ts';
import type { Board } from '../state/board.ts';
import { isThereIn, type Scope } from '../state/figures.ts';

export interface GroupRow {
  code: string;
  name: string;
  /** Stands in the report also when it holds nothing. */
  always: boolean;
  procedures?: number;
}

export interface Grouping {
  /** [number of a row]: the rows known so far. */
  readonly rows: readonly GroupRow[];
  /** Number of a dossier's row; `unit` and `procedure` are numbers of the board's. */
  rowOf(unit: number, procedure: number, facts: DossierFacts): number;
  /** Order of the report; absent: of {@link Grouping.rows}. */
  compare?(a: GroupRow, b: GroupRow): number;
}

const LEVEL_NAMES = {
  province: 'Cấp tỉnh',
  district: 'Cấp huyện',
  commune: 'Cấp xã',
  shared: 'Dùng chung nhiều cấp',
} as const;
const CHANNEL_NAMES = { counter: 'Trực tiếp', online: 'Trực tuyến', postal: 'Bưu chính công ích' } as const;
const unknownRow = (name: string): GroupRow => ({ code: UNKNOWN_ROW, name, always: false });

/** `period`: two local dates; what was there then stands in the report also without dossiers. */
export function createGrouping(
  by: ReportCut,
  board: Board,
  scope: Scope,
  period: { from: string; to: string },
): Grouping {
  const { directory, pack, store } = board;
  const { holderOf } = directory.editions[scope.edition];
  const isThere = isThereIn(directory, scope.edition, period);
  switch (by) {
    case 'unit': {
      const holders = new Set(scope.holders);
      const rows = directory.units.map((unit, number) => {
        return { code: unit.code, name: unit.name, always: holders.has(number) && isThere(unit) };
      });
      return { rows, rowOf: (unit) => holderOf[unit] as number };
    }
    case 'area': {
      const rows = directory.areas.map((area, number) => ({
        code: area.code,
        name: area.name,
        always: scope.areas.has(number) && isThere(area),
      }));
      return { rows, rowOf: (unit) => directory.areaOf[holderOf[unit] as number] as number };
    }
    case 'channel': {
      const rows = CHANNELS.map((code) => ({ code, name: CHANNEL_NAMES[code], always: true }));
      // No channel counts as counter, which has the code 1.
      return { rows, rowOf: (_unit, _procedure, { channel }) => (channel || 1) - 1 };
    }
    case 'level':
    case 'field':
    case 'procedure':
      return byProcedure(by, new Map(pack.procedures.map((one) => [one.code, one])), (id) =>
        store.procedures.valueOf(id),
      );
  }
}

/** Cuts that follow from the procedure: the row of each procedure as told is looked up once. */
function byProcedure(
  by: 'level' | 'field' | 'procedure',
  register: ReadonlyMap<string, PackProcedure>,
  told: (id: number) => readonly string[],
): Grouping {
  const rows: GroupRow[] = by === 'level' ? levelRows([...register.values()]) : [];
  const numbers = new Map(rows.map(({ code }, number) => [code, number]));
  const numberOf = (row: GroupRow): number => {
    let number = numbers.get(row.code);
    if (number === undefined) {
      number = rows.push(row) - 1;
      numbers.set(row.code, number);
    }
    return number;
  };
  const rowOfTold = (id: number): number => {
    const [code = '', name = '', field = ''] = told(id);
    const known = register.get(code);
    if (by === 'level') {
      return known ? (numbers.get(known.level) as number) : numberOf(unknownRow('Chưa rõ cấp'));
    }
    if (by === 'field') {
      const title = field || known?.field;
      return numberOf(title ? { code: title, name: title, always: false } : unknownRow('Chưa rõ lĩnh vực'));
    }
    if (code === '') return numberOf(unknownRow('Chưa rõ thủ tục'));
    const number = numberOf({ code, name: known?.name ?? name, always: false });
    const row = rows[number] as GroupRow;
    // Of several names that were told the least stands, whichever came first.
    if (!known && name !== '' && (row.name === '' || name < row.name)) row.name = name;
    return number;
  };
  const cache: number[] = [];
  const grouping = { rows, rowOf: (_unit: number, id: number) => (cache[id] ??= rowOfTold(id)) };
  return by === 'level' ? grouping : { ...grouping, compare: byName(by) };
}

function levelRows(procedures: readonly PackProcedure[]): GroupRow[] {
  return PROCEDURE_LEVELS.map((code) => ({
    code,
    name: LEVEL_NAMES[code],
    always: true,
    procedures: procedures.filter(({ level }) => level === code).length,
  }));
}

/** Fields by name, procedures by code; what is not known last. */
function byName(by: 'field' | 'procedure'): (a: GroupRow, b: GroupRow) => number {
  const { compare } = new Intl.Collator('vi');
  const isUnknown = (row: GroupRow) => Number(row.code === UNKNOWN_ROW);
  return (a, b) =>
    isUnknown(a) - isUnknown(b) ||
    (by === 'field' ? compare(a.name, b.name) : 0) ||
    (a.code < b.code ? -1 : 1);
}
