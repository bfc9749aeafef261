import { describe, expect, it } from 'vitest';
import { MAX_UNKNOWN_PROCEDURES, shareOf } from '../../contract/services.ts';
import type { OnlineLevel } from '../../contract/status.ts';
import type { ServiceCount } from '../../clickhouse/service-figures.ts';
import type { PackProcedure } from '../../pack/province-pack.ts';
import { serviceFigures } from '../../server/services/service-figures.ts';

const NOBODY = { yes: 0, told: 0 };
const count = (some: Partial<ServiceCount>): ServiceCount => ({
  unitCode: 'U',
  unitName: '',
  era: 0,
  procedureCode: '',
  procedureName: '',
  procedureLevel: 0,
  dossiers: 1,
  online: 0,
  postal: 0,
  withFee: 0,
  withFeePaid: 0,
  paidVnd: 0n,
  feesVnd: 0n,
  paidOnline: NOBODY,
  digitised: NOBODY,
  electronicResult: NOBODY,
  vneidVerified: NOBODY,
  returnedByPost: NOBODY,
  ...some,
});
const procedure = (code: string, onlineLevel: OnlineLevel) => ({ code, onlineLevel }) as PackProcedure;
const PACK = {
  procedures: [
    ...Array.from({ length: 1_255 }, (_, i) => procedure(`S-${i}`, i % 2 === 0 ? 'full' : 'partial')),
    ...Array.from({ length: 533 }, (_, i) => procedure(`I-${i}`, 'information')),
  ],
};

describe('service figures', () => {
  it('counts 124 of 1,255 services, and of the procedures the others too', () => {
    const used = [...Array.from({ length: 124 }, (_, i) => `S-${i}`), 'I-0', 'I-1', 'X-1', ''];
    const figures = serviceFigures(
      PACK,
      used.flatMap((procedureCode) => ['U1', 'U2'].map((unitCode) => count({ unitCode, procedureCode }))),
    );
    expect(figures.services).toEqual({ count: 124, of: 1_255, share: 124 / 1_255 });
    expect(((figures.services.share as number) * 100).toFixed(2)).toBe('9.88');
    expect(figures.procedures).toEqual(shareOf(126, 1_788));
    expect(figures.unknownProcedures).toMatchObject({ count: 1, dossiers: 2 });
    expect(figures.withoutProcedure).toEqual(shareOf(2, 256));
  });

  it('has no share of nothing', () => {
    const { channels, services, digitised, payments } = serviceFigures({ procedures: [] }, []);
    expect(channels.online).toEqual({ count: 0, of: 0, share: null });
    expect(services.share).toBeNull();
    expect(digitised).toEqual({ count: 0, of: 0, share: null, told: 0 });
    expect(payments.ofFeeDossiers.share).toBeNull();
    expect(payments.vnd).toEqual({ count: 0, of: 0, share: null });
  });

  it("takes the online level of the province's list, and of the event where the list has not the procedure", () => {
    const { onlineLevels } = serviceFigures(PACK, [
      count({ procedureCode: 'S-0', procedureLevel: 1, dossiers: 10 }),
      count({ procedureCode: 'S-1', dossiers: 20 }),
      count({ procedureCode: 'I-0', procedureLevel: 3, dossiers: 5 }),
      count({ procedureCode: 'X-1', procedureLevel: 2, dossiers: 3 }),
      count({ procedureCode: 'X-2', dossiers: 1 }),
      count({ dossiers: 1 }),
    ]);
    expect(onlineLevels).toEqual({
      information: shareOf(5, 40),
      partial: shareOf(23, 40),
      full: shareOf(10, 40),
      unknown: shareOf(2, 40),
    });
  });

  it('names unknown procedures once each, most dossiers first, and says how many there are', () => {
    const counts = Array.from({ length: MAX_UNKNOWN_PROCEDURES + 5 }, (_, i) =>
      count({ procedureCode: `X-${i}`, dossiers: i + 1 }),
    );
    const { unknownProcedures } = serviceFigures(PACK, [
      ...counts,
      count({ procedureCode: 'X-0', procedureName: 'Thủ tục lạ', dossiers: 1_000 }),
    ]);
    expect(unknownProcedures.count).toBe(MAX_UNKNOWN_PROCEDURES + 5);
    expect(unknownProcedures.items).toHaveLength(MAX_UNKNOWN_PROCEDURES);
    expect(unknownProcedures.items[0]).toEqual({ code: 'X-0', name: 'Thủ tục lạ', dossiers: 1_001 });
  });

  it('keeps money exact, and says nothing rather than something inexact', () => {
    const fees = (paidVnd: bigint) =>
      serviceFigures(PACK, [count({ paidVnd, feesVnd: paidVnd }), count({ paidVnd: 1n, feesVnd: 1n })])
        .payments.vnd;
    expect(fees(109_537_412_103n)).toEqual({ count: 109_537_412_104, of: 109_537_412_104, share: 1 });
    expect(fees(2n ** 53n - 2n)).toMatchObject({ count: Number.MAX_SAFE_INTEGER });
    expect(fees(2n ** 53n - 1n)).toEqual({ count: null, of: null, share: null });
  });
});
