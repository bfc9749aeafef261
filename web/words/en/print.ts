import type { print as vi } from '../vi/print.ts';

export const print: typeof vi = {
  page: 'Page',
  form06a: 'Form 06a, Circular 01/2020/TT-VPCP',
};
