import type { forms as vi } from '../vi/forms.ts';

export const forms: typeof vi = {
  cancel: 'Cancel',
  sending: 'Sending…',
  yes: (label) => `Yes: ${label.toLowerCase()}`,
  copy: 'Copy',
  copied: 'Copied.',
  copyByHand: 'The browser does not let us copy: it is selected, press Ctrl+C or hold it with a finger.',
  print: 'Print',
  close: 'Kept, close it',
  shownOnce: 'It is shown this once: closed, it cannot be seen again.',
};
