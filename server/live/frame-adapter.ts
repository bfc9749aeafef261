/**
 * socket.io's own adapter with one difference: a broadcast is one buffer, header and text together, written to every
 * viewer as it is. The original hands over two buffers, which costs each viewer's link a gathered write.
 */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';

/** Of engine.io: the text is a message. */
const MESSAGE = '4';
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export class FrameAdapter extends Adapter {
  override broadcast(packet: { nsp?: string }, options: BroadcastOptions): void {
    packet.nsp = this.nsp.name;
    const encoded: unknown[] = this['encoder'].encode(packet);
    const [text] = encoded;
    if (encoded.length !== 1 || typeof text !== 'string') return super.broadcast(packet, options);
    const packetOptions = {
      preEncoded: true,
      volatile: options.flags?.volatile,
      compress: options.flags?.compress,
      wsPreEncodedFrame: [textFrame(MESSAGE + text)],
    };
    this['apply'](options, (socket: { client: { writeToEngine(packets: unknown, options: object): void } }) =>
      socket.client.writeToEngine(encoded, packetOptions),
    );
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
