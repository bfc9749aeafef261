import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { inflateRawSync } from 'node:zlib';
import { deflatedFrame, textFrame } from '../../server/live/live-message.ts';

interface Sender {
  frame(data: Buffer, options: object): Buffer[];
}
const { Sender } = createRequire(import.meta.url)('ws') as { Sender: Sender };

describe('a text frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('of %i bytes is what ws would send', (bytes) => {
    const text = 'á'.repeat(bytes / 2) + 'x'.repeat(bytes % 2);
    const options = { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: false };
    expect(textFrame(Buffer.from(text)).equals(Buffer.concat(Sender.frame(Buffer.from(text), options)))).toBe(
      true,
    );
  });
});

describe('a deflated frame', () => {
  it.each([0, 10, 50_000])('of %i bytes is a whole message for who has agreed to it', (bytes) => {
    const payload = Buffer.from(JSON.stringify({ counts: 'á'.repeat(bytes) }));
    const frame = deflatedFrame(payload);
    const options = { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: true };
    const deflated = frame.subarray(frame[1] === 126 ? 4 : 2);
    expect(frame.equals(Buffer.concat(Sender.frame(deflated, options)))).toBe(true);
    const whole = Buffer.concat([deflated, Buffer.from([0, 0, 0xff, 0xff])]);
    expect(inflateRawSync(whole, { finishFlush: 2 }).equals(payload)).toBe(true);
  });
});
