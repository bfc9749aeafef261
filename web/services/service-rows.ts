/** The service figures as rows of a table, in the order of reading. Pure. */
import type { ServiceFigures, Share, ToldShare } from '../../contract/services.ts';
import { CHANNELS } from '../../contract/status.ts';
import type { Words } from '../words/vi.ts';

export interface ServiceRow {
  /** Name of the figure, for tests and links. */
  name: string;
  label: string;
  /** Counts are null when they cannot be written exactly. */
  count: number | null;
  of: number | null;
  share: number | null;
  isMoney?: boolean;
  /** Of how many dossiers it was told; absent when it needs no telling. */
  told?: number;
}

export interface ServiceGroup {
  title: string;
  rows: ServiceRow[];
}

export function serviceGroups(figures: ServiceFigures, words: Words): ServiceGroup[] {
  const text = words.services;
  const row = (name: string, label: string, share: Share | ToldShare): ServiceRow => ({
    name,
    label,
    ...share,
  });
  const { payments } = figures;
  return [
    {
      title: text.channels,
      rows: CHANNELS.map((channel) =>
        row(`channels.${channel}`, words.channels[channel], figures.channels[channel]),
      ),
    },
    {
      title: text.levels,
      rows: (['full', 'partial', 'information', 'unknown'] as const).map((level) =>
        row(`onlineLevels.${level}`, text.levelNames[level], figures.onlineLevels[level]),
      ),
    },
    {
      title: text.use,
      rows: [
        row('procedures', text.procedures, figures.procedures),
        row('services', text.services, figures.services),
      ],
    },
    {
      title: text.payments,
      rows: [
        row('payments.transactions', text.transactions, payments.transactions),
        row('payments.ofFeeDossiers', text.ofFeeDossiers, payments.ofFeeDossiers),
        { name: 'payments.vnd', label: text.vnd, ...payments.vnd, isMoney: true },
      ],
    },
    {
      title: text.digital,
      rows: [
        row('digitised', text.digitised, figures.digitised),
        row('electronicResult', text.electronicResult, figures.electronicResult),
        row('vneidVerified', text.vneidVerified, figures.vneidVerified),
        row('returnedByPost', text.returnedByPost, figures.returnedByPost),
      ],
    },
  ];
}

/** Dossiers were received and none of them tells this: its 0 is no figure. */
export function isUntold(row: ServiceRow, received: number): boolean {
  return row.told === 0 && received > 0;
}
