/** Office time within a day (ca làm việc), written `07:30-11:30`; several separated by `|`. */
import { z } from 'zod';
import { PackError } from './pack-error.ts';

/** Both in ms after local midnight. */
export interface Session {
  startMs: number;
  endMs: number;
}

const ACCEPTED = 'expected HH:MM-HH:MM, such as 07:30-11:30';
const IN_ORDER = 'expected sessions in order, each ending after it starts';

const session = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, ACCEPTED)
  .transform((text): Session => {
    const [startMs, endMs] = text.split('-').map(clockMs) as [number, number];
    return { startMs, endMs };
  });

/** In order, not overlapping. */
export const sessionList = z
  .array(session)
  .refine((list) => list.every((s, i) => s.startMs < s.endMs && s.startMs >= (list[i - 1]?.endMs ?? 0)), {
    error: IN_ORDER,
  });

/** The sessions of a cell; none when it is empty. `where` names file, row and field. */
export function readSessions(where: string, text: string): Session[] {
  const result = sessionList.safeParse(text === '' ? [] : text.split('|').map((part) => part.trim()));
  if (result.success) return result.data;
  const accepted = result.error.issues[0]?.message === IN_ORDER ? `${IN_ORDER}, separated by |` : ACCEPTED;
  throw new PackError(where, JSON.stringify(text), accepted.replace('expected ', ''));
}

/** As a table writes it. */
export function formatSession({ startMs, endMs }: Session): string {
  return `${clock(startMs)}-${clock(endMs)}`;
}

function clockMs(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
