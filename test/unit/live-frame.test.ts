import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { textFrame } from '../../server/live/frame-adapter.ts';

interface Sender {
  frame(data: Buffer, options: object): Buffer[];
}
const { Sender } = createRequire(import.meta.url)('ws') as { Sender: Sender };

describe('a text frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('of %i bytes is what ws would send', (bytes) => {
    const text = 'á'.repeat(bytes / 2) + 'x'.repeat(bytes % 2);
    const options = { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: false };
    expect(textFrame(text).equals(Buffer.concat(Sender.frame(Buffer.from(text), options)))).toBe(true);
  });
});
