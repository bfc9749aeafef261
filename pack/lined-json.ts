/**
 * A small JSON file of a pack in which every value knows its line, so that a refusal leads whoever edits it by hand to the
 * place. Stricter than JSON.parse, which takes the last of two members of one name.
 */
import { evaluate, parse, type ArrayNode, type ObjectNode, type ValueNode } from '@humanwhocodes/momoa';
import type { z } from 'zod';
import { PackError } from './pack-error.ts';

export type JsonPath = readonly PropertyKey[];

const MAX_SHOWN = 200;
const MAX_DEPTH = 20;

export class LinedJson {
  readonly #file: string;
  readonly #value: unknown;
  readonly #root: ValueNode;
  readonly #nameOf: (path: JsonPath) => string;

  /**
   * `nameOf`: how a refusal calls a place of the file.
   *
   * @throws PackError when `text` is no JSON or names a member twice.
   */
  constructor(file: string, text: string, nameOf = (path: JsonPath) => path.join('.')) {
    this.#file = file;
    this.#nameOf = nameOf;
    const json = text.replace(/^\uFEFF/, '');
    try {
      this.#root = parse(json, { mode: 'json' }).body;
      this.#value = JSON.parse(json);
    } catch (error) {
      throw notJson(file, json, error as Error & { line?: number });
    }
    this.#check(this.#root, []);
  }

  /** The value as a schema reads it; each of the schema's messages says what is accepted. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const result = schema.safeParse(this.#value);
    if (result.success) return result.data;
    const issue = result.error.issues[0] as z.core.$ZodIssue;
    if (issue.code === 'unrecognized_keys')
      throw this.refusal([...issue.path, issue.keys[0] as string], 'unknown', issue.message);
    throw this.refusal(issue.path, this.shown(issue.path), issue.message);
  }

  /** Names file, line and field, such as `kinds/feedback.json line 9, statuses.1.group`. */
  refusal(path: JsonPath, problem: string, accepted: string): PackError {
    return new PackError(this.whereOf(path), problem, accepted);
  }

  /** As refusals name a place. */
  whereOf(path: JsonPath): string {
    const { line, written } = this.#reach(path);
    const field = written.length === 0 ? 'the whole file' : this.#nameOf(written);
    return `${this.#file} line ${line}, ${field}`;
  }

  /** Refuses the second of two equal keys; `pathOf` an index is where the file says it. */
  refuseTwins(
    keys: readonly (string | number)[],
    pathOf: (index: number) => JsonPath,
    accepted = 'each once',
  ): void {
    const twin = keys.findIndex((key, i) => keys.indexOf(key) < i);
    if (twin < 0) return;
    const path = pathOf(twin);
    const earlier = this.#reach(pathOf(keys.indexOf(keys[twin] as string | number))).line;
    throw this.refusal(path, `${this.shown(path)} stands already in line ${earlier}`, accepted);
  }

  /** The line of a value, or of the nearest one around it that the file has. */
  lineOf(path: JsonPath): number {
    return this.#reach(path).line;
  }

  /** A value as the file has it. */
  shown(path: JsonPath): string {
    const { node } = this.#reach(path);
    const text = node ? JSON.stringify(evaluate(node)) : 'missing';
    return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  }

  /** As far as the file has a path: `written` is without the members that a schema sees in a plain text. */
  #reach(path: JsonPath): { node: ValueNode | undefined; line: number; written: JsonPath } {
    let [node, line] = [this.#root, this.#root.loc.start.line];
    for (const [depth, key] of path.entries()) {
      if (node.type !== 'Object' && node.type !== 'Array')
        return { node, line, written: path.slice(0, depth) };
      const child = childOf(node, key);
      if (child === undefined) return { node: undefined, line, written: path };
      [node, line] = [child.value, child.line];
    }
    return { node, line, written: path };
  }

  /** Refuses two members of one name, and what no file of a pack has any use for: depths that use up the stack. */
  #check(node: ValueNode, path: JsonPath): void {
    if (path.length > MAX_DEPTH)
      throw this.refusal(path.slice(0, 1), `nested more than ${MAX_DEPTH} deep`, `at most ${MAX_DEPTH}`);
    if (node.type === 'Array') node.elements.forEach(({ value }, i) => this.#check(value, [...path, i]));
    if (node.type !== 'Object') return;
    const seen = new Map<string, number>();
    for (const { name, value, loc } of node.members) {
      const key = name.type === 'String' ? name.value : name.name;
      const member = [...path, key];
      const earlier = seen.get(key);
      if (earlier !== undefined)
        throw new PackError(
          `${this.#file} line ${loc.start.line}, ${this.#nameOf(member)}`,
          `stands already in line ${earlier}`,
          'each member once',
        );
      seen.set(key, loc.start.line);
      this.#check(value, member);
    }
  }
}

/** The line of a member is that of its name: where its value is an object, this may begin further down. */
function childOf(
  node: ArrayNode | ObjectNode,
  key: PropertyKey,
): { value: ValueNode; line: number } | undefined {
  if (node.type === 'Array') {
    const element = node.elements[key as number];
    return element && { value: element.value, line: element.loc.start.line };
  }
  const member = node.members.find(({ name }) => name.type === 'String' && name.value === key);
  return member && { value: member.value, line: member.loc.start.line };
}

/** The parser tells the line of whatever it cannot read, but of the end. */
function notJson(file: string, json: string, { message, line }: Error & { line?: number }): PackError {
  const isCut = message.startsWith('Unexpected end of input');
  const lines = json.trimEnd().split('\n').length;
  const where = isCut ? `${file} line ${lines}` : line === undefined ? file : `${file} line ${line}`;
  return new PackError(where, `no JSON: ${isCut ? 'the file ends too early' : message}`);
}
