/** How cases and observations are read: what is stored, and what is refused with which words. */
import { describe, expect, it } from 'vitest';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import { decodeMessage, parseMessage } from '../../ingest/decoding/decode.ts';
import { eventsByStream, packTerms } from '../../ingest/streams/pack-terms.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { snapshotEvent } from '../support/events.ts';

const pack = await loadProvincePack('sample/binh-phuoc');
const terms = packTerms(pack);
const events = eventsByStream({
  ...terms,
  indicators: new Map([
    ['eInvoice', { number: 'share', every: 'month' as const, breakdowns: ['byTax'] }],
    ['papiRank', { number: 'rank', every: 'year' as const, breakdowns: [] }],
    ['weekly', { number: 'count', every: 'week' as const, breakdowns: [] }],
  ]),
});

const bytes = (json: unknown) => Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
const event = (type: string, data: object) => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'urn:test:1022',
  type,
  time: '2021-09-14T08:05:00+07:00',
  data,
});
const caseEvent = (data: object, type = 'case.snapshot.v1') => event(type, data);
const observation = (data: object) => event('observation.v1', data);

function read(stream: 'case' | 'observation' | 'dossier', json: unknown, key: string | null = null) {
  return decodeMessage(events[stream], key === null ? null : Buffer.from(key), bytes(json));
}
function row(stream: 'case' | 'observation', json: unknown, key: string | null = null) {
  const decoded = read(stream, json, key);
  if ('refusal' in decoded) throw new Error(`${decoded.refusal.field}: ${decoded.refusal.reason}`);
  return decoded.event;
}
function refusal(stream: 'case' | 'observation' | 'dossier', json: unknown, key: string | null = null) {
  const decoded = read(stream, json, key);
  if ('event' in decoded) throw new Error('it is counted');
  return decoded.refusal;
}

describe('a case', () => {
  it('is stored under KIND/CODE with the numbers of its kind and the codes of channel and category', () => {
    const data = {
      kind: 'feedback',
      code: ' 1022-2021-004512 ',
      status: 'transferred',
      unit: 'H10.09',
      channel: 'hotline1022',
      category: 'conduct',
      transferredAt: '2021-09-14T08:05:00+07:00',
      score: 4,
      officer: null,
    };
    expect(row('case', caseEvent(data, 'case.progress.v1'), 'feedback/1022-2021-004512')).toMatchObject({
      code: 'feedback/1022-2021-004512',
      type: 'case.progress.v1',
      status: 2,
      unitCode: 'H10.09',
      channel: 'hotline1022',
      category: 'conduct',
      transferredAt: Date.parse('2021-09-14T01:05:00Z'),
      score: 4,
      amountVnd: -1,
      told: (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 7) | (1 << 16),
    });
  });

  it('may have a slash in its code', () => {
    const json = caseEvent({ kind: 'document', code: '123/QĐ-UBND' });
    expect(row('case', json, 'document/123/QĐ-UBND')).toMatchObject({ code: 'document/123/QĐ-UBND' });
  });

  it.each([
    [{ code: 'X' }, 'data.kind', 'data.kind is missing; accepted: document, feedback, '],
    [{ kind: 'lost', code: 'X' }, 'data.kind', 'data.kind is "lost"; accepted: document, feedback, '],
    [{ kind: DOSSIER_KIND.kind, code: 'X' }, 'data.kind', 'data.kind is "dossier"; accepted: document'],
    [{ kind: 'feedback' }, 'data.code', 'data.code is missing; accepted: text of 1 to 128 characters'],
    [{ kind: 'feedback', code: 'x'.repeat(129) }, 'data.code', 'accepted: text of 1 to 128 characters'],
    [
      { kind: 'feedback', code: 'X', status: 'published2' },
      'data.status',
      'data.status is "published2"; accepted: new, transferred, awaitingCitizen',
    ],
    [
      { kind: 'feedback', code: 'X', channel: 'fax' },
      'data.channel',
      'data.channel is "fax"; accepted: hotline1022, portal, app, paper',
    ],
    [
      { kind: 'feedback', code: 'X', category: 'noise' },
      'data.category',
      'data.category is "noise"; accepted: document, conduct, fieldReport',
    ],
    [
      { kind: 'rating', code: 'X', category: 'noise' },
      'data.category',
      'data.category is "noise"; accepted: null',
    ],
    [{ kind: 'payment', code: 'X', amountVnd: 1.5 }, 'data.amountVnd', 'accepted: a whole number from 0'],
    [{ kind: 'feedback', code: 'X', unit: {} }, 'data.unit', 'accepted: code or name'],
  ])('%j is refused for %s', (data, field, reason) => {
    const found = refusal('case', caseEvent(data));
    expect(found.field).toBe(field);
    expect(found.reason).toContain(reason);
  });

  it('is refused without its data, told twice, or under the key of another case', () => {
    expect(refusal('case', caseEvent([]))).toEqual({
      field: 'data',
      reason: 'data is an array; accepted: object',
    });
    const text = JSON.stringify(caseEvent({ kind: 'feedback', code: 'A' }));
    expect(refusal('case', text.replace('"code":"A"', '"code":"A","kind":"payment"'))).toEqual({
      field: 'data.kind',
      reason: 'data.kind is told twice; accepted: each field once',
    });
    for (const key of ['A', 'payment/A', 'feedback/B', 'feedback'])
      expect(refusal('case', text, key)).toEqual({
        field: 'key',
        reason: `the key "${key}" differs from data.kind and data.code; accepted: KIND/CODE, or no key`,
      });
  });
});

