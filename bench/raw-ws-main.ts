/** What the fan-out is measured against: a loop over ws that sends recorded messages to everybody, and nothing else. */
import { WebSocketServer } from 'ws';

export type RawOrder = { messages: readonly { afterMs: number; text: string }[] };
export type RawAnswer = { kind: 'listening'; port: number } | { kind: 'played' };

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (client) => {
  // Answers to pings come as they do to the product.
  client.on('message', () => undefined);
  client.on('error', () => client.terminate());
});
server.on('listening', () => {
  process.send?.({
    kind: 'listening',
    port: (server.address() as { port: number }).port,
  } satisfies RawAnswer);
});

function sendToAll(text: string): void {
  const data = Buffer.from(text);
  for (const client of server.clients) client.send(data, { binary: false });
}

process.on('message', ({ messages }: RawOrder) => {
  for (const { afterMs, text } of messages) setTimeout(() => sendToAll(text), afterMs);
  setTimeout(
    () => process.send?.({ kind: 'played' } satisfies RawAnswer),
    (messages.at(-1)?.afterMs ?? 0) + 500,
  );
});
process.on('disconnect', () => process.exit());
