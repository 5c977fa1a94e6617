import type { Page } from 'playwright-core';
import { linkIn } from '../../support/link';
import type { PoolName, Stage, User } from '../stage';
import { MINUTE } from '../stage';
import { alert, answer, begin, expectSignedIn, heading, resendButton } from '../steps';

export function magicLinkStories(stage: Stage): void {
  const linkFor = (user: User): string => linkIn(stage.messagesFor(user).at(-1)!.text).url;

  const beginAt = async (pool: PoolName) => {
    const user = stage.newUser(pool);
    const page = await stage.visit(pool);
    await begin(page, user.email);
    await heading(page, 'Check your mail');
    return { user, page };
  };

  /** As a mail program does. */
  const open = async (url: string, context?: ReturnType<Page['context']>): Promise<Page> => {
    const page = await (context ?? await stage.newContext()).newPage();
    await page.goto(url);
    await heading(page, 'Finish signing in');
    return page;
  };
  const confirm = async (page: Page) => page.getByRole('button', { name: 'Sign in' }).click();

  describe('in the browser that asked for it', () => {
    test('a link that is opened in another tab signs both in, and leaves no trace in the address', async () => {
      const { user, page } = await beginAt('MagicLink');
      const tab = await open(linkFor(user), page.context());
      expect(tab.url()).not.toContain('token');
      await confirm(tab);
      await expectSignedIn(tab, user.email);
      await expectSignedIn(page, user.email);
    });

    test('a link is used up by a click and by nothing else', async () => {
      const { user, page } = await beginAt('MagicLink');
      const link = linkFor(user);
      expect((await fetch(link)).status).toBe(200);
      await open(link);
      await open(link, page.context());
      const tab = await open(link, page.context());
      await confirm(tab);
      await expectSignedIn(tab, user.email);
    });

    test('a link that is pasted into the tab that waits signs in', async () => {
      const { user, page } = await beginAt('MagicLink');
      await page.goto(linkFor(user));
      await expectSignedIn(page, user.email);
      expect(page.url()).not.toContain('token');
    });

    test('a link that is opened in place of the page that waited signs in', async () => {
      const { user, page } = await beginAt('MagicLink');
      await page.goto('about:blank');
      await page.goto(linkFor(user));
      await confirm(page);
      await expectSignedIn(page, user.email);
    });

    test('a tab waits on after a reload', async () => {
      const { user, page } = await beginAt('MagicLink');
      await page.reload();
      await heading(page, 'Check your mail');
      const tab = await open(linkFor(user), page.context());
      await confirm(tab);
      await expectSignedIn(page, user.email);
    });

    test('a new link takes the place of the old one', async () => {
      const { user, page } = await beginAt('MagicLink');
      const old = linkFor(user);
      await page.clock.install();
      await page.clock.fastForward(MINUTE);
      stage.advance(MINUTE);
      await resendButton(page, 'Send a new mail').and(page.locator('[aria-disabled=false]')).click();
      await page.getByRole('status').filter({ hasText: 'A new mail is on its way.' }).waitFor();
      const oldTab = await open(old, page.context());
      await confirm(oldTab);
      await alert(oldTab, 'This link has been used, or is not the newest one.');
      await alert(page, 'That was not right, or not the newest mail.');
      const tab = await open(linkFor(user), page.context());
      await confirm(tab);
      await expectSignedIn(tab, user.email);
    });

    test('of two tabs that wait, the one signs in that the link was sent for', async () => {
      const first = await beginAt('MagicLink');
      const second = await stage.visit('MagicLink', first.page.context());
      const other = stage.newUser('MagicLink');
      await begin(second, other.email);
      await heading(second, 'Check your mail');
      const tab = await open(linkFor(other), first.page.context());
      await confirm(tab);
      await expectSignedIn(tab, other.email);
      await expectSignedIn(second, other.email);
      await alert(first.page, 'That was not right, or not the newest mail.');
    });

    test('another browser is told so, and the code of the mail can be typed instead', async () => {
      const { user, page } = await beginAt('MagicLink');
      const elsewhere = await open(linkFor(user));
      await confirm(elsewhere);
      await alert(elsewhere, 'This link works only in the browser and tab that asked for it.');
      await answer(page, /signing in: (\d{6})$/m.exec(stage.messagesFor(user)[0].text!)![1]);
      await expectSignedIn(page, user.email);
    });

    test('whoever has not asked can say so, and nothing happens', async () => {
      const { user, page } = await beginAt('MagicLink');
      const tab = await open(linkFor(user), page.context());
      await tab.getByRole('button', { name: 'That was not me' }).click();
      await heading(tab, 'Sign in');
      await heading(page, 'Check your mail');
    });
  });

  describe('in any browser', () => {
    test('another one, which does not know the account, says so, signs in by it and shows whom', async () => {
      const { user, page } = await beginAt('MagicLinkAnywhere');
      const link = linkFor(user);
      expect(await page.locator('input').count()).toBe(0);
      stage.advance(MINUTE / 2);
      const elsewhere = await open(link);
      await elsewhere.getByText('Nobody has asked for a link to this account in this browser.').waitFor();
      await confirm(elsewhere);
      await expectSignedIn(elsewhere, user.email);
      await heading(page, 'Check your mail');

      const again = await open(link);
      await confirm(again);
      await alert(again, 'That was not right, or not the newest mail.');
      expect(await again.getByRole('alert').innerText()).not.toContain('You can try');
    });

    test('the browser that asked for it knows the account, and a stranger\'s is not taken for it', async () => {
      const { user, page } = await beginAt('MagicLinkAnywhere');
      const tab = await open(linkFor(user), page.context());
      await tab.getByText(`It is for the account ${user.email}.`).waitFor();

      const stranger = await beginAt('MagicLinkAnywhere');
      const theirs = await open(linkFor(stranger.user), page.context());
      await theirs.getByText('Nobody has asked for a link to this account in this browser.').waitFor();
      expect(await theirs.locator('main').innerText()).not.toContain(user.email);
    });

    test('the tab that waits is signed in by it, too', async () => {
      const { user, page } = await beginAt('MagicLinkAnywhere');
      const tab = await open(linkFor(user), page.context());
      await confirm(tab);
      await expectSignedIn(page, user.email);
      await expectSignedIn(tab, user.email);
    });
  });
}
