/**
 * socket.io's own adapter, cheaper for crowds: what a tick tells a viewer, be it of several rooms, is one buffer and one
 * write. The original writes each room's message by itself, header and text apart.
 */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { LiveMessage } from './live-message.ts';

const EVENT = 2;

/** What the adapter needs of a viewer's connection. */
interface Viewer {
  conn: { transport: { name: string; socket?: { extensions: string } } };
  client: { writeToEngine(packets: readonly string[], options: object): void };
}

export class FrameAdapter extends Adapter {
  /** Bytes of events handed to the viewers' connections. */
  sentBytes = 0;

  override broadcast(packet: { nsp?: string }, options: BroadcastOptions): void {
    const message = this.#encode(packet);
    if (!message) return super.broadcast(packet, options);
    const { volatile, compress } = options.flags ?? {};
    this['apply'](options, (viewer: Viewer) => this.#send(viewer, [message], { volatile, compress }));
  }

  /** An event that is to be told to several viewers. */
  message(name: string, value: object): LiveMessage {
    // Our events have no binary parts, so they are one text.
    return this.#encode({ type: EVENT, data: [name, value] }) as LiveMessage;
  }

  /** Tells one viewer an event. */
  tellOne(id: string, message: LiveMessage): void {
    const viewer = this.nsp.sockets.get(id) as Viewer | undefined;
    if (viewer) this.#send(viewer, [message], {});
  }

  /** Tells every viewer the events of its rooms. */
  tell(messages: ReadonlyMap<string, LiveMessage>): void {
    if (messages.size === 0) return;
    const places = new Map([...messages.keys()].map((room, place) => [room, place]));
    // Viewers of the same rooms get the same bytes.
    const joined = new Map<string, Buffer>();
    for (const [id, rooms] of this.sids) {
      const own = [...rooms].filter((room) => places.has(room));
      const viewer = this.nsp.sockets.get(id) as Viewer | undefined;
      if (own.length === 0 || !viewer) continue;
      const told = own.map((room) => messages.get(room) as LiveMessage);
      const key = `${own.map((room) => places.get(room)).join()} ${deflates(viewer)}`;
      const bytes = joined.get(key) ?? this.#join(viewer, told);
      joined.set(key, bytes);
      this.#send(viewer, told, {}, bytes);
    }
  }

  /** `bytes`: the messages' frames for such a viewer, when they have been made before. */
  #send(viewer: Viewer, messages: readonly LiveMessage[], flags: object, bytes?: Buffer): void {
    const options = { preEncoded: true, ...flags };
    if (viewer.conn.transport.name === 'websocket') {
      const frame = bytes ?? this.#join(viewer, messages);
      const [{ text }] = messages as [LiveMessage];
      viewer.client.writeToEngine([text], { ...options, wsPreEncodedFrame: [frame] });
      this.sentBytes += frame.length;
      return;
    }
    // Between two polls a link takes nothing, so what may be dropped would hardly ever be told.
    const kept = { ...options, volatile: false };
    for (const { text } of messages) {
      viewer.client.writeToEngine([text], kept);
      this.sentBytes += text.length;
    }
  }

  #join(viewer: Viewer, messages: readonly LiveMessage[]): Buffer {
    const frames = messages.map((message) => message.frame(deflates(viewer)));
    return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
  }

  /** Undefined when it is not one text. */
  #encode(packet: object): LiveMessage | undefined {
    const [text, ...more] = this['encoder'].encode({ ...packet, nsp: this.nsp.name }) as unknown[];
    return typeof text === 'string' && more.length === 0 ? new LiveMessage(text) : undefined;
  }
}

function deflates(viewer: Viewer): boolean {
  return viewer.conn.transport.socket?.extensions.includes('permessage-deflate') === true;
}
