/** Receives alerts as a unit's own system would: verifies the signature and answers as it is told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { DossierItem } from '../../contract/api.ts';

export interface Hook {
  id: string;
  atMs: number;
  path: string;
  status: number;
  rule: string;
  /** Code; '' of the province. */
  unit: string;
  total: number;
  cases: DossierItem[];
  links: { page: string | null; acknowledge: string | null };
  body: string;
}

export class WebhookReceiver {
  /** Hooks whose signature verified, in order. */
  readonly hooks: Hook[] = [];
  /** Requests that did not verify. */
  refused = 0;
  /** Paths -> answers to come; 204 when there is none. */
  readonly answers = new Map<string, { status: number; headers?: Record<string, string> }[]>();
  /** Called before a hook is answered. */
  beforeAnswer: (hook: Hook) => Promise<void> = () => Promise.resolve();
  readonly #server: Server;

  constructor(secret: string) {
    const webhook = new Webhook(secret);
    this.#server = createServer((request, response) => {
      void (async () => {
        const body = await text(request);
        const path = request.url ?? '';
        try {
          const message = webhook.verify(body, request.headers as Record<string, string>) as {
            data: {
              rule?: string;
              unit?: { code: string } | null;
              total?: number;
              cases?: DossierItem[];
              links: Hook['links'];
            };
          };
          const { status, headers } = this.answers.get(path)?.shift() ?? { status: 204 };
          // A test tells of no case.
          const { rule = '', unit, total = 0, cases = [], links } = message.data;
          const id = String(request.headers['webhook-id']);
          const told = { rule, unit: unit?.code ?? '', total, cases, links };
          const hook = { id, atMs: Date.now(), path, status, ...told, body };
          await this.beforeAnswer(hook);
          this.hooks.push(hook);
          response.writeHead(status, headers).end();
        } catch {
          this.refused++;
          response.writeHead(401).end();
        }
      })();
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hooks that tell of a dossier. */
  of(code: string): Hook[] {
    return this.hooks.filter((hook) => hook.cases.some((one) => one.code === code));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
