import type { caseCourse as vi } from '../vi/case-course.ts';

export const caseCourse: typeof vi = {
  held: 'Who held it, for how long',
  nobody: 'Officer not known',
  paused: 'Paused: waits for papers or a payment',
  span: (from, to) => `${from} – ${to}`,
  today: 'today',
  working: (days, hours) => `${days} working days ${hours} hours`,
  workingDays: (days) => (days === '1' ? '1 working day' : `${days} working days`),
  workingHours: (hours) => `${hours} working hours`,
  workingMinutes: (minutes) => `${minutes} working minutes`,
  totals: 'In all, by officer',
  lastAlone: 'By the last events alone.',
  dueChanges: 'Changes of the due date',
  first: (date) => `First due ${date}`,
  changed: (date) => `Due date changed to ${date}`,
  extended: (date) => `Extended to ${date}`,
  cleared: 'Due date taken back',
  by: (source) => `source ${source}`,
};
