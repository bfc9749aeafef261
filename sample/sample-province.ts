/** What the sample programs need of a province: its pack, its demand, its calendar. */
import { loadProvincePack } from '../pack/load-pack.ts';
import type { ProvincePack, Unit } from '../pack/province-pack.ts';
import { WorkingCalendar } from '../pack/working-calendar.ts';
import { Demand } from './demand.ts';
import { loadDemandFile } from './demand-file.ts';
import type { Office } from './dossier-life.ts';
import { sampleKinds, type SampleKind } from './sample-kind.ts';

export interface SampleProvince {
  pack: ProvincePack;
  demand: Demand;
  calendar: WorkingCalendar;
  office: Office;
  kinds: readonly SampleKind[];
  /** The unit of the province itself, which takes in what goes to no unit yet; null when the pack has none. */
  centre: Unit | null;
  /** Code of an area -> the one that events tell. */
  areaCodes: ReadonlyMap<string, string>;
  /** CloudEvents source of the sample events. */
  source: string;
}

export async function loadSampleProvince(dir: string): Promise<SampleProvince> {
  const [pack, demandFile] = await Promise.all([loadProvincePack(dir), loadDemandFile(dir)]);
  const demand = new Demand(pack, demandFile);
  const calendar = new WorkingCalendar(pack.calendar);
  const office: Office = {
    calendar,
    room: ({ desk, procedure }) => demand.room(desk.unit, procedure.field),
  };
  return {
    pack,
    demand,
    calendar,
    office,
    kinds: sampleKinds(pack.kinds),
    centre: pack.units.find(({ level, validTo }) => level === 'province' && validTo === null) ?? null,
    areaCodes: new Map(pack.areas.map(({ code, officialCode }) => [code, officialCode])),
    source: `urn:ioc:${pack.id}:one-stop`,
  };
}
