/**
 * Stands between ingest and ClickHouse and does to inserts of events what networks and servers do: cuts, answers by
 * itself, hangs, slows down. Everything else passes.
 */
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Fault =
  /** The insert is applied; the connection ends after so many bytes of the answer. */
  | { kind: 'cut-answer'; afterBytes: number }
  /** The connection to ClickHouse ends after so many bytes of the rows. */
  | { kind: 'cut-rows'; afterBytes: number }
  /** Answers by itself; ClickHouse hears nothing. */
  | { kind: 'answer'; status: number; code?: number; text: string }
  /** Takes the request and stays silent; ClickHouse hears nothing. */
  | { kind: 'hang' }
  /** The insert is applied; the answer waits until `until` settles. */
  | { kind: 'hold-answer'; until: Promise<unknown> }
  /** The rows pass at this speed. */
  | { kind: 'throttle'; bytesPerSecond: number };

export class FaultProxy {
  /** Faults of the next inserts, one each. */
  readonly next: Fault[] = [];
  /** What happens to every insert while `next` is empty. */
  always: Fault | undefined;
  /** Inserts of events that have arrived. */
  inserts = 0;
  /** Inserts that a fault was done to. */
  faults = 0;
  readonly #upstream: URL;
  readonly #server: Server;

  private constructor(upstream: string) {
    this.#upstream = new URL(upstream);
    this.#server = createServer((request, response) => {
      // Every fault ends in broken connections, on both sides; that is the purpose.
      const { socket } = request;
      this.#handle(request, response).catch(() => socket.destroy());
    });
  }

  static async start(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://proxy').searchParams.get('query') ?? '';
    if (!query.startsWith('INSERT INTO events')) return this.#pass(request, response);
    this.inserts++;
    const fault = this.next.shift() ?? this.always;
    if (!fault) return this.#pass(request, response);
    this.faults++;
    if (fault.kind === 'hang') return;
    if (fault.kind === 'answer') return answer(request, response, fault);
    await this.#pass(request, response, fault);
  }

  async #pass(request: IncomingMessage, response: ServerResponse, fault?: Fault): Promise<void> {
    const { hostname, port } = this.#upstream;
    // Gone from the request once it is over.
    const { socket } = request;
    const upstream = forward({
      hostname,
      port,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers,
    });
    // ClickHouse is away: so is the proxy.
    upstream.on('error', () => socket.destroy());
    const answered = new Promise<IncomingMessage>((resolve) => upstream.once('response', resolve));
    let passed = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      passed += chunk.length;
      if (fault?.kind === 'cut-rows' && passed > fault.afterBytes) {
        upstream.write(chunk.subarray(0, chunk.length - (passed - fault.afterBytes)));
        // The bytes so far must have left, or ClickHouse would never see half of an insert.
        await sleep(20);
        upstream.destroy();
        socket.destroy();
        return;
      }
      upstream.write(chunk);
      if (fault?.kind === 'throttle') await sleep((chunk.length / fault.bytesPerSecond) * 1_000);
    }
    upstream.end();
    const from = await answered;
    const body: Buffer[] = [];
    for await (const chunk of from as AsyncIterable<Buffer>) body.push(chunk);
    if (fault?.kind === 'hold-answer') await fault.until;
    if (fault?.kind === 'cut-answer') return cut(response, from, fault.afterBytes);
    response.writeHead(from.statusCode ?? 502, from.headers);
    response.end(Buffer.concat(body));
  }
}

/** The first bytes of the answer as they stand on the wire, then the end of the connection. */
function cut(response: ServerResponse, from: IncomingMessage, afterBytes: number): void {
  const headers = Object.entries(from.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  const wire = `HTTP/1.1 ${from.statusCode ?? 502} ${from.statusMessage ?? ''}\r\n${headers.join('')}\r\n`;
  const { socket } = response;
  socket?.write(wire.slice(0, afterBytes), () => socket.destroy());
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault & { kind: 'answer' },
): Promise<void> {
  for await (const _chunk of request);
  if (fault.code !== undefined) response.setHeader('X-ClickHouse-Exception-Code', String(fault.code));
  response.writeHead(fault.status).end(fault.text);
}
