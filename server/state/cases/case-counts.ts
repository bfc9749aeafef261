/** How many cases of a scope each officer, procedure or field has, open and late ones apart. */
import type { CaseCountItem, CountedBy } from '../../../contract/api.ts';
import { betterSpelling, canonicalText, codeKey, nameKey } from '../../../contract/canonical.ts';
import type { Board } from '../board.ts';
import type { TextTuple } from '../memory/interner.ts';
import { instantsNow, latenessOf } from './case-list.ts';
import { emptyFacts } from './case-store.ts';
import { ToldProcedures } from './told-procedures.ts';

/** So many are told, those with the most late cases. */
const MAX_COUNTED = 500;

/** What cases are counted by: its key, and what a list is asked for and people call it. Undefined: nothing is told. */
type Named = { key: string; code: string; name: string } | undefined;

/** `total`: how many there are, told or not. */
export async function countCases(
  board: Board,
  units: ReadonlySet<number>,
  by: CountedBy,
  signal: AbortSignal,
): Promise<{ items: CaseCountItem[]; total: number }> {
  const { store } = board;
  const column = store.column(by === 'officer' ? 'officer' : 'procedure');
  const name = namer(board, by);
  const items = new Map<string, CaseCountItem>();
  /** [number of what is told]: what it is counted under, so that each text is looked at once. */
  const itemOf: (CaseCountItem | null)[] = [];
  const at = instantsNow(board);
  const facts = emptyFacts();
  await board.forEachRow((row) => {
    const unit = board.unitNumber(row);
    if (!units.has(unit) || !store.exists(row)) return;
    const id = column.numberOf(row);
    const item = (itemOf[id] ??= take(items, name(store.namesOf(column.field.name).valueOf(id))));
    if (!item) return;
    store.factsOf(row, facts);
    item.total++;
    if (facts.group !== 'inProgress') return;
    item.open++;
    if (latenessOf(facts, at.of(unit)) === 'late') item.late++;
  }, signal);
  const ranked = [...items.values()].sort(
    (a, b) => b.late - a.late || b.open - a.open || b.total - a.total || (a.code < b.code ? -1 : 1),
  );
  return { items: ranked.slice(0, MAX_COUNTED), total: ranked.length };
}

function take(items: Map<string, CaseCountItem>, named: Named): CaseCountItem | null {
  if (!named) return null;
  const { key, code, name } = named;
  let item = items.get(key);
  if (!item) items.set(key, (item = { code, name, total: 0, open: 0, late: 0 }));
  // Of several spellings the better one stands, whichever came first.
  if (name !== '') item.name = item.name === '' ? name : betterSpelling(item.name, name);
  item.code = betterSpelling(item.code, code);
  return item;
}

function namer(board: Board, by: CountedBy): (texts: TextTuple) => Named {
  if (by === 'officer')
    return ([id = '', name = '']) => {
      const code = id || name;
      return code === '' ? undefined : { key: nameKey(code), code, name };
    };
  const procedures = new ToldProcedures(board.pack.procedures);
  if (by === 'field')
    return (texts) => {
      const field = canonicalText(procedures.fieldOf(texts));
      return field === '' ? undefined : { key: nameKey(field), code: field, name: field };
    };
  return (texts) => {
    const [code = ''] = texts;
    return code === '' ? undefined : { key: codeKey(code), code, name: procedures.nameOf(texts) };
  };
}
