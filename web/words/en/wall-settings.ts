import type { wallSettings as vi } from '../vi/wall-settings.ts';

export const wallSettings: typeof vi = {
  back: 'Back to the wall',
  atOnce: 'Changes hold at once and are kept on this device.',
  notKept: 'The browser does not keep them: changes are gone when the page is loaded again.',
  fromAddress: (parameters) => `The address of the page says ${parameters}: it goes before the setting.`,
  accepted: (from, to) => `Accepted: ${from} to ${to}`,

  screen: 'Screen and seats',
  diagonal: 'Diagonal of the screen (inch)',
  diagonalHelp: 'On its label; of a wall of panels: of all of them together.',
  distance: 'From the screen to the farthest seat (m)',
  sizes: (mm, capitals, minutes) =>
    `The smallest text is ${mm} mm (capitals ${capitals} mm), which is ${minutes} minutes of arc from the farthest seat.`,
  enough: (minutes) => `That is enough: at least ${minutes} minutes of arc are needed.`,
  tooSmall: (minutes) =>
    `Less than ${minutes} minutes of arc: the smallest text cannot be read from the farthest seat.`,
  wouldDo: (distance, diagonal) =>
    `It can be read from up to ${distance} m; or use a screen of at least ${diagonal} inch.`,
  notFull: 'The window does not fill the screen, so sizes are not right. Press F11 for full screen.',

  ruler: 'Check with a ruler',
  rulerHelp:
    'Hold a ruler to the screen: this bar must be exactly 10 cm long. If it is not, write what the ruler says and the diagonal follows.',
  rulerLength: '10 cm',
  measured: 'The ruler says (mm)',
  sample: 'Late dossiers in Đồng Xoài: 1,284',
  steps: { smallest: 'Smallest text', label: 'Labels', key: 'Key figures' },
  sampleSize: (mm, minutes) => `${mm} mm · ${minutes} minutes of arc`,

  look: 'Appearance',
  theme: 'Ground',
  themes: { dark: 'Dark', light: 'Light', byHour: 'Light by day (06:00 to 18:00), dark by night' },
  language: 'Language',
  rotation: 'Pages change by themselves',
  codes: 'A QR code on each tile, to open the list on a tablet',

  sound: 'Sound of alerts',
  soundHelp: 'Sounds when there are more unacknowledged alerts, at most once in 10 seconds.',
  test: (severity) => `Test: ${severity}`,
  blocked: 'The browser blocks sound until somebody touches the screen or presses a key.',
  blockedHelp:
    'To need no touch after each load, start Chrome with --autoplay-policy=no-user-gesture-required.',
  ready: 'Sound is ready.',
  missing: 'This device has no sound.',
  quiet: 'Quiet hours, without sound',

  night: 'Night and power',
  dim: 'Darken in these hours; bright again for a critical alert that nobody acknowledged',
  dimPercent: 'Darken by (%)',
  from: 'From',
  to: 'To',
  awake: 'The screen is kept on while the page is open.',
  notAwake: 'The browser cannot keep the screen on here (https is needed): switch sleep off in the system.',
  keepsPages: 'The page opens from this device without the network too.',
  keepsNoPages: 'The page opens from the server alone (keeping it on the device needs https).',
};
