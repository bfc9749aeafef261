/** The service figures by the names under which an index asks for them. */
import type { ServiceFigureName, ToldShare } from '../../contract/services.ts';
import type { CountedServices } from './service-figures.ts';

const FIGURES: Record<ServiceFigureName, (services: CountedServices) => number | null> = {
  received: ({ received }) => received,
  online: ({ channels }) => channels.online.count,
  withFee: ({ payments }) => payments.ofFeeDossiers.of,
  withFeePaidOnline: ({ payments }) => (isKnown(payments.transactions) ? payments.ofFeeDossiers.count : null),
  digitised: ({ digitised }) => yesOf(digitised),
  electronicResult: ({ electronicResult }) => yesOf(electronicResult),
  vneidVerified: ({ vneidVerified }) => yesOf(vneidVerified),
  procedures: ({ procedures }) => procedures.of,
  onlineServices: ({ services }) => services.of,
  onlineServicesFiled: ({ servicesFiledOnline }) => servicesFiledOnline.count,
};

/** Null when it is not known: no dossier was told yes or no. */
export function serviceFigure(services: CountedServices, name: ServiceFigureName): number | null {
  return FIGURES[name](services);
}

const isKnown = ({ told, of }: ToldShare) => told > 0 || of === 0;
const yesOf = (share: ToldShare) => (isKnown(share) ? share.count : null);
