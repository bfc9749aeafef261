/** The sign that doubles the colour of a severity, and its tone. */
import type { Severity } from '../../contract/alerts.ts';
import type { SignName } from '../signs/Sign.svelte';

/** From the most severe, as lists and figures have them. */
export const SEVERITY_SIGNS: readonly { severity: Severity; sign: SignName }[] = [
  { severity: 'critical', sign: 'triangle' },
  { severity: 'warning', sign: 'diamond' },
  { severity: 'info', sign: 'ring' },
];
