/** Whatever order, repetition and re-sending do to a dossier's portal messages, the joined state is the true one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DossierEvent } from '../../contract/event.ts';
import { portalEvent } from '../../ingest/portal/portal-event.ts';
import { readEnvelope } from '../../ingest/portal/portal-envelope.ts';
import { recount } from '../support/oracle.ts';
import { portalDossier, portalMessage, portalRow, type PortalItem } from '../support/portal-messages.ts';

const NOW_MS = Date.parse('2026-01-05T08:00:00+07:00');
const CODE = '000.00.32.H10-211004-00017';
const RECEIVED_MS = Date.UTC(2021, 9, 4, 8, 10);
const HOUR_MS = 3_600_000;

/** Local wall time as the portal writes it; `ms` counts as if the zone were UTC. */
const written = (ms: number) => new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);

function eventsOf(body: PortalItem): DossierEvent[] {
  const envelope = readEnvelope(body, {});
  return envelope.items.map((item) => {
    const read = portalEvent(item, envelope, { nowMs: NOW_MS, aheadMaxMs: 300_000 });
    if ('refusal' in read) throw new Error(JSON.stringify(read));
    return read.event;
  });
}

const snapshot = (change: PortalItem, isUpdating: string) =>
  eventsOf(portalMessage('DongBoHoSoMC', [portalDossier(change)], { isUpdating }));
const row = (change: PortalItem) => eventsOf(portalMessage('CapNhatTienDoHoSoMC', [portalRow(change)]));

/** The joined value of some fields, times of status aside. */
function joined(events: readonly DossierEvent[], ...fields: string[]): Record<string, unknown> {
  const dossier = recount(events).get(CODE);
  return Object.fromEntries(fields.map((field) => [field, dossier?.fields[field]?.value]));
}

/** Every message at least once, in any order, some again. */
const anyDelivery = (events: DossierEvent[]) =>
  fc.array(fc.nat(events.length - 1), { maxLength: 6 }).chain((again) =>
    fc.shuffledSubarray([...events, ...again.map((i) => events[i] as DossierEvent)], {
      minLength: events.length + again.length,
    }),
  );

