/** From the national portal's messages through the real intake to the figures. */
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DossierDetail } from '../../contract/api.ts';
import { eventually } from '../support/eventually.ts';
import { portalDossier, portalMessage, portalRow, type PortalItem } from '../support/portal-messages.ts';
import { INTAKE_TOKEN, Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const OCTOBER = '?scope=province&from=2021-10-01&to=2021-10-31';
const PACK = 'sample/binh-phuoc';

interface Answer {
  status: number;
  body: {
    error_code: string;
    message: string;
    accepted: unknown;
    refused?: { index: number; MaHoSo: string | null; field: string; value: string; accepted: string }[];
    field?: string;
  };
}

let product: Product;
let packDir: string;

beforeAll(async () => {
  product = await Product.create();
  packDir = await mkdtemp(join(tmpdir(), 'pack-'));
  await Promise.all([product.startIngest(), product.startServer()]);
});
afterAll(async () => {
  await product?.stop();
  await rm(packDir, { recursive: true, force: true });
});

async function post(body: unknown, query = '', headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${product.intakeUrl}/intake/dvcqg${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INTAKE_TOKEN}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const sync = (data: unknown, change: PortalItem = {}) => post(portalMessage('DongBoHoSoMC', data, change));
const progress = (data: unknown) => post(portalMessage('CapNhatTienDoHoSoMC', data));
const detailOf = (code: string) => product.get<DossierDetail>(`/api/v1/dossiers/${encodeURIComponent(code)}`);
const counts = async () => (await product.snapshot(OCTOBER)).counts;
const stored = async () =>
  Number((await product.query<{ n: string }>('SELECT count() AS n FROM events'))[0]?.n);
/** Waits until so many more messages are stored than before. */
async function after(messages: number, act: () => Promise<unknown>): Promise<void> {
  const before = await stored();
  await act();
  await eventually(async () => (await stored()) === before + messages);
}

it('counts a life of a dossier as its messages tell it, whatever is repeated', async () => {
  const CODE = '000.00.32.H10-211004-00017';
  const finished = {
    TrangThaiHoSo: '9',
    NgayKetThucXuLy: '20211007150000',
    DanhSachLePhi: [{ Gia: '15000' }, { Gia: '5000' }],
    DuocThanhToanTrucTuyen: '1',
  };
  await expect(sync([portalDossier()], { isUpdating: 'False' })).resolves.toEqual({
    status: 202,
    body: { error_code: '0', message: 'Thành công', accepted: 1, refused: [] },
  });
  await eventually(async () => (await counts()).inProgress.late === 1);
  await progress([portalRow()]);
  await eventually(async () => (await detailOf(CODE)).officer?.name === 'Cán bộ A');
  await sync([portalDossier(finished)], { isUpdating: 'True' });
  await eventually(async () => (await counts()).resolved.early === 1);

  const seen = await detailOf(CODE);
  expect(seen).toMatchObject({
    status: 'processed',
    unit: { code: 'H10.2.03', name: 'UBND huyện Lộc Ninh' },
    channel: 'online',
    applicantType: 'citizen',
    receivedAt: '2021-10-04T08:10:00+07:00',
    dueAt: '2021-10-08T17:00:00+07:00',
    finishedAt: '2021-10-07T15:00:00+07:00',
    feeVnd: 20_000,
    paidOnline: true,
    returnChannel: 'counter',
    digitised: true,
    steps: [{ dueAt: '2021-10-06T17:00:00+07:00' }],
  });
  expect(seen.events.map((event) => event.source)).toEqual(Array(3).fill('urn:dvcqg:000.00.00.H10'));

  // The first state once more after days, and all the others: the same events, the same figures.
  await after(4, async () => {
    await sync([portalDossier(finished)], { isUpdating: 'True' });
    await progress([portalRow(), portalRow()]);
    await sync([portalDossier()], { isUpdating: 'False' });
  });
  await eventually(async () => (await detailOf(CODE)).events.length === 3);
  const { events, status, finishedAt } = await detailOf(CODE);
  expect({ events, status, finishedAt }).toEqual({
    events: seen.events,
    status: seen.status,
    finishedAt: seen.finishedAt,
  });
  expect((await counts()).received).toMatchObject({ total: 1, online: 1 });
});

it('takes the shapes of other vendors: chunks, the query, one object, numbers, ISO dates', async () => {
  const before = (await counts()).received;
  const dossiers = Array.from({ length: 25 }, (_, i) =>
    portalDossier({ MaHoSo: `000.00.30.H10-211011-${i}`, DonViXuLy: 'TP. ĐỒNG XOÀI', KenhThucHien: '1' }),
  );
  for (let at = 0; at < 25; at += 10) {
    expect((await sync(dossiers.slice(at, at + 10), { isUpdating: 'False' })).status).toBe(202);
  }
  const query = '?service=DongBoHoSoMC&MaDinhDanhDV=000.00.00.H10&isUpdating=True';
  const school = portalDossier({
    MaHoSo: 'HG-1',
    MaTTHC: '3.000181.000.00.00.H22',
    DonViXuLy: 'Sở GD&ĐT',
    NgayHenTra: '',
    KenhThucHien: '3',
  });
  expect((await post({ data: school }, query)).status).toBe(202);
  const ministry = portalDossier({
    MaHoSo: 'G09.20-20211011-0092637',
    DonViXuLy: 'S. Y tế',
    TrangThaiHoSo: 10,
    KenhThucHien: 2,
    NgayTiepNhan: '2021-10-11T08:00:00',
    NgayKetThucXuLy: '2021-10-12 09:00:00',
    NgayTra: '12/10/2021 10:00:00',
    NgayHenTra: '2021-10-12',
  });
  expect((await post(portalMessage('DongBoHoSoMC', ministry))).status).toBe(202);
  await eventually(async () => (await counts()).received.total === before.total + 27);
  expect((await counts()).received).toEqual({
    total: before.total + 27,
    online: before.online + 1,
    counter: before.counter + 25,
    postal: before.postal + 1,
  });
  const { units } = await product.snapshot(OCTOBER);
  const unit = (name: string) => units.find((one) => one.name === name)?.counts;
  expect(unit('UBND thành phố Đồng Xoài')?.received.total).toBe(25);
  expect(unit('Sở Y tế')?.resolved).toMatchObject({ total: 1, onTime: 1 });
  expect(unit('Sở Giáo dục và Đào tạo')?.missingDueDate).toBe(1);
});

it('names each refused item in the form of the portal, and takes the others', async () => {
  const answer = await sync([
    portalDossier({ MaHoSo: 'MIX-0' }),
    portalDossier({ MaHoSo: 'MIX-1', TrangThaiHoSo: '11' }),
    portalDossier({ MaHoSo: 'MIX-2', NgayHenTra: '20211332170000' }),
    portalDossier({ MaHoSo: '', ChuHoSo: 'Nguyễn Văn Thử' }),
    portalDossier({ MaHoSo: 'MIX-4' }),
  ]);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    error_code: '400',
    message: 'MIX-1: TrangThaiHoSo is "11"; accepted: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
    accepted: 2,
    refused: [
      { index: 1, MaHoSo: 'MIX-1', field: 'TrangThaiHoSo', value: '"11"' },
      { index: 2, MaHoSo: 'MIX-2', field: 'NgayHenTra', value: '"20211332170000"' },
      { index: 3, MaHoSo: null, field: 'MaHoSo', value: '""', accepted: 'the code of the dossier' },
    ],
  });
  await eventually(async () => (await product.dossiers('?q=MIX-')).total === 2);
});

