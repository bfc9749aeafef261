import { describe, expect, it } from 'vitest';
import { NO_AMOUNT } from '../../contract/field-types.ts';
import { FIELD_BIT, isCorrection, isTold, type FieldName } from '../../contract/fields.ts';
import { decodeMessage, type DecodedEvent } from '../../ingest/decoding/decode.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import type { Refusal } from '../../ingest/decoding/refusal.ts';
import { describeValue } from '../../ingest/decoding/refusal.ts';
import { correctionEvent, progressEvent, snapshotEvent } from '../support/events.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

function eventOf(json: unknown): DecodedEvent {
  const decoded = decodeMessage(DOSSIER_EVENTS, null, bytes(json));
  if ('refusal' in decoded) throw new Error(decoded.refusal.reason);
  return decoded.event;
}

function refusalOf(json: unknown): Refusal {
  const decoded = decodeMessage(DOSSIER_EVENTS, null, bytes(json));
  if ('event' in decoded) throw new Error('the event was accepted');
  return decoded.refusal;
}

const toldOf = ({ told }: DecodedEvent) =>
  (Object.keys(FIELD_BIT) as FieldName[]).filter((field) => isTold(told, field)).sort();

describe('an event that is counted', () => {
  it('tells the fields that are there, cleared ones too, and none that is absent', () => {
    const event = eventOf(
      snapshotEvent({ code: 'A', dueAt: null, officer: null, feeVnd: null, paidOnline: false }),
    );
    expect(toldOf(event)).toEqual([
      'dueAt',
      'feeVnd',
      'officer',
      'paidOnline',
      'receivedAt',
      'status',
      'unit',
    ]);
    expect(event).toMatchObject({ dueAt: 0, officerId: '', feeVnd: NO_AMOUNT, paidOnline: 1, status: 4 });
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+07:00',
    '0001-01-01T00:00:00.0000000',
    '0000-12-31T17:00:00Z',
    '0000-00-00T00:00:00Z',
    '0000-00-00 00:00:00',
    '1753-01-01T00:00:00Z',
    '1899-12-31T16:53:20.000Z',
    '1900-01-01T00:00:00+07:00',
    '1970-01-01T00:00:00Z',
    '1970-01-01T08:00:00+08:00',
    '9999-12-31T23:59:59.9999999Z',
  ])('takes %s for no date, which clears the field', (unset) => {
    const fields = ['submittedAt', 'receivedAt', 'dueAt', 'finishedAt', 'returnedAt', 'refusedAt'];
    const event = snapshotEvent({ code: 'A' });
    const withDates = (value: unknown) => {
      return {
        ...event,
        data: { ...event.data, ...Object.fromEntries(fields.map((field) => [field, value])) },
      };
    };
    expect(eventOf(withDates(unset))).toEqual(eventOf(withDates(null)));
    const step = { startedAt: unset, dueAt: unset };
    expect(eventOf(progressEvent({ code: 'A', status: 'processing', step }))).toMatchObject({
      stepStartedAt: 0,
      stepDueAt: 0,
    });
    // When it happened has to be known.
    expect(refusalOf({ ...event, time: unset }).field).toBe('time');
  });

  it('keeps a fee of 0 apart from a cleared fee', () => {
    expect(eventOf(snapshotEvent({ code: 'A', feeVnd: 0 })).feeVnd).toBe(0);
  });

  it('keeps code and name of the unit: which of them counts is decided by the list of units of the day', () => {
    const { unitCode, unitName } = eventOf(snapshotEvent({ code: 'A', unit: { code: 'U', name: 'N' } }));
    expect([unitCode, unitName]).toEqual(['U', 'N']);
  });

  it('takes an officer without id and a procedure without code: the contract requires neither', () => {
    const event = eventOf(
      snapshotEvent({ code: 'A', officer: { name: 'An' }, procedure: { name: 'Khai sinh', code: null } }),
    );
    expect(event).toMatchObject({
      officerId: '',
      officerName: 'An',
      procedureCode: '',
      procedureName: 'Khai sinh',
    });
  });

  it('drops fields that the contract does not know, unread', () => {
    const event = { ...snapshotEvent({ code: 'A' }), subject: 'x' };
    const data = { ...event.data, applicantName: 'Nguyễn Văn A', phone: '0912345678' };
    expect(JSON.stringify(eventOf({ ...event, data }))).not.toMatch(/Nguyễn|0912345678/);
  });

  it('tells a step', () => {
    const step = { startedAt: '2021-10-05T09:30:00+07:00', dueAt: null };
    const event = eventOf(
      progressEvent({ code: 'A', status: 'processing', department: 'Phòng Tư pháp', step }),
    );
    expect(toldOf(event)).toEqual(['department', 'status', 'step']);
    expect(event).toMatchObject({ stepStartedAt: Date.parse(step.startedAt), stepDueAt: 0 });
  });

  it('may come without key, or with its code as key', () => {
    const value = bytes(snapshotEvent({ code: 'Mã-1' }));
    expect(decodeMessage(DOSSIER_EVENTS, null, value)).toHaveProperty('event');
    expect(decodeMessage(DOSSIER_EVENTS, Buffer.from('Mã-1'), value)).toHaveProperty('event');
    expect(decodeMessage(DOSSIER_EVENTS, Buffer.from('Ma-1'), value)).toMatchObject({
      refusal: { field: 'key' },
    });
  });
});

