/**
 * socket.io's own adapter, cheaper for crowds: what a tick tells a viewer, be it of several rooms, is one buffer and one
 * write. The original writes each room's message by itself, header and text apart.
 */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';

const EVENT = 2;
/** Of engine.io: the text is a message. */
const MESSAGE = '4';
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** What the adapter needs of a viewer's connection. */
interface Viewer {
  conn: { transport: { name: string } };
  client: { writeToEngine(packets: readonly string[], options: object): void };
}

interface Encoded {
  text: string;
  frame: Buffer;
}

export class FrameAdapter extends Adapter {
  override broadcast(packet: { nsp?: string }, options: BroadcastOptions): void {
    const encoded = this.encode(packet);
    if (!encoded) return super.broadcast(packet, options);
    const { volatile, compress } = options.flags ?? {};
    const packetOptions = { preEncoded: true, volatile, compress, wsPreEncodedFrame: [encoded.frame] };
    this['apply'](options, (viewer: Viewer) => viewer.client.writeToEngine([encoded.text], packetOptions));
  }

  /** Tells every viewer the events of its rooms. */
  tell(events: ReadonlyMap<string, readonly [name: string, value: object]>): void {
    const messages = new Map<string, Encoded & { index: number }>();
    for (const [room, data] of events) {
      const encoded = this.encode({ type: EVENT, data });
      if (encoded) messages.set(room, { ...encoded, index: messages.size });
    }
    if (messages.size === 0) return;
    // Viewers of the same rooms get the same bytes.
    const joined = new Map<string, Buffer>();
    for (const [id, rooms] of this.sids) {
      const own = [...rooms].flatMap((room) => messages.get(room) ?? []);
      const viewer = this.nsp.sockets.get(id) as Viewer | undefined;
      if (own.length === 0 || !viewer) continue;
      if (viewer.conn.transport.name !== 'websocket') {
        for (const { text } of own) viewer.client.writeToEngine([text], { preEncoded: true });
        continue;
      }
      const key = own.map(({ index }) => index).join();
      let bytes = joined.get(key);
      if (!bytes) joined.set(key, (bytes = Buffer.concat(own.map(({ frame }) => frame))));
      const texts = [(own[0] as Encoded).text];
      viewer.client.writeToEngine(texts, { preEncoded: true, wsPreEncodedFrame: [bytes] });
    }
  }

  /** Undefined when it is not one text: our events have no binary parts. */
  private encode(packet: object): Encoded | undefined {
    const [text, ...more] = this['encoder'].encode({ ...packet, nsp: this.nsp.name }) as unknown[];
    if (typeof text !== 'string' || more.length > 0) return undefined;
    return { text, frame: textFrame(MESSAGE + text) };
  }
}

/** A WebSocket frame of a whole text, as a server sends it (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = FINAL_TEXT;
  frame[1] = headerBytes === 2 ? length : headerBytes === 4 ? LENGTH_16 : LENGTH_64;
  if (headerBytes === 4) frame.writeUInt16BE(length, 2);
  if (headerBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, headerBytes);
  return frame;
}
