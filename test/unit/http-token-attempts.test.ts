import { expect, it } from 'vitest';
import { TokenAttempts, WRONG_TOKENS } from '../../http/token-attempts.ts';

const isRight = (token: string) => token === 'right';

function trial() {
  let nowMs = 0;
  const attempts = new TokenAttempts(() => nowMs);
  return {
    attempts,
    judge: (token: string, address = 'here') => attempts.judge(address, token, isRight),
    pass: (ms: number) => (nowMs += ms),
  };
}

it('an address that tries tokens out has to wait, then one is looked up each second', () => {
  const { attempts, judge, pass } = trial();
  const judged = Array.from({ length: WRONG_TOKENS.atOnce + 5 }, (_, i) => judge(`guess ${i}`));
  expect(judged.filter((one) => one === 'wrong')).toHaveLength(WRONG_TOKENS.atOnce);
  expect(judged.at(-1)).toBe('later');
  expect(judge('right')).toBe('later');
  pass(1_000);
  expect(judge('another guess')).toBe('wrong');
  expect(judge('right')).toBe('later');
  pass(1_000);
  expect(judge('right')).toBe('right');
  expect(attempts).toMatchObject({ wrong: WRONG_TOKENS.atOnce + 1, limited: 7 });
});

it('does not lock out who is known there, nor anybody elsewhere', () => {
  const { judge } = trial();
  expect(judge('right')).toBe('right');
  for (let i = 0; i < 100; i++) judge(`guess ${i}`);
  expect(judge('right')).toBe('right');
  expect(judge('right', 'elsewhere')).toBe('right');
});

it('a screen that repeats an old token forever keeps nobody out', () => {
  const { judge } = trial();
  const judged = Array.from({ length: 200 }, () => judge('an old token'));
  expect(judged.at(-1)).toBe('later');
  expect(judge('right')).toBe('right');
});

it('forgets the addresses that have not come for the longest, so that memory is bounded', () => {
  const { judge } = trial();
  for (let i = 0; i < 30; i++) judge(`guess ${i}`, 'first');
  expect(judge('guess', 'first')).toBe('later');
  for (let i = 0; i < 10_000; i++) judge('guess', `address ${i}`);
  expect(judge('guess', 'first')).toBe('wrong');
});
