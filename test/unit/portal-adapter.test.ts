import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DossierEvent } from '../../contract/event.ts';
import { decodeMessage } from '../../ingest/decoding/decode.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import { portalEvent } from '../../ingest/portal/portal-event.ts';
import { PORTAL_SERVICES, readEnvelope } from '../../ingest/portal/portal-envelope.ts';
import { FieldRefused, type PortalRefusal } from '../../ingest/portal/portal-refusal.ts';
import { portalDossier, portalMessage, portalRow, type PortalItem } from '../support/portal-messages.ts';

const NOW_MS = Date.parse('2026-01-05T08:00:00+07:00');

function readAll(body: unknown, query: Record<string, unknown> = {}) {
  const envelope = readEnvelope(body, query);
  return envelope.items.map((item) => portalEvent(item, envelope, { nowMs: NOW_MS, aheadMaxMs: 300_000 }));
}

function eventOf(body: unknown, query: Record<string, unknown> = {}): DossierEvent {
  const [item] = readAll(body, query);
  if (item === undefined || 'refusal' in item) throw new Error(JSON.stringify(item));
  // What the adapter makes is what ingest counts.
  expect(decodeMessage(DOSSIER_EVENTS, null, Buffer.from(JSON.stringify(item.event)))).toHaveProperty(
    'event',
  );
  return JSON.parse(JSON.stringify(item.event)) as DossierEvent;
}

const snapshotOf = (change: PortalItem = {}, envelope: PortalItem = {}) =>
  eventOf(portalMessage('DongBoHoSoMC', [portalDossier(change)], envelope));
const dataOf = (change: PortalItem = {}): Record<string, unknown> => snapshotOf(change).data;
const rowOf = (change: PortalItem = {}): Record<string, unknown> =>
  eventOf(portalMessage('CapNhatTienDoHoSoMC', [portalRow(change)])).data;

function refusalOf(item: PortalItem, service = 'DongBoHoSoMC'): PortalRefusal {
  const [one] = readAll(portalMessage(service, [item]));
  if (one === undefined || 'event' in one) throw new Error('it was taken');
  return one.refusal;
}

