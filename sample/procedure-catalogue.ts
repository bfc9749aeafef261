/**
 * What the sample procedures are made of, kept as tables in procedure-catalogue/:
 * - `known.csv`: the procedures of every day, with codes as far as they are remembered (sample data, no reference);
 * - `subjects.csv`: what a field's procedures are about, subjects separated by `|`;
 * - `actions.csv`: what is done with a subject of a kind, `{}` stands for the subject.
 */
import { readFileSync } from 'node:fs';
import { readEnum, readInteger } from '../pack/cell-readers.ts';
import { parseCsvTable } from '../pack/csv-table.ts';
import { readProcedures } from '../pack/procedure-file.ts';
import { PROCEDURE_LEVELS, type PackProcedure, type ProcedureLevel } from '../pack/province-pack.ts';

const read = (file: string) => readFileSync(new URL(`procedure-catalogue/${file}`, import.meta.url), 'utf8');

export function knownProcedures(): PackProcedure[] {
  return readProcedures('known.csv', read('known.csv'));
}

/** A procedure without its code and online level. */
export interface ProcedureIdea {
  level: ProcedureLevel;
  field: string;
  name: string;
  workingDays: number;
  feeVnd: number;
}

/** Every subject with every action of its kind: one list per line of subjects.csv. */
export function procedureIdeas(): ProcedureIdea[][] {
  const actions = parseCsvTable('actions.csv', read('actions.csv'), {
    required: ['kind', 'pattern', 'working_days', 'fee_vnd'],
  });
  const subjects = parseCsvTable('subjects.csv', read('subjects.csv'), {
    required: ['level', 'field', 'kind', 'subjects'],
  });
  return subjects.map(({ line, cells }) => {
    const level = readEnum(`subjects.csv row ${line}, level`, cells.level, PROCEDURE_LEVELS);
    const fitting = actions.filter((action) => action.cells.kind === cells.kind);
    return cells.subjects.split('|').flatMap((subject) =>
      fitting.map((action) => ({
        level,
        field: cells.field,
        name: action.cells.pattern.replace('{}', subject),
        workingDays: readInteger(
          `actions.csv row ${action.line}, working_days`,
          action.cells.working_days,
          1,
        ),
        feeVnd: readInteger(`actions.csv row ${action.line}, fee_vnd`, action.cells.fee_vnd, 0),
      })),
    );
  });
}