it('answers "00" to who compares with it, and everything else in the form of the portal too', async () => {
  const body = portalMessage('DongBoHoSoMC', [portalDossier()]);
  await expect(post(body, '?successCode=00')).resolves.toMatchObject({
    status: 202,
    body: { error_code: '00' },
  });
  const cases: [number, Promise<Answer>, string][] = [
    [400, post(body, '?successCode=1'), 'successCode'],
    [400, post(portalMessage('TraCuuHoSo', [])), 'service'],
    [400, post('{"data":['), 'JSON'],
    [401, post(body, '', { authorization: 'Bearer wrong-token-0123456789' }), 'INTAKE_TOKENS'],
    [413, post(portalMessage('DongBoHoSoMC', Array(10_001).fill({}))), '10000'],
    [413, post(' '.repeat(16 * 1024 * 1024 + 1)), '16777216'],
    [415, post(body, '', { 'content-type': 'text/xml' }), 'application/json'],
  ];
  for (const [status, answering, message] of cases) {
    const answer = await answering;
    expect(answer).toMatchObject({ status, body: { error_code: String(status) } });
    expect(answer.body.message).toContain(message);
  }
});

it('counts a unit that the list does not know as unmapped, and rightly once the list knows it', async () => {
  const name = 'Trung tâm Đăng kiểm 93-01S';
  const listed = portalDossier({ MaHoSo: '000.00.32.H10-211012-00001', DonViXuLy: name });
  const shared = portalDossier({ MaHoSo: '000.00.35.H10-211012-00002', DonViXuLy: 'UBND xã Tân Thành' });
  const unnamed = portalDossier({ MaHoSo: '000.00.35.H10-211012-00003', DonViXuLy: '' });
  expect((await sync([listed, shared, unnamed])).status).toBe(202);
  await eventually(async () => (await product.dossiers('?unit=unmapped&q=211012')).total === 1);
  const { items } = await product.dossiers('?unit=unmapped&q=211012');
  expect(items[0]).toMatchObject({ code: '000.00.32.H10-211012-00001', unit: { code: 'unmapped', name } });
  await eventually(async () => (await product.dossiers('?unit=H10.3.25318&q=00002')).total === 1);
  await eventually(async () => (await product.dossiers('?unit=H10.2.06&q=00003')).total === 1);

  await cp(PACK, packDir, { recursive: true });
  await appendFile(join(packDir, 'units.csv'), `H10.1.93,${name},,department,,H10.1.00,,,,,\n`);
  await product.startServer({ PROVINCE_PACK: packDir }, 'tomorrow');
  const response = await viewerFetch(`${product.serverUrlOf('tomorrow')}/api/v1/snapshot${OCTOBER}`);
  const { units } = (await response.json()) as {
    units: { code: string; counts: { received: { total: number } } }[];
  };
  expect(units.find((unit) => unit.code === 'H10.1.93')?.counts.received.total).toBe(1);
  expect(units.find((unit) => unit.code === 'unmapped')?.counts.received.total ?? 0).toBe(0);
  // The recount from the log agrees, so names and ids are settled in one way.
  const recount = await product.get<{ equal: boolean }>('/api/v1/recount');
  expect(recount.equal).toBe(true);
});
