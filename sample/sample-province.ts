/** What the sample programs need of a province: its pack, its demand, its calendar. */
import { loadProvincePack } from '../pack/load-pack.ts';
import type { ProvincePack } from '../pack/province-pack.ts';
import { WorkingCalendar } from '../pack/working-calendar.ts';
import { Demand } from './demand.ts';
import { loadDemandFile } from './demand-file.ts';
import type { Office } from './dossier-life.ts';

export interface SampleProvince {
  pack: ProvincePack;
  demand: Demand;
  calendar: WorkingCalendar;
  office: Office;
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
  return { pack, demand, calendar, office, source: `urn:ioc:${pack.id}:one-stop` };
}
