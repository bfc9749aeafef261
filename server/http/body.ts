/** Reads the fields of a JSON body: each accepted, none that is not known, or a ParameterError. */
import { json, type Request, type RequestHandler } from 'express';
import { ParameterError } from './problem.ts';

const MAX_TEXT = 512;
/** As many scopes as an identity may have fit in. */
export const readFields: RequestHandler = json({ limit: '32kb', strict: true });

export class Fields {
  readonly #fields: Record<string, unknown>;

  /** @throws ParameterError when a field is not among the `known` */
  constructor({ body }: Request, known: readonly string[]) {
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    this.#fields = isObject ? (body as Record<string, unknown>) : {};
    const foreign = Object.keys(this.#fields).find((name) => !known.includes(name));
    if (foreign !== undefined)
      throw new ParameterError('body', foreign.slice(0, 50), `the fields ${known.join(', ')}`);
  }

  text(name: string, max = MAX_TEXT): string {
    const value = this.optionalText(name, max);
    if (value === undefined) throw new ParameterError(name, undefined, `a text of 1 to ${max} characters`);
    return value;
  }

  /** Undefined when absent or null. */
  optionalText(name: string, max = MAX_TEXT): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length > 0 && value.length <= max) return value;
    throw new ParameterError(name, shown(value), `a text of 1 to ${max} characters`);
  }

  oneOf<Value extends string>(name: string, accepted: readonly Value[]): Value {
    const value = accepted.find((one) => one === this.#fields[name]);
    if (value !== undefined) return value;
    throw new ParameterError(name, shown(this.#fields[name]), accepted.join(', '));
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string'))
      return [...new Set(value)];
    throw new ParameterError(name, shown(value), 'a list of texts');
  }

  /** Absent is false. */
  flag(name: string): boolean {
    const value = this.#fields[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw new ParameterError(name, shown(value), 'true or false');
  }
}

/** A password must not come back in a message. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return `${value.length} characters`;
  return typeof value === 'object' && value !== null ? 'a list or an object' : value;
}
