/** Random events that meet the hard cases: equal times, cleared fields, reopened dossiers, moved due dates. */
import fc from 'fast-check';
import type { DossierEvent } from '../../contract/event.ts';
import type { Field, Telling } from '../../contract/field-types.ts';
import { DOSSIER } from '../../contract/fields.ts';
import { ONLINE_LEVELS } from '../../contract/status.ts';
import { formatTime } from '../../contract/time.ts';
import { correctionEvent } from './events.ts';

const BASE_MS = Date.parse('2021-03-01T00:00:00+07:00');
const HOUR_MS = 3_600_000;

/** Few distinct instants, so that equal ones are common; within 200 days. */
const time = fc.integer({ min: 0, max: 400 }).map((n) => formatTime(BASE_MS + n * 12 * HOUR_MS + (n % 3)));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const unit = fc.constantFrom(
  { code: 'H10.2.03' },
  { code: 'H10.2.01' },
  { name: 'UBND huyện Lộc Ninh' },
  { code: '000.00.32.H10', name: 'UBND xã Tân Thành' },
  { name: 'Không có' },
);
const officer = fc.record({
  id: fc.constantFrom('cb-1', 'cb-2'),
  name: fc.constantFrom('Ân', 'An', 'A n', 'A-n', null),
});
const procedure = fc.record({
  code: fc.constantFrom('9.000001', '9.000002'),
  name: fc.constantFrom('Khai sinh', null),
  field: fc.constantFrom('Hộ tịch', 'Hộ Tịch', null),
  onlineLevel: maybe(fc.constantFrom(...ONLINE_LEVELS)),
});
const step = fc.record({ startedAt: maybe(time), dueAt: maybe(time) }, { requiredKeys: [] });

/** Fields that are objects. */
const OBJECTS: Readonly<Record<string, fc.Arbitrary<object>>> = { unit, officer, procedure, step };

function arbitraryValue({ name, line }: Field): fc.Arbitrary<unknown> {
  switch (line.type) {
    case 'code':
      return fc.constantFrom(...line.words);
    case 'flag':
      return fc.boolean();
    case 'time':
      return time;
    case 'amount':
      return fc.constantFrom(0, 15_000, 10 ** 15 - 1);
    case 'text':
      return fc.constantFrom('A', 'B');
    default: {
      const object = OBJECTS[name];
      if (object === undefined)
        throw new Error(`no values are known for the field ${name} of type ${line.type}`);
      return object;
    }
  }
}

/** What events of one kind tell: any of its fields, or null, and those that it has to tell. */
function arbitraryFields(event: Telling): fc.Arbitrary<object> {
  const fields = DOSSIER.toldBy(event);
  const isRequired = ({ line }: Field) => line.requiredBy === event;
  const values = fields.map((field) => {
    const value = arbitraryValue(field);
    return [field.name, isRequired(field) ? value : maybe(value)];
  });
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: fields.filter(isRequired).map(({ name }) => name),
  });
}

/** Codes `PREFIX-0` ... so that events of one run meet again and again. */
export function arbitraryEvents(
  prefix: string,
  dossiers: number,
  events: number,
): fc.Arbitrary<DossierEvent[]> {
  const code = fc.integer({ min: 0, max: dossiers - 1 }).map((n) => `${prefix}-${n}`);
  const envelope = {
    specversion: fc.constant('1.0' as const),
    source: fc.constant('urn:test'),
    time,
    id: fc.uuid(),
  };
  const tellings = (['snapshot', 'progress'] as const).map((event) =>
    fc.record({
      ...envelope,
      type: fc.constant(`dossier.${event}.v1` as const),
      data: fc
        .tuple(code, arbitraryFields(event))
        .map(([dossierCode, fields]) => ({ code: dossierCode, ...fields })),
    }),
  );
  return fc.array(fc.oneof(...tellings), { minLength: events, maxLength: events }) as fc.Arbitrary<
    DossierEvent[]
  >;
}

/** {@link arbitraryEvents} and corrections of them. */
export function arbitraryLog(prefix: string, dossiers: number, events: number): fc.Arbitrary<DossierEvent[]> {
  return arbitraryEvents(prefix, dossiers, events).chain((all) =>
    arbitraryCorrections(all).map((corrections) => [...all, ...corrections]),
  );
}

/**
 * Corrections of some events: of one event of a dossier, of all of them, of some twice; and such as change nothing: of an
 * event of another dossier, of one that nobody sent, of another correction.
 */
export function arbitraryCorrections(events: readonly DossierEvent[]): fc.Arbitrary<DossierEvent[]> {
  const correction = fc
    .record({
      id: fc.uuid(),
      time,
      named: fc.array(fc.nat(events.length - 1), { minLength: 1, maxLength: 8 }),
      of: fc.constantFrom('named', 'all', 'nothing'),
      by: maybe(fc.constant('Trần Thị B')),
    })
    .map(({ id, time: at, named, of, by }) => {
      const [first, ...others] = named.map((place) => events[place]) as [DossierEvent, ...DossierEvent[]];
      const { code } = first.data;
      const revoked = {
        named: [first, ...others],
        all: events.filter(({ data }) => data.code === code).slice(0, 100),
        nothing: [{ source: 'urn:test', id: `not-${id}` }],
      }[of];
      return correctionEvent(
        {
          code: of === 'nothing' ? `${code}-${id}` : code,
          revokes: revoked.map((event) => ({ source: event.source, id: event.id })),
          reason: 'Nhập nhầm hồ sơ',
          by,
        },
        { id, time: at, source: 'urn:operator' },
      );
    });
  const corrections = fc.array(correction, { minLength: 2, maxLength: Math.ceil(events.length / 20) + 2 });
  return corrections.map(([first, second, ...others]) => {
    const { data, source, id } = first as DossierEvent;
    const ofCorrection = { ...second, data: { ...data, revokes: [{ source, id }] } };
    return [first, ofCorrection, ...others] as DossierEvent[];
  });
}