describe('a dossier', () => {
  it('of the 2025 shape becomes a snapshot', () => {
    expect(snapshotOf({}, { isUpdating: 'False' })).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[\w-]{32}$/),
      source: 'urn:dvcqg:000.00.00.H10',
      type: 'dossier.snapshot.v1',
      time: '2021-10-04T08:10:00+07:00',
      data: {
        code: '000.00.32.H10-211004-00017',
        procedure: { code: '1.005129', name: 'Đăng ký khai sinh', field: 'Hộ tịch' },
        unit: { code: '000.00.32.H10', name: 'UBND huyện Lộc Ninh' },
        channel: 'online',
        applicantType: 'citizen',
        submittedAt: '2021-10-04T07:35:12+07:00',
        receivedAt: '2021-10-04T08:10:00+07:00',
        dueAt: '2021-10-08T17:00:00+07:00',
        finishedAt: null,
        returnedAt: null,
        status: 'processing',
        returnChannel: 'counter',
        paidOnline: false,
        feeVnd: null,
        digitised: true,
        electronicResult: false,
        vneidVerified: false,
      },
    });
  });

  it('of the 2020 shape says nothing of what that shape does not tell', () => {
    const old = portalDossier({ SoBienNhan: '', TrichYeuHoSo: 'Khai sinh', Fax: '0900000000', GhiChu: '' });
    const later = ['KenhThucHien', 'NgayNopHoSo', 'NoiNopHoSo', 'HoSoCoThanhPhanSoHoa', 'DinhDanhCHS'];
    const later2 = ['TaiKhoanDuocXacThucVoiVNeID', 'DuocThanhToanTrucTuyen', 'DSKetNoiCSDL', 'NgayTuChoi'];
    for (const name of [...later, ...later2]) delete old[name];
    const { data } = eventOf(portalMessage('DongBoHoSoMC', [old], { isUpdating: 'False' }));
    for (const field of ['channel', 'submittedAt', 'refusedAt', 'digitised', 'vneidVerified', 'paidOnline']) {
      expect(data).not.toHaveProperty(field);
    }
    expect(data).toMatchObject({ status: 'processing', receivedAt: '2021-10-04T08:10:00+07:00' });
  });

  it('with numbers and ISO dates is the same as with strings', () => {
    const data = {
      KenhThucHien: 2,
      LoaiDoiTuong: 1,
      TrangThaiHoSo: 4,
      HinhThuc: 0,
      HoSoCoThanhPhanSoHoa: true,
      TaiKhoanDuocXacThucVoiVNeID: false,
      DuocThanhToanTrucTuyen: 0,
      NgayNopHoSo: '2021-10-04T07:35:12',
      NgayTiepNhan: '2021-10-04 08:10:00',
      NgayHenTra: '08/10/2021 17:00:00',
      NgayKetThucXuLy: null,
      NgayTra: null,
    };
    expect(snapshotOf(data)).toEqual(snapshotOf());
  });

  it('comes alone, as an array or as the whole body, with the rest in the query', () => {
    const query = { service: 'DongBoHoSoMC', MaDinhDanhDV: '000.00.00.H10', isUpdating: 'True' };
    const inBody = snapshotOf({}, { isUpdating: true });
    expect(eventOf({ data: portalDossier() }, query)).toEqual(inBody);
    expect(eventOf([portalDossier()], query)).toEqual(inBody);
    expect(eventOf(portalDossier(), query)).toEqual(inBody);
    expect(eventOf({ session: '', madonvi: '', isUpdating: '', data: [portalDossier()] }, query)).toEqual(
      inBody,
    );
  });

  it.each([
    ['1', 'registered'],
    ['02', 'received'],
    [3, 'rejected'],
    [' 4 ', 'processing'],
    ['5', 'awaitingSupplement'],
    ['6', 'awaitingPayment'],
    ['7', 'withdrawn'],
    ['8', 'stopped'],
    ['09', 'processed'],
    ['10', 'returned'],
  ])('with TrangThaiHoSo %j is %s', (code, status) => {
    expect(dataOf({ TrangThaiHoSo: code })).toMatchObject({ status });
    expect(rowOf({ TrangThai: code })).toMatchObject({ status });
  });

  it.each<[string, unknown, string, unknown]>([
    ['KenhThucHien', '1', 'channel', 'counter'],
    ['KenhThucHien', '3', 'channel', 'postal'],
    ['KenhThucHien', '', 'channel', null],
    ['LoaiDoiTuong', '2', 'applicantType', 'business'],
    ['LoaiDoiTuong', '3', 'applicantType', 'agency'],
    ['LoaiDoiTuong', '4', 'applicantType', 'organisation'],
    ['HinhThuc', '1', 'returnChannel', 'postal'],
    ['DuocThanhToanTrucTuyen', '1', 'paidOnline', true],
    ['DuocThanhToanTrucTuyen', '2', 'paidOnline', true],
    ['DuocThanhToanTrucTuyen', '3', 'paidOnline', false],
    ['DuocThanhToanTrucTuyen', '', 'paidOnline', null],
    ['HoSoCoThanhPhanSoHoa', 'True', 'digitised', true],
    ['TaiKhoanDuocXacThucVoiVNeID', 1, 'vneidVerified', true],
    ['NgayHenTra', '', 'dueAt', null],
    ['NgayHenTra', '2021-10-08', 'dueAt', '2021-10-08T23:59:59+07:00'],
    ['NgayTiepNhan', '04/10/2021', 'receivedAt', '2021-10-04T00:00:00+07:00'],
    ['NgayTra', '0001-01-01T00:00:00', 'returnedAt', null],
    ['NgayTuChoi', '20211005080000', 'refusedAt', '2021-10-05T08:00:00+07:00'],
    ['MaTTHC', '', 'procedure', null],
    ['DonViXuLy', '', 'unit', { code: '000.00.32.H10' }],
    ['DanhSachGiayToKetQua', [{ DuongDanTepTinKetQua: '' }], 'electronicResult', false],
    ['DanhSachGiayToKetQua', [{}, { DuongDanTepTinKetQua: 'http://x/y.pdf' }], 'electronicResult', true],
  ])('%s %j is %s %j', (name, value, field, expected) => {
    expect(dataOf({ [name]: value })[field]).toEqual(expected);
  });

  it.each<[unknown, number | null | undefined]>([
    [[], null],
    [[{ Gia: '' }], null],
    [[{ Gia: '0' }], 0],
    [[{ Gia: '15000' }, { Gia: 5000 }, { TenPhiLePhi: 'x' }], 20_000],
    [[{ Gia: '1.015.000' }, { Gia: '2,000 đ' }, { Gia: '500.00' }, { Gia: '7 VNĐ' }], 1_017_507],
    [{ Gia: '8000' }, 8_000],
    ['', null],
    [undefined, undefined],
  ])('with the fees %j costs %j', (fees, expected) => {
    expect(dataOf({ DanhSachLePhi: fees })['feeVnd']).toBe(expected);
  });

  it('is timed by the latest of its own dates, and by that of its code when it has none', () => {
    const timeOf = (change: PortalItem) => snapshotOf(change).time;
    const none = { NgayNopHoSo: '', NgayTiepNhan: '', TrangThaiHoSo: '1' };
    expect(timeOf({ NgayTiepNhan: '' })).toBe('2021-10-04T07:35:12+07:00');
    expect(timeOf({ NgayKetThucXuLy: '20211007150000' })).toBe('2021-10-07T15:00:00+07:00');
    expect(timeOf({ NgayKetThucXuLy: '20211007150000', NgayTra: '20211011080000' })).toBe(
      '2021-10-11T08:00:00+07:00',
    );
    expect(timeOf({ NgayKetThucXuLy: '2021-10-07' })).toBe('2021-10-07T23:59:59+07:00');
    expect(timeOf({ DanhSachHoSoBoSung: [{ NgayBoSung: '20211005100000' }] })).toBe(
      '2021-10-05T10:00:00+07:00',
    );
    expect(timeOf(none)).toBe('2021-10-04T00:00:00+07:00');
    expect(timeOf({ ...none, MaHoSo: 'G09.20-20250609-0092637' })).toBe('2025-06-09T00:00:00+07:00');
    expect(refusalOf(portalDossier({ ...none, MaHoSo: 'HS-1' }))).toMatchObject({ field: 'NgayTiepNhan' });
    expect(snapshotOf({}, { isUpdating: 'True' }).time).toBe('2021-10-04T08:10:00.001+07:00');
  });

  it('is not timed by a date that lies ahead, as a receipt in the next session', () => {
    // It is 8:00 on 5 January 2026.
    const ahead = { NgayTiepNhan: '20260112073000' };
    const event = snapshotOf({ NgayNopHoSo: '20260104200000', ...ahead });
    expect([event.time, event.data]).toEqual([
      '2026-01-04T20:00:00+07:00',
      expect.objectContaining({ receivedAt: '2026-01-12T07:30:00+07:00' }),
    ]);
    expect(snapshotOf({ NgayNopHoSo: '', ...ahead }).time).toBe('2026-01-05T08:00:00+07:00');
    // Closed on a day: its end, later on that same day.
    expect(snapshotOf({ NgayTra: '2026-01-05' }).time).toBe('2026-01-05T23:59:59+07:00');
  });

  it('refuses a progress row that has not happened yet: its time decides', () => {
    const row = (ThoiDiemXuLy: string) =>
      readAll(portalMessage('CapNhatTienDoHoSoMC', [portalRow({ ThoiDiemXuLy })]))[0];
    expect(row('20260105080500')).toHaveProperty('event');
    expect(row('20260105080501')).toMatchObject({
      refusal: {
        field: 'ThoiDiemXuLy',
        value: '"20260105080501"',
        accepted: 'up to 2026-01-05T08:05:00+07:00 (EVENT_AHEAD_MAX_MS=300000)',
      },
    });
  });
});

