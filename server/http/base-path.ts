/**
 * What stands before a path when a gateway serves the product below one, such as `/ioc/`. A gateway that takes it away
 * needs no setting: addresses go out relative to the page that asked. PUBLIC_URL says it where the gateway keeps it.
 */
import type { IncomingMessage, Server } from 'node:http';

/** The path of PUBLIC_URL with a slash at its end, or undefined when it is not set. */
export function basePathOf(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  return `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/`;
}

/**
 * From a page to the root of the pages, to be put before a path.
 *
 * Example: `./` for `/wall`, `../` for `/units/H10.2.03`; `/ioc/` for both when it is known.
 */
export function toRoot(pagePath: string, basePath: string | undefined): string {
  return basePath ?? ('../'.repeat(pagePath.split('/').length - 2) || './');
}

/** Takes the base path off what comes in with it, before anybody looks; call it when all listeners are there. */
export function takeOffBasePath(http: Server, basePath: string | undefined): void {
  if (basePath === undefined || basePath === '/') return;
  const takeOff = (request: IncomingMessage) => {
    if (request.url?.startsWith(basePath)) request.url = request.url.slice(basePath.length - 1);
  };
  http.prependListener('request', takeOff);
  http.prependListener('upgrade', takeOff);
}
