/**
 * Where the pages live: `/`, or behind a gateway a path such as `/ioc/`. Nobody configures it: the built scripts lie in
 * `assets/` below it, so a script reads it off its own address.
 */
const ownAddress = import.meta.url;

export const ROOT = import.meta.env.DEV ? '/' : new URL('..', ownAddress).pathname;

/** Example: below `/ioc/`, `api/v1/areas` is `/ioc/api/v1/areas`. */
export function atRoot(path: string): string {
  return ROOT + path.replace(/^\//, '');
}

/** The path of a page of the app, or undefined when the address is not below the root: it belongs to a neighbour. */
export function belowRoot(pathname: string, root = ROOT): string | undefined {
  return pathname.startsWith(root) ? `/${pathname.slice(root.length)}` : undefined;
}
