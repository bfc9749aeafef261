/**
 * Builds the sample pack's procedures.csv: the well-known procedures first, then names made of fields, subjects and
 * actions, until the numbers by level and by online level are those that Bình Phước published for 2021.
 * Usage: node --import tsx sample/build-procedures-main.ts [PACK_DIR]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnlineLevel } from '../contract/status.ts';
import type { PackProcedure, ProcedureLevel } from '../pack/province-pack.ts';
import { knownProcedures, procedureIdeas, type ProcedureIdea } from './procedure-catalogue.ts';
import { Random } from './random.ts';

const BY_LEVEL: Record<ProcedureLevel, number> = { province: 1371, district: 229, commune: 91, shared: 97 };
const BY_ONLINE_LEVEL: Record<Exclude<OnlineLevel, 'full'>, number> = { information: 165, partial: 154 };
const COLUMNS =
  'code,name,field,level,online_level,legal_amount,legal_unit,online_legal_amount,online_legal_unit,fee_vnd';

const random = new Random('procedures');
const known = knownProcedures();
const ideas = procedureIdeas();
const codes = new Set(known.map((procedure) => procedure.code));

function newCode(): string {
  for (;;) {
    const number = random.integer(11_000);
    const code = random.chance(0.7)
      ? `1.${`${number}`.padStart(6, '0')}`
      : `2.${`${number % 2600}`.padStart(6, '0')}`;
    if (!codes.has(code)) {
      codes.add(code);
      return code;
    }
  }
}

/** The ideas of a level, its lists taken in turn so that a cut-off leaves no field out. */
function inTurn(level: ProcedureLevel): ProcedureIdea[] {
  const lists = ideas.map((list) => list.filter((idea) => idea.level === level));
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}

function proceduresOf(level: ProcedureLevel): PackProcedure[] {
  const everyday = known.filter((procedure) => procedure.level === level);
  const names = new Set(everyday.map((procedure) => procedure.name));
  const others = inTurn(level)
    .filter(({ name }) => !names.has(name) && names.add(name))
    .slice(0, BY_LEVEL[level] - everyday.length)
    .map(({ workingDays, ...idea }): PackProcedure => ({
      ...idea,
      code: newCode(),
      onlineLevel: 'full',
      legalTime: { amount: Math.max(1, workingDays + random.integer(5) - 2), unit: 'workingDay' },
      onlineLegalTime: null,
    }));
  if (everyday.length + others.length !== BY_LEVEL[level]) {
    throw new Error(`${level}: ${everyday.length + others.length} of ${BY_LEVEL[level]}; add subjects`);
  }
  return [...everyday, ...others];
}

/** Takes the full online level from as many procedures, spread over the list; the well-known keep theirs. */
function withOnlineLevels(list: PackProcedure[]): PackProcedure[] {
  const shuffled = list
    .filter((procedure) => !known.includes(procedure))
    .map((procedure) => ({ order: random.next(), procedure }))
    .sort((a, b) => a.order - b.order);
  const lower = new Map<PackProcedure, OnlineLevel>();
  for (const [level, count] of Object.entries(BY_ONLINE_LEVEL) as [OnlineLevel, number][]) {
    const already = known.filter((procedure) => procedure.onlineLevel === level).length;
    for (const { procedure } of shuffled.splice(0, count - already)) lower.set(procedure, level);
  }
  return list.map((procedure) => ({
    ...procedure,
    onlineLevel: lower.get(procedure) ?? procedure.onlineLevel,
  }));
}

function line(procedure: PackProcedure): string {
  const { code, name, field, level, onlineLevel, legalTime, onlineLegalTime, feeVnd } = procedure;
  const quote = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const legal = [legalTime, onlineLegalTime].flatMap((time) => [time?.amount ?? '', time?.unit ?? '']);
  return [code, quote(name), quote(field), level, onlineLevel, ...legal, feeVnd].join(',');
}

const file = join(process.argv[2] ?? 'sample/binh-phuoc', 'procedures.csv');
const list = withOnlineLevels((Object.keys(BY_LEVEL) as ProcedureLevel[]).flatMap(proceduresOf));
writeFileSync(file, `${COLUMNS}\n${list.map(line).join('\n')}\n`);
console.log(`${list.length} procedures written to ${file}`);
