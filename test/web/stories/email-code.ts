import type { Page } from 'playwright-core';
import { MINUTE, type Stage } from '../stage';
import { alert, answer, begin, expectSignedIn, field, focused, heading, otherThan, resendButton } from '../steps';

const NEW_CODE = 'Send a new code';

export function emailCodeStories(stage: Stage): void {
  const beginHere = async () => {
    const user = stage.newUser('EmailCode');
    const page = await stage.visit('EmailCode');
    await begin(page, user.email);
    await heading(page, 'Check your mail');
    return { user, page };
  };

  test('a wrong code is refused, the right one signs in, also after a reload, and signing out ends it', async () => {
    const { user, page } = await beginHere();
    expect(await field(page).getAttribute('autocomplete')).toBe('one-time-code');
    expect(await field(page).getAttribute('inputmode')).toBe('numeric');
    await answer(page, otherThan(stage.codeFor(user)));
    await alert(page, 'That is not right. You can try 2 more times.');
    expect(await field(page).inputValue()).toBe('');
    expect(await focused(page)).toBe('answer');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
    await page.reload();
    await expectSignedIn(page, user.email);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');
    await page.reload();
    await heading(page, 'Sign in');
  });

  test('a reload loses nothing but the time that has passed', async () => {
    const user = stage.newUser('EmailCode');
    const page = await stage.visit('EmailCode');
    await page.clock.install();
    await begin(page, user.email);
    await heading(page, 'Check your mail');
    await answer(page, otherThan(stage.codeFor(user)));
    await alert(page, 'That is not right. You can try 2 more times.');
    await page.clock.fastForward(MINUTE / 2);
    await page.reload();
    await alert(page, 'That is not right. You can try 2 more times.');
    await page.getByText(`If there is an account for ${user.email}`).waitFor();
    expect(Number.parseInt((await page.locator('#wait').innerText()).slice(3), 10)).toBeLessThanOrEqual(30);
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test.each([
    ['3 minutes', async (page: Page) => page.clock.fastForward(3 * MINUTE)],
    ['starting over', async (page: Page) => page.getByRole('button', { name: 'Start over' }).click()],
    ['going to another user pool', async (page: Page) => page.goto(page.url().replace('EmailCode', 'Choice'))],
  ])('after %s a reload begins anew', async (_, pass) => {
    const user = stage.newUser('EmailCode');
    const page = await stage.visit('EmailCode');
    await page.clock.install();
    await begin(page, user.email);
    await heading(page, 'Check your mail');
    await pass(page);
    await page.reload();
    await heading(page, 'Sign in');
  });

  test('a code is pasted as it stands in the mail, and Enter sends it', async () => {
    const { user, page } = await beginHere();
    await page.context().grantPermissions(['clipboard-write']);
    const code = stage.codeFor(user);
    await page.evaluate(`navigator.clipboard.writeText(' ${code.slice(0, 3)} ${code.slice(3)} ')`);
    await field(page).press('ControlOrMeta+V');
    expect(await field(page).inputValue()).toBe(code);
    await field(page).press('Enter');
    await expectSignedIn(page, user.email);
  });

  test('too short a code is not sent', async () => {
    const { user, page } = await beginHere();
    await answer(page, '123');
    expect(await field(page).evaluate((input: { validity: { patternMismatch: boolean } }) => input.validity.patternMismatch)).toBe(true);
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('a new code can be asked for after a while, counted down, and takes the place of the old one', async () => {
    const user = stage.newUser('EmailCode');
    const page = await stage.visit('EmailCode');
    await page.clock.install();
    await begin(page, user.email);
    const button = resendButton(page, NEW_CODE);
    await page.getByText(/^in \d\d s$/).waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.press('Enter');
    expect(stage.messagesFor(user)).toHaveLength(1);
    const old = stage.codeFor(user);

    stage.advance(MINUTE);
    await page.clock.fastForward(MINUTE);
    await page.getByRole('status').filter({ hasText: `${NEW_CODE}: possible now` }).waitFor();
    await button.click();
    await page.getByRole('status').filter({ hasText: 'A new code is on its way.' }).waitFor();
    expect(stage.messagesFor(user)).toHaveLength(2);
    expect(await focused(page)).toBe('answer');

    await answer(page, old);
    await alert(page, 'That is not right.');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('a code that comes too late is replaced', async () => {
    const { user, page } = await beginHere();
    const old = stage.codeFor(user);
    stage.advance(6 * MINUTE);
    await answer(page, old);
    await alert(page, 'That came too late. We have sent a new code.');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('a server that asks to wait is obeyed in words', async () => {
    const { user, page } = await beginHere();
    // As if the clock of this computer were fast.
    await page.clock.install();
    await page.clock.fastForward(MINUTE);
    await resendButton(page, NEW_CODE).and(page.locator('[aria-disabled=false]')).click();
    await alert(page, 'That is not possible right now. Try again in 60 seconds.');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('after three wrong codes it begins anew, with the name kept', async () => {
    const { user, page } = await beginHere();
    const wrong = otherThan(stage.codeFor(user));
    for (const left of ['2 more times', 'once more']) {
      await answer(page, wrong);
      await alert(page, `You can try ${left}.`);
    }
    await answer(page, wrong);
    await alert(page, 'This sign-in is over');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(user.email);
    stage.advance(MINUTE);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Check your mail');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('whoever starts over can give another name', async () => {
    const { page } = await beginHere();
    await page.getByRole('button', { name: 'Start over' }).click();
    const other = stage.newUser('EmailCode');
    await begin(page, other.email);
    await heading(page, 'Check your mail');
    await answer(page, stage.codeFor(other));
    await expectSignedIn(page, other.email);
  });

  test('without a connection nothing is lost', async () => {
    const { user, page } = await beginHere();
    stage.expectErrors(/ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await answer(page, stage.codeFor(user));
    await alert(page, 'The server cannot be reached.');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectSignedIn(page, user.email);
  });
}