describe('a correction', () => {
  const data = {
    code: ' HS-1',
    revokes: [
      { source: 'urn:a ', id: ' as sent ' },
      { source: 'urn:b', id: '2' },
    ],
    reason: 'Đơn vị khác\u00a0rút nhầm'.normalize('NFD'),
    by: 'Nguyễn Văn A',
  };

  it('tells no field, and is kept with what it revokes, why and by whose order', () => {
    const event = eventOf(correctionEvent(data));
    expect(toldOf(event)).toEqual([]);
    expect(isCorrection(event.told)).toBe(true);
    expect(event).toMatchObject({ code: 'HS-1', type: 'dossier.correction.v1' });
    expect(JSON.parse(event.correction)).toEqual({
      revokes: [
        { source: 'urn:a', id: ' as sent ' },
        { source: 'urn:b', id: '2' },
      ],
      reason: 'Đơn vị khác rút nhầm',
      by: 'Nguyễn Văn A',
    });
    for (const other of [snapshotEvent({ code: 'A' }), progressEvent({ code: 'A', status: 'received' })]) {
      expect(isCorrection(eventOf(other).told)).toBe(false);
      expect(eventOf(other).correction).toBe('');
    }
  });

  it.each<[field: string, value: string, accepted: string, change: object]>([
    ['data.revokes', 'missing', 'an array of 1 to 100 objects of source and id', { revokes: undefined }],
    ['data.revokes', 'an array', 'an array of 1 to 100', { revokes: [] }],
    ['data.revokes', 'an array', 'an array of 1 to 100', { revokes: new Array(101).fill(data.revokes[0]) }],
    ['data.revokes.0.id', 'missing', 'text of 1 to 256', { revokes: [{ source: 'urn:a' }] }],
    [
      'data.revokes.1.source',
      '5',
      'text of 1 to 512',
      { revokes: [data.revokes[0], { source: 5, id: '1' }] },
    ],
    ['data.reason', 'missing', 'text of 1 to 500', { reason: undefined }],
    ['data.reason', '"***"', 'text of 1 to 500', { reason: ' ' }],
    ['data.by', '5', 'text of 1 to 256', { by: 5 }],
  ])('is refused by %s, its value %s and what is accepted', (field, value, accepted, change) => {
    const refusal = refusalOf({ ...correctionEvent(data), data: { ...data, ...change } });
    expect(refusal.field).toBe(field);
    expect(refusal.reason).toContain(`${field} is ${value}; accepted: ${accepted}`);
  });

  it('tells each member once', () => {
    const text = JSON.stringify(correctionEvent(data)).replace('"id":"2"', '"id":"1","id":"2"');
    expect(decodeMessage(DOSSIER_EVENTS, null, Buffer.from(text))).toMatchObject({
      refusal: { field: 'data.revokes.id', reason: expect.stringContaining('told twice') },
    });
  });
});

