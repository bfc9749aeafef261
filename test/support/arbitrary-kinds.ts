/** Kinds of cases that nobody thought of, and events of their cases. */
import fc from 'fast-check';
import { caseFields } from '../../contract/case-fields.ts';
import { CASE_MOMENTS, LIMIT_UNITS, MEASURES, type CaseMoment, type Kind } from '../../contract/kind.ts';
import { STATUS_GROUPS } from '../../contract/status.ts';
import { formatTime } from '../../contract/time.ts';
import { readKind } from '../../pack/kind-file.ts';
import { PackError } from '../../pack/pack-error.ts';

const FROM_MS = Date.parse('2021-01-01T00:00:00+07:00');
const TO_MS = Date.parse('2021-12-31T00:00:00+07:00');

const moment = fc.constantFrom<CaseMoment>(...CASE_MOMENTS);
const moments = fc.uniqueArray(moment, { minLength: 1, maxLength: 3 });
const span = { amount: fc.integer({ min: 1, max: 40 }), unit: fc.constantFrom(...LIMIT_UNITS) };
const terms = (name: string, maxLength: number) =>
  fc
    .integer({ min: 0, max: maxLength })
    .map((length) =>
      Array.from({ length }, (_, i) => ({ code: `${name}${i}`, vi: `${name} ${i}`, en: `${name} ${i}` })),
    );

const statuses = fc
  .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 2, maxLength: 8 })
  .chain((numbers) =>
    fc.tuple(...numbers.map(() => fc.constantFrom(...STATUS_GROUPS))).map((groups) =>
      numbers.map((n, i) => {
        const group = groups[i] as (typeof STATUS_GROUPS)[number];
        return { n, code: `s${i}`, vi: `Trạng thái ${i}`, en: `Status ${i}`, group };
      }),
    ),
  );

const anyDefinition: fc.Arbitrary<Kind> = fc
  .tuple(statuses, terms('c', 3), terms('k', 3))
  .chain(([statuses, channels, categories]) => {
    const orNull = (codes: readonly { code: string }[]) =>
      fc.option(codes.length === 0 ? fc.constant(null) : fc.constantFrom(...codes.map(({ code }) => code)), {
        nil: null,
      });
    const limit = fc.record({
      ...span,
      validFrom: fc.option(fc.constantFrom('2021-01-01', '2021-06-01', '2021-09-01'), { nil: null }),
      status: orNull(statuses),
      category: orNull(categories),
    });
    const stage = fc.record({ ...span, from: moment, to: moment });
    return fc.record({
      kind: fc.constant('invented'),
      name: fc.constant({ vi: 'Việc mới', en: 'Invented' }),
      statuses: fc.constant(statuses),
      channels: fc.constant(channels),
      categories: fc.constant(categories),
      clock: fc.option(fc.record({ from: moments, to: moments }), { nil: null }),
      limits: fc.array(limit, { maxLength: 4 }),
      stages: fc
        .array(stage, { maxLength: 2 })
        .map((stages) =>
          stages.map((one, i) => ({ ...one, name: `stage${i}`, vi: `Bước ${i}`, en: `Step ${i}` })),
        ),
      measures: fc.subarray([...MEASURES]),
      confidential: fc.constant(false),
      tiles: fc.constant([]),
    });
  });

/** `kinds/NAME.json` of a kind: what is null is not written. */
export function kindFile(kind: Kind): string {
  return JSON.stringify(kind, (name, value: unknown) =>
    value === null && name !== 'clock' ? undefined : value,
  );
}

/** Such as a pack may have. */
export const anyKind = anyDefinition.filter((kind) => {
  try {
    readKind(`kinds/${kind.kind}.json`, kindFile(kind));
    return true;
  } catch (error) {
    if (error instanceof PackError) return false;
    throw error;
  }
});

/** What one event told. */
export interface CaseEvent {
  code: string;
  timeMs: number;
  data: Record<string, unknown>;
}

const UNITS = ['H10.2.03', 'H10.2.07', 'H10.1.00', 'NOT-IN-THE-LIST'];

/** Few codes, few instants: many events of one case at one time. */
export function anyEvents(kind: Kind): fc.Arbitrary<CaseEvent[]> {
  const timeMs = fc
    .integer({ min: 0, max: 60 })
    .map((step) => FROM_MS + Math.round(((TO_MS - FROM_MS) / 60) * step));
  const words = (codes: readonly { code: string }[]) =>
    codes.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...codes.map(({ code }) => code)));
  const told: Record<string, fc.Arbitrary<unknown>> = {
    status: words(kind.statuses),
    channel: words(kind.channels),
    category: words(kind.categories),
    unit: fc.option(fc.constantFrom(...UNITS).map((code) => ({ code }))),
    amountVnd: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
    score: fc.option(fc.integer({ min: 0, max: 5 })),
  };
  const times = caseFields(kind).stored.filter(({ line }) => line.held && line.type === 'time');
  for (const { name } of times) told[name] = fc.option(timeMs.map(formatTime));
  const data = fc.record(told, { requiredKeys: [] });
  const event = fc.record({ code: fc.integer({ min: 1, max: 6 }).map((n) => `C/${n}`), timeMs, data });
  return fc.array(event, { minLength: 1, maxLength: 40 });
}
