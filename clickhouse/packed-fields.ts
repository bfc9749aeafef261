/**
 * A field as (event time, value) packed into one number or text that sorts as the pair does, so that the field-wise join
 * (contract/join.ts) is a plain maximum, which ClickHouse keeps ten times as fast as one of tuples.
 *
 * Codes are ms * 256 + code; times and amounts ms * 2^64 + value; texts begin with the eight bytes of ms, the most
 * significant first, and each ends with a zero byte. A zero byte within a text is written as 1 1, and 1 as 1 2, which
 * keeps the order. 0 and '' are a field that was never told. field-packing.ts reads them back.
 */
import type { Span } from './row-binary.ts';

const EVENT_MS = 'toUnixTimestamp64Milli(eventTime)';

/** 1 when the event told the field with the bit. */
export const isToldSql = (bit: number) => `bitTest(told, ${bit})`;

/** The greatest pair that events of a group told of a field with the bit; `column` has a code up to 255. */
export function latestCode(bit: number, column: string): string {
  return `maxIf(toUInt64(${EVENT_MS}) * 256 + ${column}, ${isToldSql(bit)})`;
}

/** `value` is a whole number from 0 on: ms of a time, or an amount. */
export function latestNumber(bit: number, value: string): string {
  return `maxIf(bitOr(bitShiftLeft(toUInt128(${EVENT_MS}), 64), toUInt128(toUInt64(${value}))), ${isToldSql(bit)})`;
}

export function latestTexts(bit: number, columns: readonly string[]): string {
  const texts = columns.map(
    (column) => `replaceAll(replaceAll(${column}, '\\x01', '\\x01\\x02'), '\\0', '\\x01\\x01'), '\\0'`,
  );
  return `maxIf(concat(${bigEndian(EVENT_MS)}, ${texts.join(', ')}), ${isToldSql(bit)})`;
}

/** The eight bytes of a time in ms, the most significant first. */
export function bigEndian(ms: string): string {
  return `reverse(reinterpretAsFixedString(${ms}))`;
}

export const codeSql = (packed: string) => `toUInt8(${packed} % 256)`;
export const codeToldMsSql = (packed: string) => `toInt64(intDiv(${packed}, 256))`;
export const numberSql = (packed: string) => `toInt64(toUInt64(${packed}))`;
/** `position` from 1. */
export const textSql = (packed: string, position: number) =>
  `replaceAll(replaceAll(splitByChar('\\0', substring(${packed}, ${TOLD_BYTES + 1}))[${position}], '\\x01\\x01', '\\0'), '\\x01\\x02', '\\x01')`;

/** Bytes of the time before texts. */
export const TOLD_BYTES = 8;
const TWO_32 = 2 ** 32;

export const codeOf = (packed: number) => packed % 256;
export const codeToldMs = (packed: number) => Math.floor(packed / 256);

/** 0: never told. */
export function textsToldMs({ bytes, start, end }: Span): number {
  return start === end ? 0 : bytes.readUInt32BE(start) * TWO_32 + bytes.readUInt32BE(start + 4);
}

/** Texts without the time before them. */
export function unpackTexts({ bytes, start, end }: Span): string[] {
  const texts = bytes.toString('utf8', start, end).split('\0').slice(0, -1);
  return texts.map((text) => text.replaceAll('\x01\x01', '\0').replaceAll('\x01\x02', '\x01'));
}
