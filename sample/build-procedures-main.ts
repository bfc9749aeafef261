/**
 * Builds the sample pack's procedures.csv: the well-known procedures first, then names made of fields, subjects and
 * actions, until the numbers by level and by online level are those that Bình Phước published for 2021.
 * Usage: node --import tsx sample/build-procedures-main.ts [PACK_DIR]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnlineLevel } from '../contract/status.ts';
import type { ProcedureLevel } from '../pack/province-pack.ts';
import { KNOWN_PROCEDURES, type KnownProcedure } from './known-procedures.ts';
import { ACTIONS, FIELD_TEMPLATES } from './procedure-templates.ts';
import { Random } from './random.ts';

const BY_LEVEL: Record<ProcedureLevel, number> = { province: 1371, district: 229, commune: 91, shared: 97 };
const BY_ONLINE_LEVEL: Record<Exclude<OnlineLevel, 'full'>, number> = { information: 165, partial: 154 };
const COLUMNS =
  'code,name,field,level,online_level,legal_amount,legal_unit,online_legal_amount,online_legal_unit,fee_vnd';

const random = new Random('procedures');
const codes = new Set(KNOWN_PROCEDURES.map((procedure) => procedure.code));

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

/** Every subject with every action of its kind, the fields taken in turn so that a cut-off leaves none out. */
function candidates(level: ProcedureLevel): Omit<KnownProcedure, 'code'>[] {
  const lists = FIELD_TEMPLATES.filter((template) => template.level === level).map((template) =>
    Object.entries(template.subjects).flatMap(([kind, subjects]) =>
      subjects.split('|').flatMap((subject) =>
        ACTIONS[kind as keyof typeof ACTIONS].map(([pattern, days, feeVnd]) => ({
          name: pattern.replace('{}', subject),
          field: template.field,
          level,
          days: Math.max(1, days + random.integer(5) - 2),
          feeVnd,
        })),
      ),
    ),
  );
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}

function procedures(): KnownProcedure[] {
  return Object.entries(BY_LEVEL).flatMap(([level, count]) => {
    const known = KNOWN_PROCEDURES.filter((procedure) => procedure.level === level);
    const names = new Set(known.map((procedure) => procedure.name));
    const more = candidates(level as ProcedureLevel)
      .filter(({ name }) => !names.has(name) && names.add(name))
      .slice(0, count - known.length);
    if (known.length + more.length !== count) {
      throw new Error(`${level}: ${known.length + more.length} procedures of ${count}; add subjects`);
    }
    return [...known, ...more.map((procedure) => ({ code: newCode(), ...procedure }))];
  });
}

/** Assigns the online levels that are not full, spread over the list; well-known procedures keep theirs. */
function withOnlineLevels(list: KnownProcedure[]): KnownProcedure[] {
  const open = list.filter((procedure) => procedure.onlineLevel === undefined);
  const shuffled = open.map((procedure) => [random.next(), procedure] as const).sort((a, b) => a[0] - b[0]);
  const assigned = new Map<KnownProcedure, OnlineLevel>();
  for (const [level, count] of Object.entries(BY_ONLINE_LEVEL) as [OnlineLevel, number][]) {
    const known = list.filter((procedure) => procedure.onlineLevel === level).length;
    for (const [, procedure] of shuffled.splice(0, count - known)) assigned.set(procedure, level);
  }
  return list.map((procedure) => ({
    ...procedure,
    onlineLevel: procedure.onlineLevel ?? assigned.get(procedure) ?? 'full',
  }));
}

function line(procedure: KnownProcedure): string {
  const { code, name, field, level, onlineLevel, days, hours, onlineDays, feeVnd } = procedure;
  const quote = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const legal = hours === undefined ? [days, 'workingDay'] : [hours, 'hour'];
  const online = onlineDays === undefined ? ['', ''] : [onlineDays, 'workingDay'];
  return [code, quote(name), quote(field), level, onlineLevel, ...legal, ...online, feeVnd ?? 0].join(',');
}

const file = join(process.argv[2] ?? 'sample/binh-phuoc', 'procedures.csv');
const list = withOnlineLevels(procedures());
writeFileSync(file, `${COLUMNS}\n${list.map(line).join('\n')}\n`);
console.log(`${list.length} procedures written to ${file}`);
