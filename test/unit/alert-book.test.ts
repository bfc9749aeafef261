import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Act, StoredAct } from '../../clickhouse/alert-acts-table.ts';
import { newAct } from '../../server/alerts/book/act-log.ts';
import { AlertBook } from '../../server/alerts/book/alert-book.ts';
import { UnitTallies } from '../../server/alerts/book/unit-tallies.ts';
import { ALERTS, anyActs, contentOf, UNITS } from '../support/arbitrary-acts.ts';

function bookOf(acts: readonly StoredAct[]): AlertBook {
  const book = new AlertBook();
  for (const act of acts) book.apply(act);
  return book;
}

describe('the book of alerts', () => {
  it('counts by unit and severity what a recount of the open alerts counts', () => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        const book = bookOf(acts);
        const recounted = new UnitTallies();
        for (const alert of book.alerts.values()) recounted.add(alert);
        for (const unit of UNITS)
          expect(book.tallies.counts((other) => other === unit)).toEqual(
            recounted.counts((other) => other === unit),
          );
      }),
    );
  });

  it('knows which alerts nobody was told of, which are shelved and which are of a case', () => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        const book = bookOf(acts);
        const ids = (isOfThem: (id: string) => boolean) => new Set([...book.alerts.keys()].filter(isOfThem));
        expect(book.untold).toEqual(ids((id) => book.alerts.get(id)?.firstToldAt === 0));
        expect(book.shelved).toEqual(ids((id) => book.alerts.get(id)?.shelved !== undefined));
        for (const [i, id] of ALERTS.entries())
          expect(book.idsOfCase('dossier', `D-${i}`)).toEqual(ids((other) => other === id));
      }),
    );
  });

  it('keeps a message from when it is told or retried until it has ended', () => {
    const ends: readonly Act[] = ['delivered', 'failed', 'dropped', 'returned'];
    fc.assert(
      fc.property(anyActs, (acts) => {
        // All of one term, so that every act counts.
        const own = acts.filter(({ act }) => act !== 'led').map((act) => ({ ...act, term: 0 }));
        const last = new Map(
          own
            .filter(({ act }) => ['told', 'retried', ...ends].includes(act))
            .map(({ message, act }) => [message, act]),
        );
        const waiting = [...last].filter(([, act]) => !ends.includes(act)).map(([message]) => message);
        expect([...bookOf(own).messages.keys()].sort()).toEqual(waiting.sort());
      }),
    );
  });

  it('counts of a term that has ended nothing but what was delivered', () => {
    fc.assert(
      fc.property(anyActs, fc.nat(80), anyActs, (acts, cut, others) => {
        const led = { ...newAct('led', { term: 9, who: 'the next' }), at: 5_000 };
        const late = others.map((act) => ({ ...act, term: 1 + (act.term % 8), at: act.at + 9_000 }));
        const counting = late.filter(({ act }) => act === 'delivered');
        const before = acts.slice(0, cut);
        expect(contentOf(bookOf([...before, led, ...late]))).toEqual(
          contentOf(bookOf([...before, led, ...counting])),
        );
      }),
    );
  });

  it('has the one lead that began a term first, and its messages wait', () => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        const own = acts.map((act) => ({ ...act, term: 5 }));
        const led = (who: string, at: number) => ({ ...newAct('led', { term: 5, who }), at });
        const only = own.filter(({ act }) => act !== 'led');
        expect(contentOf(bookOf([led('first', 1), ...own, led('second', 9_000)]))).toEqual(
          contentOf(bookOf([led('first', 1), ...only])),
        );
      }),
    );
  });

  it('has the same messages when what a leader wrote last is seen after the next one began, or in its place', () => {
    fc.assert(
      fc.property(anyActs, fc.nat(80), (acts, cut) => {
        const own = acts.filter(({ act }) => act !== 'led').map((act) => ({ ...act, term: 1 }));
        const seen = own.slice(0, cut);
        const decided = own.slice(cut).filter(({ act }) => act === 'told' || act === 'retried');
        const led = { ...newAct('led', { term: 2, alerts: [...bookOf(seen).messages.keys()] }), at: 5_000 };
        // A message is decided once, so none of those is one that was seen.
        const unseen = decided.map((act) => ({ ...act, message: `unseen ${act.message}` }));
        const inPlace = contentOf(bookOf([...seen, ...unseen, led]));
        const late = contentOf(bookOf([...seen, led, ...unseen]));
        expect(inPlace.messages).toEqual(late.messages);
        expect(new Set(inPlace.messages.keys())).toEqual(new Set(led.alerts));
      }),
    );
  });

  it('tells which alerts changed, and of which units', () => {
    fc.assert(
      fc.property(anyActs, fc.nat(80), (acts, cut) => {
        const book = bookOf(acts.slice(0, cut));
        book.takeChange();
        const before = structuredClone(book.alerts);
        for (const act of acts.slice(cut)) book.apply(act);
        const { alerts, units } = book.takeChange();
        for (const id of ALERTS) {
          const [old, now] = [before.get(id), book.alerts.get(id)];
          if (alerts.has(id)) continue;
          expect(now).toEqual(old);
        }
        for (const id of alerts) expect(units).toContain(UNITS[ALERTS.indexOf(id) % UNITS.length]);
        expect(book.takeChange().alerts.size).toBe(0);
      }),
    );
  });
});
