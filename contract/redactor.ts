/**
 * Takes secrets out of what a process writes to its log. Lines are made without them in the first place; but a sender may
 * put a token anywhere, into a code or a name, and errors of other libraries quote what they like.
 *
 * Not for answers: who asks would learn from the mask that a guess is right.
 */

/** Shorter ones would stand in many a word. */
const LEAST_CHARACTERS = 6;

export class Redactor {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /** Hides these from now on; each also as it stands in an address, in JSON and in base64. */
  add(secrets: Iterable<string | undefined>): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.length < LEAST_CHARACTERS) continue;
      const forms = [
        secret,
        encodeURIComponent(secret),
        encodeURI(secret),
        JSON.stringify(secret).slice(1, -1),
      ];
      for (const form of [...forms, Buffer.from(secret).toString('base64')]) this.#secrets.add(form);
    }
    // The longest first: one may begin another.
    const all = [...this.#secrets].sort((a, b) => b.length - a.length);
    if (all.length > 0) this.#pattern = new RegExp(all.map(escaped).join('|'), 'gi');
  }

  redact(text: string): string {
    return this.#pattern ? text.replace(this.#pattern, '***') : text;
  }
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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
