import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../contract/indicator.ts';
import { isToldFor, parseToldPeriod } from '../../contract/told-period.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { historyNames } from '../../sample/published-history.ts';
import {
  loadObservations,
  observationNames,
  observationsOfPack,
} from '../../sample/published-observations.ts';

const run = promisify(execFile);

describe('the published figures of indicators', () => {
  it.each(observationNames())(
    'of %s are of its pack, each told once, for periods that these are told for',
    async (name) => {
      const { packDir, events } = await loadObservations(name);
      const { indicators } = await loadProvincePack(packDir);
      expect(new Set(events.map(({ event }) => event.id)).size).toBe(events.length);
      for (const { event } of events) {
        const { indicator: code, scope, breakdown, period, value, numerator, denominator } = event.data;
        const indicator = indicators.find((one) => one.code === code);
        const told = parseToldPeriod(period);
        expect(indicator, code).toBeDefined();
        expect(scope).toBe('province');
        const parts = indicator?.breakdowns.flatMap(({ parts }) => parts.map((part) => part.code)) ?? [];
        expect(['', ...parts]).toContain(breakdown);
        expect(told && indicator && isToldFor(indicator.every, told), event.id).toBe(true);
        expect(value !== undefined || (numerator !== undefined && denominator !== undefined)).toBe(true);
        expect(event.time.endsWith('+07:00')).toBe(true);
      }
    },
  );

  it('go with the simulator of their pack, and with no other', async () => {
    expect(await observationsOfPack('sample/binh-phuoc')).toEqual(
      (await loadObservations('binh-phuoc-2021')).events,
    );
    expect(await observationsOfPack('/elsewhere/binh-phuoc')).toEqual([]);
  });

  it('are the same events on every run', async () => {
    expect(await loadObservations('thanh-hoa-2019')).toEqual(await loadObservations('thanh-hoa-2019'));
  });

  it('have the targets that were published beside them', async () => {
    const targetsOf = async (name: string) => (await loadProvincePack(`sample/${name}`)).targets;
    const bounds = ({ atLeast, atMost }: Target) => [atLeast, atMost];
    expect((await targetsOf('long-an')).map(bounds)).toEqual([
      [1, null],
      [0.8, null],
      [0.03, 0.05],
    ]);
    expect((await targetsOf('thanh-hoa')).map(bounds)).toEqual([
      [0.7, null],
      [0.6, null],
      [0.2, null],
    ]);
    expect((await targetsOf('binh-duong')).map(bounds)).toEqual([[0.3, null]]);
  });
});

describe('npm run replay', () => {
  it.each([['nowhere-1999'], ['binh-phuoc-2021', 'long-an-2017'], []])(
    'names what it accepts when it is asked for %j',
    async (...names) => {
      const all = [...new Set([...historyNames(), ...observationNames()])].sort();
      const message = `replay: NAME: ${JSON.stringify(names.join(' '))}; accepted: one of ${all.join(', ')}\n`;
      await expect(
        run(process.execPath, ['--import', 'tsx', 'sample/replay-main.ts', ...names]),
      ).rejects.toMatchObject({ code: 1, stderr: message });
    },
  );
});