describe('the due date that a supplement moves', () => {
  const due = (change: PortalItem) => String(dataOf(change)['dueAt']).slice(8, 10);
  const move = (at: number, from: number | '', to: number) => ({
    NgayBoSung: `202110${String(at).padStart(2, '0')}080000`,
    NgayHenTraTruoc: from && `202110${String(from).padStart(2, '0')}170000`,
    NgayHenTraMoi: `202110${to}170000`,
  });

  it.each<[string, PortalItem, string]>([
    ['is the new one while NgayHenTra stands', { DanhSachHoSoBoSung: [move(5, 8, 12)] }, '12'],
    ['may be earlier', { NgayHenTra: '20211015170000', DanhSachHoSoBoSung: [move(5, 15, 12)] }, '12'],
    ['is the last of several, in any order', { DanhSachHoSoBoSung: [move(9, 12, 15), move(5, 8, 12)] }, '15'],
    [
      'is NgayHenTra when that has moved too',
      { NgayHenTra: '20211012170000', DanhSachHoSoBoSung: [move(5, 8, 12)] },
      '12',
    ],
    [
      'is NgayHenTra when that moved once more',
      { NgayHenTra: '20211014170000', DanhSachHoSoBoSung: [move(5, 8, 12)] },
      '14',
    ],
    ['stands in for none', { NgayHenTra: '', DanhSachHoSoBoSung: [move(5, '', 12)] }, '12'],
    ['is the later one when no old one is told', { DanhSachHoSoBoSung: [move(5, '', 12)] }, '12'],
    ['stays when a supplement moves nothing', { DanhSachHoSoBoSung: [{ NgayHenTraMoi: '' }] }, '08'],
  ])('%s', (_name, change, day) => {
    expect(due(change)).toBe(day);
  });
});

