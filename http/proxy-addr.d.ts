/** The library behind express's `trust proxy`; it comes without types. */
declare module 'proxy-addr' {
  import type { IncomingMessage } from 'node:http';

  type Trusts = (address: string, distance: number) => boolean;
  /** The nearest address of `X-Forwarded-For` that is not trusted; the connection's own where nothing is. */
  function proxyAddress(request: IncomingMessage, trusts: Trusts): string;
  namespace proxyAddress {
    /** @throws TypeError for what is no address, range or name of ranges. */
    function compile(ranges: readonly string[]): Trusts;
  }
  export = proxyAddress;
}
