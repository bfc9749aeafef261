/** Events of {@link arbitraryEvents}, drawn with a seed that a failing run prints. */
import fc from 'fast-check';
import type { DossierEvent } from '../../contract/event.ts';
import { arbitraryEvents } from './arbitrary-events.ts';

export function randomEvents(prefix: string, events: number, seed: number): DossierEvent[] {
  const [drawn] = fc.sample(arbitraryEvents(prefix, 50, events), { seed, numRuns: 1 });
  return drawn as DossierEvent[];
}
