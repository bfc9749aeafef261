import type { compare as vi } from '../vi/compare.ts';

export const compare: typeof vi = {
  menu: 'Compare',
  title: 'Periods and units compared',
  against: 'Against',
  choices: { before: 'The period before', year: 'The same days a year ago' },
  level: 'By',
  levels: { areas: 'Areas', units: 'Units' },
  periods: (shown, other) => `This period: ${shown}; against: ${other}`,
  rank: 'Place',
  received: 'Received',
  onTime: 'On time',
  late: 'Late at the end',
  before: (value) => `before ${value}`,
  up: (change) => `up ${change}`,
  down: (change) => `down ${change}`,
  points: (change) => `${change} points`,
  same: 'unchanged',
  all: 'All together',
  note: 'Places by the on-time share of what was resolved in the period; equal ones share a place (1, 2, 2, 4). A period that goes on is compared with as many days of the other.',
  noteReceived:
    'Places by what was received; equal ones share a place (1, 2, 2, 4). A period that goes on is compared with as many days of the other.',
};
