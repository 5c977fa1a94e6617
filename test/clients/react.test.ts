// The React recipe of docs/clients.md, in Chromium.
import type { BrowserContext, Page } from 'playwright-core';
import { ReactPage } from './react-page';
import { MINUTE, useStage, type PoolName, type User } from '../sign-in/stage';
import { otherThan } from '../sign-in/stories/outcomes';
import { linkIn } from '../support/link';

const POOLS: readonly PoolName[] = ['passwordless', 'captchaThenCode', 'pictureThenCode', 'choice', 'magicLink', 'magicLinkAnywhere', 'passwordlessWithQuestion'];

const CODE = 'Code from your message';

const stage = useStage(process.execPath);
const site = new ReactPage();
let context: BrowserContext;

beforeAll(async () => site.open(stage, POOLS), 60_000);
afterAll(async () => site.close());
beforeEach(async () => {
  context = await site.newContext();
});
afterEach(async () => context.close());

async function begin(pool: PoolName, search = ''): Promise<{ page: Page; user: User }> {
  const user = stage.newUser(pool);
  const page = await site.visit(context, pool + search);
  await page.getByLabel('E-mail address').fill(user.name);
  await page.keyboard.press('Enter');
  return { page, user };
}

async function answer(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Once the page asks for it, it has been sent. */
async function answerCode(page: Page, user: User): Promise<void> {
  await page.getByLabel(CODE).waitFor();
  await answer(page, CODE, stage.codeFor(user));
}

async function expectSignedIn(page: Page, user: User): Promise<void> {
  const idToken = await page.locator('output').innerText();
  expect(JSON.parse(Buffer.from(idToken.split('.')[1], 'base64url').toString())).toMatchObject({ email: user.email });
}

const alert = async (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();

test('a wrong code, too early and then another one, a reload, and the right code', async () => {
  const { page, user } = await begin('passwordless');
  await page.getByLabel(CODE).waitFor();
  expect(await page.getByLabel(CODE).getAttribute('autocomplete')).toBe('one-time-code');
  await answer(page, CODE, otherThan(stage.codeFor(user)));
  await alert(page, 'Attempts left: 2');
  await page.getByRole('button', { name: 'Send again' }).click();
  await alert(page, 'Try again in 1 min');
  stage.advance(MINUTE);
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('alert').filter({ hasNotText: /./ }).waitFor({ state: 'attached' });
  expect(stage.codesFor(user)).toHaveLength(2);
  await page.reload();
  await answerCode(page, user);
  await expectSignedIn(page, user);
});

test('three wrong codes end it, and a new sign-in begins', async () => {
  const { page, user } = await begin('passwordless');
  for (const hint of ['left: 2', 'left: 1', 'begin anew']) {
    await answer(page, CODE, 'wrong');
    await alert(page, hint);
  }
  await page.getByLabel('E-mail address').fill(user.name);
  await page.keyboard.press('Enter');
  await answerCode(page, user);
  await expectSignedIn(page, user);
});

test('while the network is away nothing is lost', async () => {
  const { page, user } = await begin('passwordless');
  await page.getByLabel(CODE).waitFor();
  await context.setOffline(true);
  await answer(page, CODE, stage.codeFor(user));
  await alert(page, 'could not be reached');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectSignedIn(page, user);
});

test('a CAPTCHA that is refused once, and then a code', async () => {
  const { page, user } = await begin('captchaThenCode', '&refused');
  await page.getByRole('button', { name: 'I am a person' }).click();
  await alert(page, 'not right');
  await page.getByRole('button', { name: 'I am a person' }).click();
  await answerCode(page, user);
  await expectSignedIn(page, user);
});

test('a picture, another picture, and then a code', async () => {
  const { page, user } = await begin('pictureThenCode');
  const picture = page.getByRole('img', { name: 'Picture with 6 letters and digits' });
  await picture.waitFor();
  await picture.evaluate(async (element: any) => element.decode());
  const [first, source] = [stage.picture, await picture.getAttribute('src')];
  await page.getByRole('button', { name: 'Another picture' }).click();
  await page.locator(`img:not([src="${source}"])`).waitFor();
  expect(stage.picture).not.toBe(first);
  await answer(page, 'What the picture says', stage.picture);
  await answerCode(page, user);
  await expectSignedIn(page, user);
});

test('a choice', async () => {
  const { page, user } = await begin('choice');
  await page.getByRole('button', { name: 'SMS_CODE' }).click();
  await answerCode(page, user);
  await expectSignedIn(page, user);
});

test('a question of one’s own', async () => {
  const { page, user } = await begin('passwordlessWithQuestion');
  await answerCode(page, user);
  await answer(page, 'colour, try 1', 'red');
  await answer(page, 'colour, try 2', 'blue');
  await expectSignedIn(page, user);
});

test('a link that opens in a new tab signs in the one that waits, after a click', async () => {
  const { page, user } = await begin('magicLink');
  await page.getByLabel(CODE).waitFor();
  const { token } = linkIn(stage.messagesFor(user).at(-1)!.text);
  const tab = await site.visit(context, 'magicLink', `#token=${token}`);
  expect(tab.url()).not.toContain(token);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await alert(tab, 'Go on in the tab where you began');
  await expectSignedIn(page, user);
});

test('a link that may be opened anywhere signs in another browser, which asks for a click first', async () => {
  const { page, user } = await begin('magicLinkAnywhere');
  await page.getByText('Open the link in your mail').waitFor();
  const { token, username } = linkIn(stage.messagesFor(user).at(-1)!.text);
  const elsewhere = await site.newContext();
  const other = await site.visit(elsewhere, 'magicLinkAnywhere', `#${new URLSearchParams({ username: username!, token })}`);
  await other.getByText('Go on only if you asked for this mail yourself.').waitFor();
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expectSignedIn(other, user);
  await elsewhere.close();
});
