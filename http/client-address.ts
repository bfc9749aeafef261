/**
 * The address that a request comes from. A proxy's `X-Forwarded-For` is believed when the configuration names the proxy:
 * anybody else could write any address there.
 */
import { ipKeyGenerator } from 'express-rate-limit';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from 'proxy-addr';
import { z } from 'zod';

/** Whether the proxy with this address is believed; also what express takes as its setting `trust proxy`. */
export type TrustsProxy = (address: string) => boolean;

/** Who has one IPv6 address has its whole network. */
const IPV6_NETWORK_BITS = 64;
const ACCEPTED =
  'expected addresses or networks separated by commas, such as 127.0.0.1,10.1.0.0/16, or loopback, linklocal, uniquelocal';

/** The variable `TRUSTED_PROXIES`. */
export const trustedProxies = z
  .string()
  .transform((text, context): TrustsProxy => {
    try {
      const trusts = proxyAddress.compile(text.split(',').map((entry) => entry.trim()));
      return (address) => trusts(address, 0);
    } catch {
      context.addIssue({ code: 'custom', message: ACCEPTED });
      return z.NEVER;
    }
  })
  .default(() => trustsNobody);

export function trustsNobody(): boolean {
  return false;
}

export function clientAddress(request: IncomingMessage, trusts: TrustsProxy): string {
  const address = proxyAddress(request, trusts);
  return isIP(address) ? address : (request.socket.remoteAddress ?? '');
}

/** What is limited together: an IPv4 address, or the network of an IPv6 one. */
export function addressKey(address: string): string {
  return ipKeyGenerator(address, IPV6_NETWORK_BITS);
}
