import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

declare const window: { axe: typeof axe };

/** Nothing that axe finds wrong, neither by day nor by night, where only colours differ; and nothing that must be scrolled sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, ['color-contrast'])).toEqual([]);
  expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(page.viewportSize()!.width);
}

async function violations(page: Page, runOnly?: string[]): Promise<string[]> {
  const results = await page.evaluate(async (rules): Promise<AxeResults> => window.axe.run({ resultTypes: ['violations'], runOnly: rules }), runOnly);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
