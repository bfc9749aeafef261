/**
 * Which addresses alerts may go to. A webhook is an address that somebody typed: it must not make the server ask the
 * machines of its own network, whatever a name is made to stand for.
 */
import { lookup as resolveName } from 'node:dns';
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net';
import { isLoopback } from '../../../contract/environment.ts';

/** What is not to be reached from the public Internet (IANA's special-purpose registries). */
const CLOSED_V4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 ' +
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
/** Within 2000::/3, outside of which nothing is public: protocols and tunnels that hold another address, examples. */
const CLOSED_V6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

const closed = new BlockList();
for (const [networks, family] of [
  [CLOSED_V4, 'ipv4'],
  [CLOSED_V6, 'ipv6'],
] as const) {
  for (const network of networks.split(' ')) {
    const [address = '', bits] = network.split('/');
    closed.addSubnet(address, Number(bits), family);
  }
}
const public6 = new BlockList();
public6.addSubnet('2000::', 3, 'ipv6');

export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return isIPv6(address) && public6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** Hosts that `ALERT_WEBHOOK_ALLOW` names, and this machine by its own name: over http too, and wherever they are. */
export class Receivers {
  readonly #allowed: ReadonlySet<string>;

  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(
      allowed.map((host) => hostOf(new URL(`https://${isIPv6(host) ? `[${host}]` : host}`))),
    );
  }

  /** Why nothing goes to the address, as far as it says so itself; undefined: nothing speaks against it. */
  objection(target: string): string | undefined {
    const url = new URL(target);
    const host = hostOf(url);
    if (this.#isNamed(host)) return undefined;
    if (url.protocol !== 'https:')
      return `http to ${host}: accepted: https, or ${host} in ALERT_WEBHOOK_ALLOW`;
    const isAddress = isIPv4(host) || isIPv6(host);
    return isAddress && !isPublic(host) ? this.#closedAt(host, host) : undefined;
  }

  /**
   * Resolves a name to addresses that may be asked. The connection is made to what was looked at here: a name that
   * changes in between changes nothing.
   */
  readonly lookup: LookupFunction = (host, options, answer) => {
    resolveName(host, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, '', 0);
      const refused = this.#allowed.has(host)
        ? undefined
        : found.find(({ address }) => !(host === 'localhost' ? isLoopback(address) : isPublic(address)));
      if (refused) return answer(new Error(this.#closedAt(host, refused.address)), '', 0);
      if (options.all) return answer(null, found);
      answer(null, found[0]?.address ?? '', found[0]?.family ?? 0);
    });
  };

  #isNamed(host: string): boolean {
    return this.#allowed.has(host) || isLoopback(host);
  }

  #closedAt(host: string, address: string): string {
    return `${host} is at ${address}, which is no public address: accepted with ${host} in ALERT_WEBHOOK_ALLOW`;
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