describe('a progress row', () => {
  it('tells status, official, department and step', () => {
    expect(rowOf({ PhongBanXuLy: 'Phòng Tư pháp', NgayBatDau: '20211005093000' })).toEqual({
      code: '000.00.32.H10-211004-00017',
      status: 'processing',
      officer: { id: '000.00.32.H10/Cán bộ A', name: 'Cán bộ A' },
      department: 'Phòng Tư pháp',
      step: { startedAt: '2021-10-05T09:30:00+07:00', dueAt: '2021-10-06T17:00:00+07:00' },
    });
  });

  it('clears what is empty and says nothing of what is absent', () => {
    const empty = { NguoiXuLy: '', NgayKetThucTheoQuyDinh: '' };
    expect(rowOf(empty)).toMatchObject({ officer: null, department: null, step: null });
    const bare = { MaHoSo: 'A-1', ThoiDiemXuLy: '20211005093000', TrangThai: '9' };
    const event = eventOf(portalMessage('CapNhatTienDoHoSoMC', bare, { madonvi: undefined }));
    expect(event).toMatchObject({ source: 'urn:dvcqg', time: '2021-10-05T09:30:00+07:00' });
    expect(event.data).toEqual({ code: 'A-1', status: 'processed' });
  });
});

describe('personal data', () => {
  it('ends in the adapter, in names of officials and units too', () => {
    const phone = ['0912345678', '0912 345 678', '0912.345.678'];
    const row = rowOf({
      NguoiXuLy: `Cán bộ A ${phone.join(' ')} a@example.vn`,
      PhongBanXuLy: `Phòng ${phone[0]}`,
    });
    expect(JSON.stringify(row)).not.toMatch(/912|example\.vn/);
    expect(row).toMatchObject({ department: 'Phòng ***' });
    expect(JSON.stringify(dataOf({ DonViXuLy: `UBND ${phone[1]}` }))).not.toContain('345');
  });

  it('does not change the event: messages that differ only in it are the same', () => {
    expect(snapshotOf({ ChuHoSo: 'Trần Thị B', GhiChu: 'x' })).toEqual(snapshotOf());
    const row = (text: string) =>
      eventOf(portalMessage('CapNhatTienDoHoSoMC', portalRow({ NoiDungXuLy: text })));
    expect(row('a')).toEqual(row('b'));
  });

  it.each([
    'Nguyễn Văn Thử',
    'Nguyen An',
    'An',
    'NGUYENVANTHU',
    '0912345678',
    '079123456789',
    '0912 345 678',
    '+84-912-345-678',
    '079 123 456 789',
    'an@example.vn',
    912345678,
  ])('is masked where a code or date belongs: %j', (value) => {
    const fields = ['TrangThaiHoSo', 'NgayTiepNhan', 'KenhThucHien', 'HinhThuc'];
    for (const field of fields) {
      const text = JSON.stringify(refusalOf(portalDossier({ [field]: value })));
      expect(text).not.toContain(String(value));
    }
  });
});

