import type { Page } from 'playwright-core';
import { MINUTE, type Stage } from '../stage';
import { alert, answer, begin, expectSignedIn, heading, resendButton } from '../steps';

export function captchaStories(stage: Stage): void {
  const beginHere = async (prepare?: (page: Page) => Promise<unknown>) => {
    const user = stage.newUser('Captcha');
    const page = await stage.visit('Captcha');
    await prepare?.(page);
    await begin(page, user.email);
    await heading(page, 'Are you a person?');
    return { user, page };
  };

  test('a program is refused, a person passes, and only then a code is sent', async () => {
    const { user, page } = await beginHere();
    await page.getByText('Stand-in for Turnstile').waitFor();
    await page.getByRole('button', { name: 'I am a program' }).click();
    await alert(page, 'You did not pass the check. You can try 2 more times.');
    expect(stage.messagesFor(user)).toEqual([]);
    await page.getByRole('button', { name: 'I am a person' }).click();
    await heading(page, 'Check your mail');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('whoever blocks the script is told so', async () => {
    stage.expectErrors(/ERR_BLOCKED_BY_CLIENT/);
    const { page } = await beginHere(async (fresh) => fresh.route('**/turnstile-stand-in.js', async (route) => route.abort('blockedbyclient')));
    await alert(page, 'The check cannot be shown.');
    await page.unroute('**/turnstile-stand-in.js');
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'I am a person' }).click();
    await heading(page, 'Check your mail');
  });
}

export function imageCaptchaStories(stage: Stage): void {
  test('a wrong answer and a wish each bring another picture, the right answer a code', async () => {
    const user = stage.newUser('ImageCaptcha');
    const page = await stage.visit('ImageCaptcha');
    const shown = async () => page.getByRole('img').getAttribute('src');
    await begin(page, user.email);
    await heading(page, 'Are you a person?');
    const pictures = [await shown()];
    expect(await page.getByRole('img').evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(100);

    await answer(page, '222222');
    await alert(page, 'That is not what the picture says. Here is another one. You can try 2 more times.');
    pictures.push(await shown());
    await resendButton(page, 'Show another picture').click();
    await page.getByRole('status').filter({ hasText: 'Here is another picture.' }).waitFor();
    pictures.push(await shown());
    expect(new Set(pictures).size).toBe(3);

    stage.advance(6 * MINUTE);
    await answer(page, stage.picture);
    await alert(page, 'That came too late. Here is another picture.');
    expect(stage.messagesFor(user)).toEqual([]);
    await answer(page, stage.picture.toLowerCase());
    await heading(page, 'Check your mail');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });
}
