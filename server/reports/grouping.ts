/** The cuts of a report: in which row a dossier stands. Another cut is one function more in {@link createGrouping}. */
import { betterSpelling, canonicalText, CodeMap, codeKey, nameKey } from '../../contract/canonical.ts';
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
      return byProcedure(by, pack.procedures, (id) => store.procedures.valueOf(id));
  }
}

/** Cuts that follow from the procedure: the row of each procedure as told is looked up once. */
function byProcedure(
  by: 'level' | 'field' | 'procedure',
  procedures: readonly PackProcedure[],
  told: (id: number) => readonly string[],
): Grouping {
  const register = new CodeMap(procedures.map((one) => [one.code, one]));
  const fields = new Map(procedures.map(({ field }) => [nameKey(field), field]));
  const rows: GroupRow[] = by === 'level' ? levelRows(procedures) : [];
  /** What the dossiers of a row have in common -> its number. */
  const numbers = new Map(rows.map(({ code }, number) => [code, number]));
  const rowOfKey = (key: string, row: GroupRow): GroupRow => {
    if (!numbers.has(key)) numbers.set(key, rows.push(row) - 1);
    return rows[numbers.get(key) as number] as GroupRow;
  };
  const rowOfField = (field: string): GroupRow => {
    const key = nameKey(field);
    const title = fields.get(key) ?? canonicalText(field);
    const row = rowOfKey(`field ${key}`, { code: title, name: title, always: false });
    row.code = row.name = fields.get(key) ?? betterSpelling(row.name, title);
    return row;
  };
  const rowOfProcedure = (code: string, name: string, known: PackProcedure | undefined): GroupRow => {
    const spelling = known?.code ?? code;
    const row = rowOfKey(`code ${codeKey(code)}`, {
      code: spelling,
      name: known?.name ?? name,
      always: false,
    });
    if (known) return row;
    // Of several spellings and names that were told the least stands, whichever came first.
    row.code = betterSpelling(row.code, code);
    if (name !== '' && (row.name === '' || name < row.name)) row.name = name;
    return row;
  };
  const rowOfTold = (id: number): GroupRow => {
    const [code = '', name = '', field = ''] = told(id);
    const known = register.get(code);
    const unknown = (title: string) => rowOfKey(UNKNOWN_ROW, unknownRow(title));
    switch (by) {
      case 'level':
        return known ? (rows[numbers.get(known.level) as number] as GroupRow) : unknown('Chưa rõ cấp');
      case 'field':
        return field || known ? rowOfField(field || (known?.field ?? '')) : unknown('Chưa rõ lĩnh vực');
      case 'procedure':
        return code ? rowOfProcedure(code, name, known) : unknown('Chưa rõ thủ tục');
    }
  };
  const cache: number[] = [];
  const grouping = {
    rows,
    rowOf: (_unit: number, id: number) => (cache[id] ??= rows.indexOf(rowOfTold(id))),
  };
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
