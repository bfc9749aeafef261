/** What the server would give now in place of this page. */
import { atRoot } from '../routing/root.ts';

const ANSWER_WITHIN_MS = 5_000;

/** `same`: a page of this build; `other`: of another one; `none`: no server, or one that has no page to give. */
export type ServedPage = 'same' | 'other' | 'none';

/** Asks the server itself, past every cache. */
export async function askServedPage(): Promise<ServedPage> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(atRoot('wall'), { cache: 'no-store', signal: giveUp.signal });
    return response.ok ? servedPage(await response.text(), ownFiles()) : 'none';
  } catch {
    return 'none';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A build is known by the files that its page begins with, whose names tell their content. Pure.
 *
 * Example: what a gateway says while the server is away is `none`, whatever its status.
 */
export function servedPage(html: string, own: ReadonlySet<string>): ServedPage {
  const files = [...html.matchAll(/(?:src|href)="[^"]*?([^/"]+-[\w-]{8}\.(?:js|css))"/g)].map(
    (match) => match[1] ?? '',
  );
  if (files.length === 0 || !html.includes('<div id="app">')) return 'none';
  return files.every((name) => own.has(name)) ? 'same' : 'other';
}

/** Of the page and of what it has loaded since. */
function ownFiles(): Set<string> {
  const all = document.head.querySelectorAll('script[src], link[href]');
  return new Set(
    [...all].map(
      (one) => (one.getAttribute('src') ?? one.getAttribute('href') ?? '').split('/').at(-1) ?? '',
    ),
  );
}
