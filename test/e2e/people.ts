/** People with accounts of the product, and the pages that they see when they have signed in by the form. */
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../contract/identity.ts';
import type { Product } from '../support/product.ts';
import { openUrl, TABLET_SCREEN } from './open-page.ts';

/** Of each of them. */
export const PASSWORD = 'seven lanterns over Bu Dop';

export async function addPeople(
  product: Product,
  people: readonly (readonly [name: string, role: Role, scope: string])[],
): Promise<void> {
  for (const [name, role, scope] of people)
    await product.command(
      'account',
      ['add', name, '--role', role, '--scope', scope, '--password-stdin'],
      PASSWORD,
    );
}

/** A page of a browser of its own. */
export async function signIn(
  browser: Browser,
  url: string,
  name: string,
  { password = PASSWORD, screen = TABLET_SCREEN } = {},
): Promise<Page> {
  const { page } = await openUrl(browser, url, screen);
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=signed-in]').waitFor();
  return page;
}
