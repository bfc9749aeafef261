/**
 * Shows incoming alerts on a terminal, each with its signature verified: what a unit's own receiver has to do, in
 * small.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { printAlert, printRefusal } from './alert-lines.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Answers 204 to what verifies with one of the secrets, 401 to the rest; `print` gets the lines for the terminal. */
export function createAlertReceiver(secrets: readonly string[], print: (line: string) => void): Server {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  const seen = new Set<string>();
  return createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      print(printRefusal(error instanceof Error ? error.message : String(error)));
      response.destroy();
    });
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'POST' }).end();
    const body = await readBody(request);
    if (body === undefined) return void response.writeHead(413).end();
    try {
      const message = verified(body, request.headers as Record<string, string>);
      const id = String(request.headers['webhook-id']);
      for (const line of printAlert(message, id, seen.has(id))) print(line);
      seen.add(id);
      response.writeHead(204).end();
    } catch (error) {
      if (!(error instanceof WebhookVerificationError || error instanceof SyntaxError)) throw error;
      print(printRefusal(error.message));
      response.writeHead(401).end();
    }
  }

  /** @throws WebhookVerificationError when it is signed with none of them. */
  function verified(body: string, headers: Record<string, string>): unknown {
    let refusal: unknown;
    for (const webhook of webhooks) {
      try {
        return webhook.verify(body, headers);
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}
