import { describe, expect, it } from 'vitest';
import { mayFollow } from '../../contract/status-order.ts';
import { STATUS_CODES, STATUSES, statusGroup, type Status } from '../../contract/status.ts';

describe('the order of statuses', () => {
  it.each<[Status, Status]>([
    ['registered', 'received'],
    ['received', 'processing'],
    ['received', 'rejected'],
    ['rejected', 'received'],
    ['processing', 'awaitingSupplement'],
    ['awaitingSupplement', 'received'],
    ['awaitingPayment', 'processing'],
    ['stopped', 'withdrawn'],
    ['processing', 'returned'],
    ['processed', 'returned'],
    ['processed', 'awaitingPayment'],
    ['processed', 'processing'],
    ['returned', 'processing'],
  ])('after %s may come %s', (from, to) => {
    expect(mayFollow(from, to)).toBe(true);
  });

  it.each<[Status, Status]>([
    ['returned', 'registered'],
    ['returned', 'received'],
    ['returned', 'processed'],
    ['processed', 'received'],
    ['processed', 'registered'],
    ['processed', 'withdrawn'],
    ['processing', 'registered'],
    ['processing', 'rejected'],
    ['received', 'registered'],
    ['rejected', 'returned'],
  ])('after %s cannot come %s', (from, to) => {
    expect(mayFollow(from, to)).toBe(false);
  });

  it('lets nothing follow a withdrawal, and anything what is only registered', () => {
    for (const to of STATUSES) {
      expect(mayFollow('withdrawn', to)).toBe(to === 'withdrawn');
      expect(mayFollow('registered', to)).toBe(true);
    }
  });

  it('lets feeds leave statuses out: from the receipt to every later status but the outside ones', () => {
    for (const to of STATUSES) {
      if (STATUS_CODES[to] <= STATUS_CODES.received || statusGroup(STATUS_CODES[to]) === 'outside') continue;
      expect(mayFollow('received', to)).toBe(true);
    }
  });

  it('takes the same status again for no step', () => {
    for (const status of STATUSES) expect(mayFollow(status, status)).toBe(true);
  });
});