describe('a refusal', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['TrangThaiHoSo', '11', '"11"', /^1, 2, 3, 4, 5, 6, 7, 8, 9, 10$/],
    ['TrangThaiHoSo', '0', '"0"', /^1, 2/],
    ['TrangThaiHoSo', '', '""', /1 to 10/],
    ['TrangThaiHoSo', undefined, 'missing', /1 to 10/],
    ['TrangThaiHoSo', ['4'], 'an array', /text or a number/],
    ['KenhThucHien', '4', '"4"', /^1, 2, 3$/],
    ['LoaiDoiTuong', '0', '"0"', /^1, 2, 3, 4$/],
    ['HinhThuc', '2', '"2"', /^0, 1$/],
    ['DuocThanhToanTrucTuyen', 'x', '"x"', /^0, 1, 2, 3$/],
    ['NgayHenTra', '20211332170000', '"20211332170000"', /a date that exists/],
    ['NgayHenTra', '31/02/2021', '"31/02/2021"', /a date that exists/],
    ['NgayTiepNhan', '2021-10-04 25:00:00', '"2021-10-04 25:00:00"', /a date that exists/],
    ['NgayTra', '20991231000000', '"20991231000000"', /up to now/],
    ['MaHoSo', '', '""', /code of the dossier/],
    ['MaHoSo', 'x'.repeat(129), '"***"', /up to 128/],
    ['MaHoSo', 'A\ud800', '"***"', /up to 128/],
    ['DanhSachLePhi', 'x', '"x"', /an array/],
    ['DanhSachLePhi', Array(9_008).fill({ Gia: 10 ** 12 - 1 }), '"***"', /a sum of up to 9007199254740991/],
  ])('names %s %j', (field, value, shown, accepted) => {
    expect(refusalOf(portalDossier({ [field]: value }))).toEqual({
      field,
      value: shown,
      accepted: expect.stringMatching(accepted),
    });
  });

  it('names a member inside a list, and what is no object', () => {
    expect(refusalOf(portalDossier({ DanhSachLePhi: [{ Gia: '1' }, { Gia: 'miễn' }] })).field).toBe(
      'DanhSachLePhi[1].Gia',
    );
    const supplement = { DanhSachHoSoBoSung: [{ NgayBoSung: '20211399000000' }] };
    expect(refusalOf(portalDossier(supplement)).field).toBe('DanhSachHoSoBoSung[0].NgayBoSung');
    expect(readAll(portalMessage('DongBoHoSoMC', ['x', null])).map((item) => 'refusal' in item)).toEqual([
      true,
      true,
    ]);
    expect(refusalOf(portalRow({ ThoiDiemXuLy: '' }), 'CapNhatTienDoHoSoMC').field).toBe('ThoiDiemXuLy');
    expect(refusalOf(portalRow({ TrangThai: 11 }), 'CapNhatTienDoHoSoMC').value).toBe('"11"');
  });

  it.each<[string, unknown]>([
    ['service', portalMessage('TraCuuHoSo', [])],
    ['service', { data: [] }],
    ['data', portalMessage('DongBoHoSoMC', undefined)],
    ['data', portalMessage('DongBoHoSoMC', 'x')],
    ['data', { service: 'DongBoHoSoMC' }],
    ['isUpdating', portalMessage('DongBoHoSoMC', [], { isUpdating: 'maybe' })],
    ['madonvi', portalMessage('DongBoHoSoMC', [], { madonvi: 'Nguyễn Văn A' })],
  ])('of the whole message names %s', (field, body) => {
    expect(() => readEnvelope(body, {})).toThrow(FieldRefused);
    try {
      readEnvelope(body, {});
    } catch (error) {
      expect((error as FieldRefused).refusal.field).toBe(field);
    }
  });
});

describe('anything at all', () => {
  const vendorValue = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.constantFrom<unknown>(
      null,
      undefined,
      '',
      ' ',
      '0',
      '1',
      '01',
      10,
      '11',
      true,
      'True',
      1e300,
      -1,
      [],
      {},
      [null],
      '\ud800 half',
      '\ud800',
      `a${'😀'.repeat(2_500)}`,
    ),
    fc.constantFrom(
      '20211004081000',
      '20210230000000',
      '2021-10-04',
      '31/12/2199',
      '0001-01-01T00:00:00',
      '99999999',
    ),
    fc
      .record({ Gia: fc.oneof(fc.string(), fc.integer(), fc.constant('999999999999')) })
      .map((fee) => [fee, fee]),
  );
  const names = [
    ...new Set([
      ...Object.keys(portalDossier()),
      ...Object.keys(portalRow()),
      'NgayTuChoi',
      'DanhSachHoSoBoSung',
    ]),
  ];
  const change = fc.dictionary(fc.constantFrom(...names), vendorValue, { maxKeys: 4 });

  it('is an event that ingest counts, or is refused by the name of a field', () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...PORTAL_SERVICES), change, (service, members) => {
        const item = { ...(service === 'DongBoHoSoMC' ? portalDossier() : portalRow()), ...members };
        const [read] = readAll(portalMessage(service, [item]));
        if (read === undefined || 'refusal' in read) {
          refused++;
          expect(read?.refusal.field).toMatch(/^[A-Z][A-Za-z]+(\[\d+\](\.[A-Z][A-Za-z]+)?)?$/);
          expect(read?.refusal.accepted).not.toBe('');
        } else {
          taken++;
          expect(decodeMessage(DOSSIER_EVENTS, null, Buffer.from(JSON.stringify(read.event)))).toHaveProperty(
            'event',
          );
        }
      }),
      { numRuns: 5_000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(500);
  });
});
