/**
 * Takes secrets out of what a process writes to its log. Lines are made without them in the first place; but a sender may
 * put a token anywhere, into a code or a name, and errors of other libraries quote what they like.
 *
 * Not for answers: who asks would learn from the mask that a guess is right.
 */

/** Shorter ones would stand in many a word. */
const LEAST_CHARACTERS = 6;

/** Finds any of a great many by how they begin: a pack may have an address for each of its contacts. */
export class Redactor {
  /** In small letters. */
  readonly #secrets = new Set<string>();
  /** How a secret begins -> the lengths of those that do, the greatest first: one may begin another. */
  readonly #lengths = new Map<string, number[]>();

  /** Hides these from now on; each also as it stands in an address, in JSON and in base64. */
  add(secrets: Iterable<string | undefined>): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.length < LEAST_CHARACTERS) continue;
      this.#add(secret);
      this.#add(encodeURIComponent(secret));
      this.#add(encodeURI(secret));
      this.#add(JSON.stringify(secret).slice(1, -1));
      this.#add(Buffer.from(secret).toString('base64'));
    }
  }

  redact(text: string): string {
    if (this.#secrets.size === 0) return text;
    const small = inSmallLetters(text);
    let [shown, from, at] = ['', 0, 0];
    while (at <= text.length - LEAST_CHARACTERS) {
      const length = this.#lengthAt(small, at);
      if (length === undefined) {
        at++;
        continue;
      }
      shown += `${text.slice(from, at)}***`;
      at += length;
      from = at;
    }
    return shown + text.slice(from);
  }

  #add(form: string): void {
    const secret = inSmallLetters(form);
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const begin = secret.slice(0, LEAST_CHARACTERS);
    const lengths = this.#lengths.get(begin) ?? [];
    if (!lengths.includes(secret.length))
      this.#lengths.set(
        begin,
        [...lengths, secret.length].sort((a, b) => b - a),
      );
  }

  /** Of the longest secret that stands at a place. */
  #lengthAt(small: string, at: number): number | undefined {
    const lengths = this.#lengths.get(small.slice(at, at + LEAST_CHARACTERS));
    return lengths?.find((length) => this.#secrets.has(small.slice(at, at + length)));
  }
}

/** Of ASCII alone, so that a place in it is the same one in the text; the other forms of a secret are ASCII. */
function inSmallLetters(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A part of a path that is longer than a word is a key. */
const KEY_CHARACTERS = 16;

/** What of an address is secret: services that take messages put their keys into the path and the query. */
export function secretsOfUrl(url: string | null | undefined): string[] {
  if (!url) return [];
  const { username, password, pathname, search, searchParams } = new URL(url);
  const keys = pathname.split('/').filter((part) => part.length >= KEY_CHARACTERS);
  return [username, password, pathname + search, pathname, search, ...keys, ...searchParams.values()];
}
