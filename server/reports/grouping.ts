/** The cuts of a report: in which row a case stands. Another cut is one function more in {@link createGrouping}. */
import { betterSpelling, canonicalText, CodeMap, codeKey, nameKey } from '../../contract/canonical.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { UNKNOWN_ROW, type KindCut, type ReportCut } from '../../contract/form-06a.ts';
import type { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import { CHANNELS } from '../../contract/status.ts';
import { PROCEDURE_LEVELS, type PackProcedure } from '../../pack/province-pack.ts';
import type { StoredFacts } from '../state/cases/case-store.ts';
import type { Board } from '../state/board.ts';
import { isThereIn, type Scope } from '../state/periods/figures.ts';

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
  /** The held field whose texts decide the row; absent: none. */
  readonly field?: 'procedure' | 'category';
  /** Number of a case's row; `unit` is a number of the board's, `named` that of its texts of the field. */
  rowOf(unit: number, named: number, facts: StoredFacts): number;
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

/** `period`: two local dates; what was there then stands in the report also without cases. */
export function createGrouping(
  by: ReportCut | KindCut,
  board: Board,
  scope: Scope,
  period: { from: string; to: string },
): Grouping {
  const { directory, pack, store, counting } = board;
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
    case 'channel':
      return board.kind === DOSSIER ? byDossierChannel() : byChannel(counting);
    case 'category':
      return byCategory(counting.kind, (id) => store.namesOf('category').valueOf(id));
    case 'level':
    case 'field':
    case 'procedure':
      return byProcedure(by, pack.procedures, (id) => store.namesOf('procedure').valueOf(id));
  }
}

function byDossierChannel(): Grouping {
  const rows = CHANNELS.map((code) => ({ code, name: CHANNEL_NAMES[code], always: true }));
  // No channel counts as counter, which has the code 1.
  return { rows, rowOf: (_unit, _named, { channel }) => (channel || 1) - 1 };
}

/** Every channel of a kind, and those that were told none. */
function byChannel({ kind }: KindCounting): Grouping {
  const named = kind.channels.map(({ code, vi }) => ({ code, name: vi, always: true }));
  const rows = [...named, unknownRow('Chưa rõ kênh')];
  return { rows, rowOf: (_unit, _named, { origin }) => origin - 1 };
}

function byCategory({ categories }: Kind, told: (id: number) => readonly string[]): Grouping {
  const named = categories.map(({ code, vi }) => ({ code, name: vi, always: true }));
  const rows = [...named, unknownRow('Chưa rõ phân loại')];
  const numbers = new Map(categories.map(({ code }, number) => [code, number]));
  const rowOf = (_unit: number, id: number) => numbers.get(told(id)[0] ?? '') ?? named.length;
  return { field: 'category', rows, rowOf };
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
    field: 'procedure' as const,
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
