/** The service figures of a scope, from what the store counted by unit and procedure. */
import { betterSpelling, CodeMap, codeKey } from '../../contract/canonical.ts';
import {
  MAX_UNKNOWN_PROCEDURES,
  shareOf,
  type ServiceFigures,
  type ToldShare,
  type UnknownProcedure,
} from '../../contract/services.ts';
import { ONLINE_LEVELS } from '../../contract/status.ts';
import type { ServiceCount, YesCount } from '../../clickhouse/service-figures.ts';
import type { PackProcedure, ProvincePack } from '../../pack/province-pack.ts';

export type CountedServices = Omit<ServiceFigures, 'scope' | 'scopeName' | 'period' | 'asOf'>;

/** `counts`: of the units of the scope alone. */
export function serviceFigures(
  pack: Pick<ProvincePack, 'procedures'>,
  counts: readonly ServiceCount[],
): CountedServices {
  const listed = new CodeMap(pack.procedures.map((procedure) => [procedure.code, procedure]));
  const isService = ({ onlineLevel }: PackProcedure) => onlineLevel !== 'information';
  const sum = (value: (count: ServiceCount) => number) =>
    counts.reduce((total, count) => total + value(count), 0);
  const received = sum((count) => count.dossiers);
  const [online, postal] = [sum((count) => count.online), sum((count) => count.postal)];
  const told = (value: (count: ServiceCount) => YesCount): ToldShare => ({
    ...shareOf(
      sum((count) => value(count).yes),
      received,
    ),
    told: sum((count) => value(count).told),
  });
  const ofLevel = (level: string) =>
    sum((count) =>
      levelOf(count, listed.get(count.procedureCode)?.onlineLevel) === level ? count.dossiers : 0,
    );
  const usedIn = (some: readonly ServiceCount[]) =>
    new Set(some.flatMap(({ procedureCode }) => listed.get(procedureCode) ?? []));
  const used = usedIn(counts);
  const filedOnline = usedIn(counts.filter((count) => count.online > 0));
  const services = pack.procedures.filter(isService).length;
  return {
    received,
    channels: {
      online: shareOf(online, received),
      counter: shareOf(received - online - postal, received),
      postal: shareOf(postal, received),
    },
    onlineLevels: {
      information: shareOf(ofLevel('information'), received),
      partial: shareOf(ofLevel('partial'), received),
      full: shareOf(ofLevel('full'), received),
      unknown: shareOf(ofLevel('unknown'), received),
    },
    procedures: shareOf(used.size, pack.procedures.length),
    services: shareOf([...used].filter(isService).length, services),
    servicesFiledOnline: shareOf([...filedOnline].filter(isService).length, services),
    unknownProcedures: unknownProcedures(
      counts.filter(({ procedureCode }) => procedureCode !== '' && listed.get(procedureCode) === undefined),
    ),
    withoutProcedure: shareOf(
      sum((count) => (count.procedureCode === '' ? count.dossiers : 0)),
      received,
    ),
    payments: payments(
      counts,
      told((count) => count.paidOnline),
    ),
    digitised: told((count) => count.digitised),
    electronicResult: told((count) => count.electronicResult),
    vneidVerified: told((count) => count.vneidVerified),
    returnedByPost: told((count) => count.returnedByPost),
  };
}

/** The list of the province decides; a procedure that it has not is as online as the event says. */
function levelOf(count: ServiceCount, listed: string | undefined): string {
  return listed ?? ONLINE_LEVELS[count.procedureLevel - 1] ?? 'unknown';
}

function payments(counts: readonly ServiceCount[], transactions: ToldShare): ServiceFigures['payments'] {
  const paidVnd = counts.reduce((total, count) => total + count.paidVnd, 0n);
  const feesVnd = counts.reduce((total, count) => total + count.feesVnd, 0n);
  const [count, of] = [exact(paidVnd), exact(feesVnd)];
  return {
    transactions,
    ofFeeDossiers: shareOf(
      counts.reduce((total, { withFeePaid }) => total + withFeePaid, 0),
      counts.reduce((total, { withFee }) => total + withFee, 0),
    ),
    vnd: { count, of, share: count === null || of === null ? null : shareOf(count, of).share },
  };
}

function exact(sum: bigint): number | null {
  return sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : null;
}

function unknownProcedures(counts: readonly ServiceCount[]): ServiceFigures['unknownProcedures'] {
  const byCode = new Map<string, UnknownProcedure>();
  for (const { procedureCode: code, procedureName, dossiers } of counts) {
    const known = byCode.get(codeKey(code));
    byCode.set(codeKey(code), {
      code: betterSpelling(code, known?.code ?? code),
      name: procedureName || known?.name || null,
      dossiers: dossiers + (known?.dossiers ?? 0),
    });
  }
  const items = [...byCode.values()].sort((a, b) => b.dossiers - a.dossiers || (a.code < b.code ? -1 : 1));
  return {
    count: items.length,
    dossiers: items.reduce((total, item) => total + item.dossiers, 0),
    items: items.slice(0, MAX_UNKNOWN_PROCEDURES),
  };
}
