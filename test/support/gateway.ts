/**
 * A reverse proxy as provinces have them: it serves the product below a path, which it takes away or keeps, and does with
 * WebSockets what some proxies do.
 */
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from './certificate.ts';

export type WebSockets =
  | 'pass'
  /** Takes the request for the upgrade and never answers. */
  | 'swallow'
  /** Lets the upgrade through and nothing after it. */
  | 'deaf';

export type Outage =
  | 'none'
  /** Nothing answers. */
  | 'silent'
  /** The gateway answers in place of the product. */
  | 'badGateway';

export interface GatewayOptions {
  /** Such as `/ioc/`; by default nothing stands before the product. */
  path?: string;
  keepsPath?: boolean;
  /** As nginx does where its `proxy_pass` names a path: decoded, slashes folded, and little of it encoded again. */
  decodesPath?: boolean;
  webSockets?: WebSockets;
  /** How much longer each request takes. */
  delayMs?: number;
  /** It ends TLS, and tells the product so. */
  certificate?: Certificate;
}

export class Gateway {
  /** May change while it runs: it then holds for new upgrades, `deaf` for open ones too. */
  webSockets: WebSockets;
  /** WebSockets that were asked for. */
  upgrades = 0;
  /** Requests for a path that is not the product's. */
  readonly strays: string[] = [];
  #target: URL;
  readonly #path: string;
  readonly #keepsPath: boolean;
  readonly #delayMs: number;
  readonly #decodesPath: boolean;
  /** Headers that are added. */
  readonly #told: Record<string, string>;
  #outage: Outage = 'none';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: string, options: GatewayOptions) {
    const { path = '/', keepsPath = false, decodesPath = false, webSockets = 'pass', delayMs = 0 } = options;
    this.#target = new URL(target);
    this.#path = path;
    this.#keepsPath = keepsPath;
    this.#decodesPath = decodesPath;
    this.webSockets = webSockets;
    this.#delayMs = delayMs;
    const { certificate } = options;
    this.#told = certificate ? { 'x-forwarded-proto': 'https' } : {};
    const serve: RequestListener = async (request, response) => {
      if (this.#delayMs > 0) await sleep(this.#delayMs);
      if (this.#outage === 'silent') return void request.socket.destroy();
      if (this.#outage === 'badGateway') return void response.writeHead(502).end('Bad Gateway');
      const url = this.#targetPath(request);
      if (url === undefined) return void response.writeHead(404).end('a neighbour');
      const { method } = request;
      const headers = { ...request.headers, ...this.#told };
      const { hostname, port } = this.#target;
      const upstream = forward({ hostname, port, path: url, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      upstream.on('error', () => response.destroy());
      response.on('close', () => upstream.destroy());
      request.pipe(upstream);
    };
    this.#server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
    this.#server.on('upgrade', (request: IncomingMessage, near: Socket) => this.#upgrade(request, near));
  }

  static async open(target: string, options: GatewayOptions = {}): Promise<Gateway> {
    const gateway = new Gateway(target, options);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  /** Without a slash at its end. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${'x-forwarded-proto' in this.#told ? 'https' : 'http'}://127.0.0.1:${port}${this.#path.slice(0, -1)}`;
  }

  /** From now on; open WebSockets end. */
  set outage(outage: Outage) {
    this.#outage = outage;
    if (outage !== 'none') for (const socket of this.#sockets) socket.destroy();
  }

  /** Another server from now on; open WebSockets end. */
  set target(url: string) {
    this.#target = new URL(url);
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #targetPath({ url = '/' }: IncomingMessage): string | undefined {
    if (!url.startsWith(this.#path)) {
      this.strays.push(url);
      return undefined;
    }
    const path = this.#keepsPath ? url : url.slice(this.#path.length - 1);
    return this.#decodesPath ? decoded(path) : path;
  }

  #upgrade(request: IncomingMessage, near: Socket): void {
    this.upgrades++;
    this.#keep(near);
    if (this.#outage !== 'none') return void near.destroy();
    const url = this.#targetPath(request);
    if (url === undefined) return void near.destroy();
    if (this.webSockets === 'swallow') return;
    const far = connect(Number(this.#target.port), this.#target.hostname);
    this.#keep(far);
    const lines = [`${request.method} ${url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    }
    for (const [name, value] of Object.entries(this.#told)) lines.push(`${name}: ${value}`);
    far.write(`${lines.join('\r\n')}\r\n\r\n`);
    let answered = false;
    far.on('data', (chunk) => {
      if (answered && this.webSockets === 'deaf') return;
      // The answer alone: a frame may come with it in one piece.
      const end = chunk.indexOf('\r\n\r\n') + 4;
      near.write(!answered && this.webSockets === 'deaf' ? chunk.subarray(0, end) : chunk);
      answered = true;
    });
    near.on('data', (chunk) => this.webSockets === 'deaf' || far.write(chunk));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

function decoded(url: string): string {
  const [path = '', ...query] = url.split('?');
  const plain = decodeURIComponent(path).replaceAll(/\/+/g, '/');
  const again = plain.replaceAll(/[^\x21-\x7e]|[%?#]/gu, (character) => encodeURIComponent(character));
  return [again, ...query].join('?');
}
