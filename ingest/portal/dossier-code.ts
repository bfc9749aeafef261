/** MaHoSo: `<agency id>-yyMMdd-NNNNN`, as `000.00.32.H10-211004-00017`; other forms are kept as they are. */
import { canonicalDossierCode } from '../../contract/canonical.ts';
import { dayStart, parseDay } from '../../contract/time.ts';
import type { ItemReader } from './item-reader.ts';

const AGENCY = /^([A-Z]\d\d|[A-Z\d]{1,4}(?:\.[A-Z\d]{1,4})+)-/i;
const DAY = /-(?:20)?(\d\d)(\d\d)(\d\d)-/;

export function readDossierCode(item: ItemReader): string {
  const code = item.id('MaHoSo', 128);
  // A text with spaces is no code, and may be a name.
  return code == null || /\s/.test(code)
    ? item.refuse('MaHoSo', 'the code of the dossier')
    : canonicalDossierCode(code);
}

export function agencyOf(code: string): string | undefined {
  return AGENCY.exec(code)?.[1];
}

/** The first instant of the day in the code, ms. */
export function codeDayMs(code: string): number | undefined {
  const [, year, month, day] = DAY.exec(code) ?? [];
  const local = parseDay(`20${year}-${month}-${day}`);
  return local === undefined ? undefined : dayStart(local);
}
