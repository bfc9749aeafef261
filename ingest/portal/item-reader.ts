/**
 * Reads the members of one portal object as vendors send them: numbers and booleans as strings or not, "" for null.
 *
 * Each read answers undefined for a member that is absent (it says nothing) and null for one that is empty (it clears).
 */
import { canonicalCode, canonicalText } from '../../contract/canonical.ts';
import type { CodeTable } from './portal-codes.ts';
import { FieldRefused } from './portal-refusal.ts';
import { ACCEPTED_DATES, parsePortalTime, type PortalTime } from './portal-time.ts';

type Told<Value> = Value | null | undefined;

/** Receipt may be set to the next session, which lies after the longest holiday. */
const MAX_AHEAD_MS = 31 * 86_400_000;

export class ItemReader {
  readonly #item: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** @throws FieldRefused when it is no object. `path` names it inside its dossier. */
  constructor(item: unknown, path = '') {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw new FieldRefused(path || 'data', item, 'an object');
    this.#item = item as Record<string, unknown>;
    this.#path = path;
  }

  refuse(name: string, accepted: string): never {
    throw new FieldRefused(this.#nameOf(name), this.#item[name], accepted);
  }

  /** A scalar as text in its canonical form. */
  scalar(name: string): Told<string> {
    const text = this.#asSent(name);
    return text == null ? text : canonicalText(text) || null;
  }

  /** A code: refused when it is longer, or holds control characters or half a surrogate pair. */
  id(name: string, maxChars: number): Told<string> {
    const text = this.#asSent(name);
    if (text == null) return text;
    const code = canonicalCode(text);
    if (code.length > maxChars || /[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(text))
      this.refuse(name, `a code of up to ${maxChars} characters`);
    return code || null;
  }

  /** A name that people read, cut to a length; phones, papers and mail addresses in it are masked. */
  name(name: string, maxChars: number): Told<string> {
    const text = this.scalar(name);
    if (text == null) return text;
    const shown = text
      .slice(0, maxChars * 2)
      .replace(/[^\s@]+@[^\s@]+/g, '***')
      .replace(/\d(?:[ .-]?\d){8,}/g, '***')
      .slice(0, maxChars)
      // A sender, or the line above, may cut a character in two.
      .replace(/\p{Surrogate}/gu, '');
    return shown || null;
  }

  /** The value of a code: "4", "04" and 4 are the same. */
  code<Value>(name: string, table: CodeTable<Value>): Told<Value> {
    const text = this.scalar(name);
    if (text == null) return text;
    return (
      table.get(text.toLowerCase().replace(/^0+(?=\d)/, '')) ??
      this.refuse(name, [...table.keys()].join(', '))
    );
  }

  /** Also null for what software writes for a date that was never set. */
  time(name: string): Told<PortalTime> {
    const text = datePartsOf(this.#item[name]) ?? this.scalar(name);
    if (text == null) return text;
    const time = parsePortalTime(text);
    return time === undefined ? this.refuse(name, ACCEPTED_DATES) : time;
  }

  /** As {@link ItemReader.time}, for something that has happened: a date far in the future would win for good. */
  pastTime(name: string, nowMs: number): Told<PortalTime> {
    const time = this.time(name);
    if (time != null && time.timeMs > nowMs + MAX_AHEAD_MS) this.refuse(name, 'a date up to now');
    return time;
  }

  /** The objects of a list; a single object is a list of one. */
  list(name: string): Told<ItemReader[]> {
    const value = Object.hasOwn(this.#item, name) ? this.#item[name] : undefined;
    if (value === undefined) return undefined;
    if (value === null || value === '') return null;
    if (typeof value !== 'object') this.refuse(name, 'an array');
    const items: unknown[] = Array.isArray(value) ? value : [value];
    return items
      .filter((item) => item !== null)
      .map((item, i) => new ItemReader(item, `${this.#nameOf(name)}[${i}]`));
  }

  /** Without the space around it. */
  #asSent(name: string): Told<string> {
    const value = Object.hasOwn(this.#item, name) ? this.#item[name] : undefined;
    if (value === undefined || value === null) return value;
    if (typeof value === 'object') this.refuse(name, 'a text or a number');
    return String(value).trim() || null;
  }

  #nameOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

/** `[2021, 10, 4, 7, 35, 12]`, as Java's serialisers write a local date by default, as text. */
function datePartsOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length < 3 || value.length > 7) return undefined;
  if (!value.every((part) => Number.isInteger(part) && part >= 0)) return undefined;
  const [year, month, day, hour, ...rest] = value.map((part) => String(part).padStart(2, '0'));
  const date = `${year?.padStart(4, '0')}-${month}-${day}`;
  return hour === undefined ? date : `${date} ${[hour, ...rest.slice(0, 2)].join(':')}`;
}
