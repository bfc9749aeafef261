import { expect, it } from 'vitest';
import { Turnstile, TurnRefused } from '../../server/reports/turnstile.ts';

it('lets one pass at a time, in the order in which they came, and refuses who would wait too long', async () => {
  const turnstile = new Turnstile(2, 15);
  const order: string[] = [];
  const leave: (() => void)[] = [];
  const pass = (name: string) =>
    turnstile.pass(async () => {
      order.push(name);
      await new Promise<void>((resolve) => leave.push(resolve));
      if (name === 'b') throw new Error('b failed');
      return name;
    });
  const [a, b, c] = [pass('a'), pass('b'), pass('c')];
  const refused = await pass('d').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TurnRefused);
  expect(refused).toMatchObject({ status: 429, retryAfterSeconds: 15 });
  await Promise.resolve();
  expect(order).toEqual(['a']);
  leave.shift()?.();
  expect(await a).toBe('a');
  leave.shift()?.();
  await expect(b).rejects.toThrow('b failed');
  const e = pass('e');
  leave.shift()?.();
  expect(await c).toBe('c');
  await expect.poll(() => leave.length).toBe(1);
  leave.shift()?.();
  expect(await e).toBe('e');
  expect(order).toEqual(['a', 'b', 'c', 'e']);
});
