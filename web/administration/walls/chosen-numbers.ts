/** Numbers as an administrator writes them, of shares in percent. Pure. */
import { MOST_OF_WALLS } from '../../../contract/wall.ts';

const MAX_COUNT = 1_000_000_000;
const NUMBER = /^\d{1,10}(?:[.,]\d{1,4})?$/;

/** Undefined: no number from 0 on, of a share no percentage up to 100. */
export function numberOf(text: string, isShare: boolean): number | undefined {
  const written = text.trim().replace(/\s*%$/, '');
  if (!NUMBER.test(written)) return undefined;
  const number = Number(written.replace(',', '.'));
  if (number > (isShare ? 100 : MAX_COUNT)) return undefined;
  return isShare ? Math.round(number * 10_000) / 1_000_000 : number;
}

export function textOfNumber(value: number, isShare: boolean): string {
  const number = isShare ? Math.round(value * 1_000_000) / 10_000 : value;
  return String(number).replace('.', ',');
}

/** `2; 5; 10`: null of none, undefined of what cannot be bounds of classes. */
export function boundsOf(text: string, isShare: boolean): number[] | null | undefined {
  if (text.trim() === '') return null;
  const numbers = text.split(';').map((part) => numberOf(part, isShare));
  const bounds = numbers.filter((number) => number !== undefined);
  const ascend = bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] as number));
  return bounds.length === numbers.length && bounds.length <= MOST_OF_WALLS.bounds && ascend
    ? bounds
    : undefined;
}
