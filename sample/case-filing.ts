/** Draws the filing of one case: which unit, how, about what, of which dossier. */
import { caseKey } from '../contract/case-fields.ts';
import { DOSSIER } from '../contract/dossier-kind.ts';
import { WORKING_DAY_MS } from '../pack/working-calendar.ts';
import type { CaseFields, CaseName } from './case-event.ts';
import type { Desk } from './demand.ts';
import { dossierCode, type DossierFile } from './event-writer.ts';
import type { Random } from './random.ts';
import type { SampleKind } from './sample-kind.ts';
import type { SampleProvince } from './sample-province.ts';
import { timeText } from './time-text.ts';

/** Draws of a dossier until one has a fee. */
const DRAWS = 10;
const MINUTE_MS = 60_000;

/** What is settled about a case when it is received. */
export interface FiledCase {
  name: CaseName;
  receivedAtMs: number;
  /** The due date that its sender tells. */
  dueAtMs: number | null;
  /** Where it is handled; its first event may name the province's centre in its place. */
  desk: Desk;
  /** What its first event tells beside the status. */
  fields: CaseFields;
}

export interface CaseFilingOptions {
  province: SampleProvince;
  kind: SampleKind;
  /** Local day and number, which make its code. */
  day: number;
  serial: number;
  /** When a case is received that is of no dossier. */
  timeMs: number;
  /** Those that it may be of. */
  dossiers: readonly { file: DossierFile }[];
  /** A case of a dossier is received some minutes after that was filed; false: at `timeMs` too. */
  afterDossier: boolean;
}

export function drawCase(random: Random, options: CaseFilingOptions): FiledCase {
  const { province, kind } = options;
  const { story } = kind;
  const dossier = drawDossier(random, options);
  const desk = dossier?.desk ?? province.demand.drawDesk(random);
  const receivedAtMs =
    dossier && options.afterDossier
      ? dossier.submittedAtMs + Math.round(random.between(5, 60)) * MINUTE_MS
      : options.timeMs;
  const dueAtMs = story.dueDays
    ? province.calendar.addWorkingTime(
        receivedAtMs,
        Math.ceil(random.between(...story.dueDays)) * WORKING_DAY_MS,
      )
    : null;
  const channel = kind.drawChannel(random);
  const category = kind.drawCategory(random, dossier !== undefined);
  const centre = story.byCentre ? province.centre : null;
  const place = story.byCentre ? province.areaCodes.get(desk.unit.area ?? '') : undefined;
  return {
    name: {
      kind: kind.kind.kind,
      code: dossierCode(story.prefix, options.day, options.serial),
      source: `urn:ioc:${province.pack.id}:${kind.kind.kind}`,
    },
    receivedAtMs,
    dueAtMs,
    desk,
    fields: {
      unit: { code: (centre ?? desk.unit).officialCode },
      ...(centre || story.byMachine ? {} : { officer: dossier?.officer ?? random.pick(desk.officers) }),
      ...(channel === undefined ? {} : { channel }),
      ...(category === undefined ? {} : { category }),
      ...(place === undefined ? {} : { place: { code: place } }),
      receivedAt: timeText(receivedAtMs),
      ...(dueAtMs === null ? {} : { dueAt: timeText(dueAtMs) }),
      ...(dossier === undefined ? {} : { parent: caseKey(DOSSIER, dossier.code) }),
      ...amountOf(random, kind, category, dossier),
    },
  };
}

function drawDossier(random: Random, { kind, dossiers }: CaseFilingOptions): DossierFile | undefined {
  const { ofDossier } = kind.story;
  if (ofDossier === undefined || dossiers.length === 0 || !random.chance(ofDossier.share)) return undefined;
  if (!ofDossier.feesOnly) return random.pick(dossiers).file;
  for (let draw = 0; draw < DRAWS; draw++) {
    const dossier = random.pick(dossiers).file;
    if (dossier.procedure.feeVnd > 0) return dossier;
  }
  return undefined;
}

/** The fee of a dossier is what its procedure costs. */
function amountOf(
  random: Random,
  kind: SampleKind,
  category: string | undefined,
  dossier: DossierFile | undefined,
): CaseFields {
  if (!kind.kind.measures.includes('amountVnd')) return {};
  const fee = category === 'fee' ? dossier?.procedure.feeVnd : undefined;
  return { amountVnd: fee ?? kind.drawAmount(random, category) };
}
