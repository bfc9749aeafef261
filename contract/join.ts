/**
 * The field-wise join: what a dossier's field is when several events told it.
 *
 * A field is a pair (when it was told, value); of two pairs the greater one counts: the later time, at equal times the
 * greater value. With a total order of values that is a maximum, so for any a, b, c
 *
 *     join(a, b) = join(b, a)                        order does not matter (commutative)
 *     join(join(a, b), c) = join(a, join(b, c))      nor does how events are put together (associative)
 *     join(a, a) = a                                 nor does repetition (idempotent)
 *
 * so the same set of events gives the same state, whatever way it came. The twin in SQL is clickhouse/states-table.ts.
 *
 * Example: told `received` at 8:10 and `processing` at 9:30, the field is `processing`, also when 8:10 arrives later;
 * told `processing` and `processed` at 9:30, it is `processed`, whose code is greater.
 */

/** One field: the event time that told it (ms, 0 = never told) and the value. A cleared one has the least value. */
export type Told<Value> = readonly [at: number, value: Value];

/** Negative, zero or positive, as the first comes before, equals or comes after the second in the order of values. */
export type Compare<Value> = (a: Value, b: Value) => number;

export function join<Value>(a: Told<Value>, b: Told<Value>, compare: Compare<Value>): Told<Value> {
  return isGreater(b[0], b[1], a[0], a[1], compare) ? b : a;
}

/** Whether (at, value) counts over (knownAt, known). */
export function isGreater<Value>(
  at: number,
  value: Value,
  knownAt: number,
  known: Value,
  compare: Compare<Value>,
): boolean {
  return at > knownAt || (at === knownAt && at !== 0 && compare(value, known) > 0);
}

/** Codes, times and amounts. */
export function compareNumbers(a: number, b: number): number {
  return a - b;
}

/** Texts by their UTF-8 bytes, as ClickHouse compares them; several texts one after the other. */
export function compareTexts(a: readonly string[], b: readonly string[]): number {
  const encoder = new TextEncoder();
  for (const [i, text] of a.entries()) {
    const [left, right] = [encoder.encode(text), encoder.encode(b[i] ?? '')];
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const order = (left[at] as number) - (right[at] as number);
      if (order !== 0) return order;
    }
    if (left.length !== right.length) return left.length - right.length;
  }
  return 0;
}
