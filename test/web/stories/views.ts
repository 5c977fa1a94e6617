import type { Page } from 'playwright-core';
import { linkIn } from '../../support/link';
import { expectAccessible } from '../accessible';
import { PASSWORD, type PoolName, type Stage } from '../stage';
import { answer, alert, begin, heading, otherThan } from '../steps';

/** Everybody can use what is shown, on every screen. */
export function viewStories(stage: Stage): void {
  const beginAt = async (pool: PoolName, password?: string) => {
    const user = stage.newUser(pool);
    const page = await stage.visit(pool, await stage.newContext({ viewport: { width: 320, height: 640 } }));
    await begin(page, user.email, password);
    return { user, page };
  };

  const VIEWS: Record<string, () => Promise<Page>> = {
    'the start': async () => {
      const page = await stage.visit('PasswordThenCode', await stage.newContext({ viewport: { width: 320, height: 640 } }));
      await heading(page, 'Sign in');
      return page;
    },
    'a refusal': async () => {
      const { page } = await beginAt('PasswordThenCode', otherThan(PASSWORD));
      await alert(page, 'You could not be signed in.');
      return page;
    },
    'a code, and a wrong one': async () => {
      const { user, page } = await beginAt('EmailCode');
      await heading(page, 'Check your mail');
      await answer(page, otherThan(stage.codeFor(user)));
      await alert(page, 'That is not right.');
      return page;
    },
    'the wait for a link': async () => {
      const { page } = await beginAt('MagicLink');
      await heading(page, 'Check your mail');
      return page;
    },
    'a link that was opened': async () => {
      const { user, page } = await beginAt('MagicLinkAnywhere');
      await heading(page, 'Check your mail');
      await page.goto('about:blank');
      await page.goto(linkIn(stage.messagesFor(user)[0].text).url);
      await heading(page, 'Finish signing in');
      return page;
    },
    'a CAPTCHA': async () => {
      const { page } = await beginAt('Captcha');
      await page.getByRole('button', { name: 'I am a person' }).waitFor();
      return page;
    },
    'a picture': async () => {
      const { page } = await beginAt('ImageCaptcha');
      await page.getByRole('img').waitFor();
      return page;
    },
    'a choice': async () => {
      const { page } = await beginAt('Choice');
      await heading(page, 'How do you want to sign in?');
      return page;
    },
    'who is signed in': async () => {
      const { user, page } = await beginAt('EmailCode');
      await heading(page, 'Check your mail');
      await answer(page, stage.codeFor(user));
      await heading(page, 'You are signed in');
      return page;
    },
  };

  test.each(Object.keys(VIEWS))('%s', async (name) => {
    await expectAccessible(await VIEWS[name]());
  });
}