describe('a refusal', () => {
  const good = snapshotEvent({ code: 'A' });
  const withData = (change: object) => ({ ...good, data: { ...good.data, ...change } });

  it.each<[field: string, value: string, accepted: string, event: unknown]>([
    ['specversion', 'missing', '1.0', { ...good, specversion: undefined }],
    ['id', '""', 'text of 1 to 256 characters', { ...good, id: '' }],
    ['source', '5', 'text of 1 to 512 characters', { ...good, source: 5 }],
    [
      'type',
      '"dossier.deleted.v1"',
      'dossier.snapshot.v1, dossier.progress.v1, dossier.correction.v1',
      { ...good, type: 'dossier.deleted.v1' },
    ],
    ['time', '"yesterday"', 'RFC 3339 with an offset', { ...good, time: 'yesterday' }],
    ['data', 'missing', 'object', { ...good, data: undefined }],
    ['data', 'an array', 'object', { ...good, data: [] }],
    ['data.code', 'missing', 'text of 1 to 128 characters', { ...good, data: {} }],
    ['data.status', '"x"', 'registered, received', withData({ status: 'x' })],
    ['data.channel', '"fax"', 'counter, online, postal', withData({ channel: 'fax' })],
    ['data.applicantType', '1', 'citizen, business', withData({ applicantType: 1 })],
    ['time', '5', 'RFC 3339 with an offset', { ...good, time: 5 }],
    ['data.code', '"***"', 'text without control characters', withData({ code: 'A\u0007' })],
    ['data.code', '"***"', 'text without half a surrogate pair', withData({ code: 'A\ud800' })],
    ['data.officer.name', '"***"', 'half a surrogate', withData({ officer: { id: '1', name: '\udc00' } })],
    ['data.dueAt', '"2021-02-30T00:00:00Z"', 'RFC 3339', withData({ dueAt: '2021-02-30T00:00:00Z' })],
    ['data.unit', '"H10"', 'object', withData({ unit: 'H10' })],
    ['data.unit', 'an object', 'code or name', withData({ unit: { code: null } })],
    ['data.procedure.code', '""', 'text of 1 to 128', withData({ procedure: { code: '' } })],
    [
      'data.procedure.onlineLevel',
      '"4"',
      'information, partial, full',
      withData({ procedure: { code: 'p', onlineLevel: '4' } }),
    ],
    ['data.officer.id', '1', 'text of 1 to 128', withData({ officer: { id: 1 } })],
    ['data.feeVnd', '-1', 'a whole number from 0', withData({ feeVnd: -1 })],
    ['data.feeVnd', '1.5', 'a whole number from 0', withData({ feeVnd: 1.5 })],
    ['data.paidOnline', '"yes"', 'boolean', withData({ paidOnline: 'yes' })],
    [
      'data.status',
      'missing',
      'registered',
      { ...progressEvent({ code: 'A', status: 'received' }), data: { code: 'A' } },
    ],
    [
      'data.step.dueAt',
      '""',
      'RFC 3339',
      progressEvent({ code: 'A', status: 'received', step: { dueAt: '' } }),
    ],
    [
      'data.dueAt',
      '"1921-10-08T17:00:00+07:00"',
      'from 1971',
      snapshotEvent({ code: 'A', dueAt: '1921-10-08T17:00:00+07:00' }),
    ],
    ['data.dueAt', '"20211008170000"', 'RFC 3339', snapshotEvent({ code: 'A', dueAt: '20211008170000' })],
  ])('names %s, the value %s and what is accepted', (field, value, accepted, event) => {
    const refusal = refusalOf(event);
    expect(refusal.field).toBe(field);
    expect(refusal.reason).toContain(`${field} is ${value}; accepted: `);
    expect(refusal.reason.split('accepted: ')[1]).toContain(accepted);
    expect(refusal.reason.split('accepted: ')[1]).not.toBe('');
  });

  it('is given for what is no event at all', () => {
    expect(decodeMessage(DOSSIER_EVENTS, null, null)).toMatchObject({
      refusal: { field: '', reason: expect.stringContaining('no value') },
    });
    expect(decodeMessage(DOSSIER_EVENTS, null, Buffer.from('{'))).toMatchObject({
      refusal: { reason: expect.stringContaining('not JSON') },
    });
    expect(decodeMessage(DOSSIER_EVENTS, null, Buffer.from([0xff]))).toMatchObject({
      refusal: { reason: expect.stringContaining('UTF-8') },
    });
    expect(refusalOf(null).reason).toContain('null is not an event');
    expect(refusalOf(true).reason).toContain('true is not an event');
  });

  it('does not quote malformed text, which may hold personal data', () => {
    const decoded = decodeMessage(DOSSIER_EVENTS, null, Buffer.from('{"phone": 0912345678, nguyen'));
    expect(JSON.stringify(decoded)).not.toMatch(/0912345678|nguyen/);
  });
});

describe('a value in a refusal', () => {
  it.each<[unknown, string]>([
    [undefined, 'missing'],
    [null, 'null'],
    [7, '7'],
    [false, 'false'],
    ['text', '"text"'],
    [{ name: 'secret' }, 'an object'],
    [['secret'], 'an array'],
    ['phone 0912345678 !', '"***"'],
    ['079123456789', '"***"'],
    [79123456789, '***'],
    ['12345678', '"12345678"'],
    ['mail an.nguyen@example.vn now', '"***"'],
    ['an.nguyen@example.vn', '"***"'],
    ['Nguyen An', '"***"'],
    ['Ân', '"***"'],
    ['line\nbreak', '"***"'],
    ['04/10/2021 08:10:00', '"04/10/2021 08:10:00"'],
    ['2021-10-04T08:10:00+07:00', '"2021-10-04T08:10:00+07:00"'],
    ['x'.repeat(200), `"${'x'.repeat(200)}"`],
    ['x'.repeat(201), `"${'x'.repeat(200)}…"`],
    [`${'x'.repeat(195)}0912345678`, '"***"'],
    [`${'x'.repeat(195)}an@example.vn`, '"***"'],
    ['2021-10-04 08:10:00Z', '"2021-10-04 08:10:00Z"'],
    ['04-10-2021 08:10', '"04-10-2021 08:10"'],
    ['000.00.32.H10-211004-00017', '"000.00.32.H10-211004-00017"'],
    ['0912 345 678', '"***"'],
    ['079-123-456-789', '"***"'],
    ['tel:+84.912.345.678', '"***"'],
    ['20211304081000', '"20211304081000"'],
    ['0000-00-00 00:00:00', '"0000-00-00 00:00:00"'],
    ['04/10/2021 08:10:00 SA', '"04/10/2021 08:10:00 SA"'],
    ['/Date(1633307712000)/', '"/Date(1633307712000)/"'],
    ['Oct 4, 2021 8:10:00 AM', '"Oct 4, 2021 8:10:00 AM"'],
    ['04/10/2021 0912345678', '"***"'],
  ])('%j is shown as %s', (value, shown) => {
    expect(describeValue(value)).toBe(shown);
  });
});