function everyDelivery(messages: DossierEvent[][], expected: Record<string, unknown>): void {
  fc.assert(
    fc.property(anyDelivery(messages.flat()), (events) => {
      expect(joined(events, ...Object.keys(expected))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
}

describe('in any order and any repetition', () => {
  const due = (day: string) => ({ NgayHenTra: `202110${day}170000` });

  it('a due date that an update changes without any other date counts, later or earlier', () => {
    for (const day of ['06', '12'])
      everyDelivery([snapshot({}, 'False'), snapshot(due(day), 'True')], {
        dueAt: `2021-10-${day}T17:00:00+07:00`,
      });
    everyDelivery([snapshot({}, 'False'), snapshot({ NgayHenTra: '' }, 'True')], { dueAt: null });
  });

  it('of two updates with the same dates the extension counts', () => {
    for (const updating of ['True', 'False'])
      everyDelivery([snapshot({}, updating), snapshot(due('12'), updating)], {
        dueAt: '2021-10-12T17:00:00+07:00',
      });
  });

  it('a unit that an update corrects counts', () => {
    everyDelivery([snapshot({}, 'False'), snapshot({ DonViXuLy: 'Sở Y tế' }, 'True')], {
      unit: { code: '000.00.32.H10', name: 'Sở Y tế' },
    });
  });

  it('a dossier that was paused and goes on is told so by its rows, though no date of the dossier moved', () => {
    const messages = [
      snapshot({}, 'False'),
      row({ ThoiDiemXuLy: '20211005093000', TrangThai: '4' }),
      snapshot({ TrangThaiHoSo: '5' }, 'True'),
      row({ ThoiDiemXuLy: '20211005150000', TrangThai: '5' }),
      snapshot({ TrangThaiHoSo: '4' }, 'True'),
      row({ ThoiDiemXuLy: '20211006080000', TrangThai: '4', NguoiXuLy: 'Cán bộ B' }),
    ];
    everyDelivery(messages, {
      status: 'processing',
      officer: { id: '000.00.32.H10/Cán bộ B', name: 'Cán bộ B' },
    });
  });

  it('a state that is sent again after days does not beat a newer one', () => {
    const finished = { TrangThaiHoSo: '9', NgayKetThucXuLy: '20211007150000' };
    everyDelivery([snapshot({}, 'True'), snapshot(finished, 'False')], {
      status: 'processed',
      finishedAt: '2021-10-07T15:00:00+07:00',
    });
  });

  it('a result on the day of the last step counts where vendors keep only days', () => {
    const finished = { TrangThaiHoSo: '9', NgayKetThucXuLy: '20211007000000' };
    everyDelivery([snapshot(finished, 'True'), row({ ThoiDiemXuLy: '20211007093000' })], {
      status: 'processed',
    });
  });

  it('any life of a dossier ends in its last state', () => {
    const step = fc.record({
      kind: fc.constantFrom('row', 'extend', 'pause', 'resume'),
      hours: fc.integer({ min: 1, max: 60 }),
    });
    const life = fc
      .record({
        steps: fc.array(step, { maxLength: 8 }),
        end: fc.constantFrom('open', 'finished', 'returned'),
      })
      .map(({ steps, end }) => messagesOf(steps, end));
    const delivered = life.chain(({ events, last }) =>
      anyDelivery(events).map((delivery) => ({ delivery, last })),
    );
    fc.assert(
      fc.property(delivered, ({ delivery, last }) => {
        expect(joined(delivery, ...Object.keys(last))).toEqual(last);
      }),
      { numRuns: 300 },
    );
  });
});

interface Step {
  kind: string;
  hours: number;
}

/** The messages of a life as a one-stop system sends them after each change, and what is true at its end. */
function messagesOf(
  steps: readonly Step[],
  end: string,
): { events: DossierEvent[]; last: Record<string, unknown> } {
  let nowMs = RECEIVED_MS;
  let dueMs = RECEIVED_MS + 100 * HOUR_MS;
  let status = 4;
  const finished: PortalItem = {};
  const supplements: PortalItem[] = [];
  const events: DossierEvent[] = [];
  const tell = (updating: string) => {
    const state = { NgayHenTra: written(dueMs), TrangThaiHoSo: String(status), ...finished };
    const asked = supplements.length > 0 ? { DanhSachHoSoBoSung: supplements } : {};
    events.push(...snapshot({ ...state, ...asked }, updating));
    events.push(...row({ ThoiDiemXuLy: written(nowMs), TrangThai: String(status) }));
  };
  tell('False');
  for (const { kind, hours } of steps) {
    nowMs += hours * HOUR_MS;
    if (kind === 'extend') dueMs += hours * HOUR_MS;
    if (kind === 'pause' && status === 4) {
      status = 5;
      supplements.push({ NgayBoSung: written(nowMs), NgayHenTraTruoc: written(dueMs) });
    } else if (kind === 'resume' && status === 5) {
      status = 4;
      dueMs += hours * HOUR_MS;
      Object.assign(supplements.at(-1) as PortalItem, {
        NgayTiepNhanBoSung: written(nowMs),
        NgayHenTraMoi: written(dueMs),
      });
    }
    tell('True');
  }
  if (end !== 'open') {
    nowMs += HOUR_MS;
    status = 9;
    finished['NgayKetThucXuLy'] = written(nowMs);
    tell('True');
  }
  if (end === 'returned') {
    nowMs += HOUR_MS;
    status = 10;
    finished['NgayTra'] = written(nowMs);
    tell('True');
  }
  const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}+07:00`;
  const names: Record<number, string> = {
    4: 'processing',
    5: 'awaitingSupplement',
    9: 'processed',
    10: 'returned',
  };
  return { events: structuredClone(events), last: { status: names[status], dueAt: iso(dueMs) } };
}
