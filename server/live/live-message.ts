/** One event as it goes over the wire, made once for all viewers that are told of it. */
import { constants, deflateRawSync } from 'node:zlib';
import { WebSocketServer, type ServerOptions } from 'ws';

/** Of engine.io: the text is a message. */
const MESSAGE = '4';
const FINAL_TEXT = 0x81;
/** RFC 7692: the payload is deflated. */
const DEFLATED = 0x40;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** Shorter ones fit into a packet or two as they are. */
const DEFLATE_FROM_BYTES = 8_192;
/** An empty block ends what is deflated up to a byte; RFC 7692, 7.2.1 leaves its last four bytes out. */
const TAIL_BYTES = 4;

export class LiveMessage {
  /** As socket.io encodes it. */
  readonly text: string;
  readonly #plain: Buffer;
  #deflated: Buffer | undefined;

  constructor(text: string) {
    this.text = text;
    this.#plain = textFrame(Buffer.from(MESSAGE + text));
  }

  /** The WebSocket frame. `deflates`: the viewer's connection takes deflated ones. */
  frame(deflates: boolean): Buffer {
    if (!deflates || this.#plain.length < DEFLATE_FROM_BYTES) return this.#plain;
    return (this.#deflated ??= deflatedFrame(Buffer.from(MESSAGE + this.text)));
  }
}

/**
 * Agrees with viewers on deflated messages, but deflates none itself: for each connection apart that would cost four
 * times the CPU and fourteen times the memory of the bytes it saves. Without context takeover a message that was deflated
 * once is right for all of them.
 */
export class DeflateServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    const perMessageDeflate = {
      threshold: Infinity,
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: false as unknown as number,
    };
    super({ ...options, perMessageDeflate });
  }
}

/** A WebSocket frame of a whole text, as a server sends it (RFC 6455, 5.2). */
export function textFrame(payload: Buffer, flags = FINAL_TEXT): Buffer {
  const { length } = payload;
  const headerBytes = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = flags;
  frame[1] = headerBytes === 2 ? length : headerBytes === 4 ? LENGTH_16 : LENGTH_64;
  if (headerBytes === 4) frame.writeUInt16BE(length, 2);
  if (headerBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  payload.copy(frame, headerBytes);
  return frame;
}

/** The same, deflated (RFC 7692). */
export function deflatedFrame(payload: Buffer): Buffer {
  const deflated = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  return textFrame(deflated.subarray(0, -TAIL_BYTES), FINAL_TEXT | DEFLATED);
}
