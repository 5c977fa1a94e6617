// What a person does with the page, and sees on it.
import type { Locator, Page } from 'playwright-core';

/** Types a name and lets the server say what it asks. */
export async function begin(page: Page, name: string, password?: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(name);
  if (password !== undefined) await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The one field of a challenge. */
export function field(page: Page): Locator {
  return page.locator('#answer');
}

export async function answer(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Continue' }).click();
}

export function resendButton(page: Page, label: string): Locator {
  return page.getByRole('button', { name: label });
}

export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, exact: true }).waitFor();
  expect(await page.title()).toBe(name);
}

export async function alert(page: Page, text: string): Promise<void> {
  await page.getByRole('alert').filter({ hasText: text }).waitFor();
}

export async function expectSignedIn(page: Page, name: string): Promise<void> {
  await heading(page, 'You are signed in');
  expect(await page.locator('main strong').innerText()).toBe(name);
}

/** Id, else name of the element that has the focus. */
export async function focused(page: Page): Promise<string> {
  return page.locator(':focus').evaluate(({ id, tagName }) => id || tagName);
}

export function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}
