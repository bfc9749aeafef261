/** A viewer on the wire itself: it can stop reading and still answer the server's pings, as no real client does. */
import WebSocket from 'ws';
import { LIVE_NAMESPACE, type LiveDelta, type LiveSnapshot, type WatchRequest } from '../../contract/live.ts';
import { VIEWER_TOKEN } from './viewer-fetch.ts';

const PONG = '3';

export class RawViewer {
  /** The last told of each kind, by scope. */
  readonly snapshots = new Map<string, LiveSnapshot>();
  readonly deltas = new Map<string, LiveDelta>();
  closed = false;
  readonly #ws: WebSocket;
  #timer: NodeJS.Timeout | undefined;

  private constructor(serverUrl: string) {
    this.#ws = new WebSocket(`${serverUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    this.#ws.on('message', (data) => this.#take(String(data)));
    this.#ws.on('error', () => this.#ws.terminate());
    this.#ws.on('close', () => {
      this.closed = true;
      clearInterval(this.#timer);
    });
  }

  static async open(serverUrl: string): Promise<RawViewer> {
    const viewer = new RawViewer(serverUrl);
    await new Promise<void>((resolve, reject) => {
      viewer.#ws.once('error', reject);
      viewer.#ws.on('message', (data) => {
        if (String(data).startsWith(`40${LIVE_NAMESPACE}`)) resolve();
      });
    });
    return viewer;
  }

  watch(requests: readonly WatchRequest[]): void {
    for (const request of requests)
      this.#send(`42${LIVE_NAMESPACE},${JSON.stringify(['scope:watch', request])}`);
  }

  /** Takes nothing more from the link; the server's pings are answered unseen. */
  stopReading(): void {
    this.#ws.pause();
    this.#timer = setInterval(() => this.#send(PONG), 2_000);
  }

  readAgain(): void {
    clearInterval(this.#timer);
    this.#ws.resume();
  }

  close(): void {
    this.#ws.terminate();
  }

  #take(text: string): void {
    if (text.startsWith('0')) this.#send(`40${LIVE_NAMESPACE},${JSON.stringify({ token: VIEWER_TOKEN })}`);
    if (text === '2') this.#send(PONG);
    const prefix = `42${LIVE_NAMESPACE},`;
    if (!text.startsWith(prefix)) return;
    const [name, told] = JSON.parse(text.slice(prefix.length)) as [string, LiveSnapshot & LiveDelta];
    if (name === 'scope:snapshot') this.snapshots.set(told.scope, told);
    if (name === 'scope:delta') this.deltas.set(told.scope, told);
  }

  #send(text: string): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(text);
  }
}
