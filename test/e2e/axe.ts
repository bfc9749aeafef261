/** What axe has against a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What is serious or critical, as `rule: elements`. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // The content security policy lets no script in that the page does not bring.
  return page.evaluate(async (source) => {
    (0, eval)(source);
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }, axe.source);
}
