/** Random events that meet the hard cases: equal times, cleared fields, reopened dossiers, moved due dates. */
import fc from 'fast-check';
import type { DossierEvent } from '../../contract/event.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from '../../contract/status.ts';
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

const snapshotFields = {
  procedure: maybe(procedure),
  unit: maybe(unit),
  channel: maybe(fc.constantFrom(...CHANNELS)),
  applicantType: maybe(fc.constantFrom(...APPLICANT_TYPES)),
  submittedAt: maybe(time),
  receivedAt: maybe(time),
  dueAt: maybe(time),
  finishedAt: maybe(time),
  returnedAt: maybe(time),
  refusedAt: maybe(time),
  status: maybe(fc.constantFrom(...STATUSES)),
  officer: maybe(officer),
  paidOnline: maybe(fc.boolean()),
  feeVnd: maybe(fc.constantFrom(0, 15_000, 10 ** 15 - 1)),
  digitised: maybe(fc.boolean()),
  electronicResult: maybe(fc.boolean()),
  vneidVerified: maybe(fc.boolean()),
  returnChannel: maybe(fc.constantFrom(...CHANNELS)),
};

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
  const snapshot = fc.record({
    ...envelope,
    type: fc.constant('dossier.snapshot.v1' as const),
    data: fc
      .tuple(code, fc.record(snapshotFields, { requiredKeys: [] }))
      .map(([dossierCode, fields]) => ({ code: dossierCode, ...fields })),
  });
  const progress = fc.record({
    ...envelope,
    type: fc.constant('dossier.progress.v1' as const),
    data: fc
      .tuple(
        code,
        fc.constantFrom(...STATUSES),
        fc.record(
          { officer: maybe(officer), department: maybe(fc.constantFrom('A', 'B')), step: maybe(step) },
          { requiredKeys: [] },
        ),
      )
      .map(([dossierCode, status, fields]) => ({ code: dossierCode, status, ...fields })),
  });
  return fc.array(fc.oneof(snapshot, progress), { minLength: events, maxLength: events }) as fc.Arbitrary<
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
