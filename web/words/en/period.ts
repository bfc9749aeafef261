import type { period as vi } from '../vi/period.ts';

export const period: typeof vi = {
  title: 'Period',
  names: {
    day: 'Today',
    week: 'This week',
    month: 'This month',
    quarter: 'This quarter',
    year: 'This year',
  },
  ownDates: 'Own dates',
  from: 'From',
  to: 'To',
  format: 'dd/mm/yyyy',
  openCalendar: (field) => `${field}: open the calendar`,
  pickDay: 'Pick a day',
  monthBefore: 'Month before',
  monthAfter: 'Month after',
  monthOf: (month, year) => `${String(month).padStart(2, '0')}/${year}`,
  weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  close: 'Close',
  tooMany:
    'Too many other periods are watched at the moment. Choose today, this month or this year; or wait, the page tries again.',
  time: 'Time',
  timeFormat: 'hh:mm',
  timeRefused: (min, max) => `Type hour:minute, such as 08:05, from ${min} to ${max}.`,
  timeRefusedUpTo: (max) => `Type hour:minute, such as 08:05, not after ${max}.`,
  refused: (min, max) => `Type day/month/year, such as 05/11/2026, from ${min} to ${max}.`,
};