describe('an observation', () => {
  const told = { indicator: 'eInvoice', scope: 'province', period: '2019-06' };

  it.each([
    [{ ...told, value: 0.9 }, ['0.9', '', '', '']],
    [{ ...told, numerator: 581, denominator: 7584 }, ['', '581', '7584', '']],
    [{ ...told, value: 0.2525, numerator: 501, denominator: 1961 }, ['0.2525', '501', '1961', '']],
    [{ ...told, indicator: 'papiRank', period: '2018', value: 11, of: 63 }, ['11', '', '', '63']],
    [{ ...told, value: null }, ['', '', '', '']],
  ])('%j is stored as it is told', (data, [value, numerator, denominator, of]) => {
    expect(row('observation', observation(data))).toMatchObject({
      value,
      numerator,
      denominator,
      of,
      told: 1,
    });
  });

  it('is stored under indicator, scope, breakdown and period, as the pack spells them', () => {
    const unit = pack.units[0]?.code as string;
    const data = { ...told, scope: `unit:${unit.toLowerCase()}`, breakdown: 'byTax', value: 1 };
    const code = `eInvoice|unit:${unit}|byTax|2019-06`;
    expect(row('observation', observation(data), code)).toMatchObject({ code });
    // A day stands for its week.
    expect(
      row('observation', observation({ ...told, indicator: 'weekly', period: '2021-09-15', value: 1 })),
    ).toMatchObject({ code: 'weekly|province||2021-09-13' });
  });

  it.each([
    [{ ...told, indicator: 'lost', value: 1 }, 'data.indicator', '"lost"; accepted: eInvoice, papiRank'],
    [
      { ...told, scope: 'unit:NOWHERE', value: 1 },
      'data.scope',
      'accepted: province, area:CODE or unit:CODE',
    ],
    [{ ...told, scope: 'world', value: 1 }, 'data.scope', '"world"; accepted: province'],
    [{ ...told, breakdown: 'a|b', value: 1 }, 'data.breakdown', '"***"; accepted: absent, or byTax'],
    [{ ...told, period: '2019-13', value: 1 }, 'data.period', '"2019-13"; accepted: a year 2021, a quarter'],
    [{ ...told, period: '2019-02-30', value: 1 }, 'data.period', 'accepted: a year 2021'],
    [{ ...told, period: '2019-06-03', value: 1 }, 'data.period', 'accepted: a year or quarter or month'],
    [{ ...told }, 'data.value', 'data.value is missing; accepted: a number, null, or numerator'],
    [{ ...told, of: 63 }, 'data.value', 'data.value is missing; accepted: a number, or null alone'],
    [{ ...told, value: '0.9' }, 'data.value', 'data.value is "0.9"; accepted: a number'],
    [
      { ...told, value: null, numerator: 1, denominator: 2 },
      'data.value',
      'null; accepted: a number, or null',
    ],
    [{ ...told, numerator: 1 }, 'data.denominator', 'missing; accepted: a number beside data.numerator'],
    [{ ...told, denominator: 1 }, 'data.numerator', 'missing; accepted: a number beside data.denominator'],
    [{ ...told, numerator: 1, denominator: -1 }, 'data.denominator', '-1; accepted: a number from 0 on'],
    [{ ...told, numerator: 3, denominator: 2 }, 'data.numerator', '3; accepted: up to data.denominator, 2'],
  ])('%j is refused for %s', (data, field, reason) => {
    const found = refusal('observation', observation(data));
    expect(found.field).toBe(field);
    expect(found.reason).toContain(reason);
  });

  it('is refused when a number is too large for one', () => {
    const text = JSON.stringify(observation({ ...told, value: 1 })).replace('"value":1', '"value":1e999');
    expect(refusal('observation', text).field).toBe('data.value');
  });
});

it('an event in the topic of another stream is refused with the topic that it belongs to', () => {
  expect(refusal('case', snapshotEvent({ code: 'A' }))).toEqual({
    field: 'type',
    reason:
      'type is "dossier.snapshot.v1", which belongs to the topic dossier.events; accepted: case.snapshot.v1, case.progress.v1',
  });
  expect(refusal('dossier', caseEvent({ kind: 'feedback', code: 'A' })).reason).toContain(
    'which belongs to the topic case.events; accepted: dossier.snapshot.v1',
  );
});

it('among all streams an event is found by its type', () => {
  const streams = Object.values(events);
  const parsed = parseMessage(streams, bytes(caseEvent({ kind: 'feedback', code: 'A' })));
  expect(parsed).toMatchObject({ of: { stream: { topic: 'case.events' } } });
  const unknown = parseMessage(streams, bytes(event('post.v1', {})));
  expect(unknown).toMatchObject({
    refusal: { field: 'type', reason: expect.stringContaining('accepted: dossier.snapshot.v1') as string },
  });
});
