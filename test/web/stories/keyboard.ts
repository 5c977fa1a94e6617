import type { Stage } from '../stage';
import { alert, expectSignedIn, focused, heading, otherThan } from '../steps';

export function keyboardStories(stage: Stage): void {
  test('the keyboard alone is enough, and the focus is where the next thing is to be done', async () => {
    const user = stage.newUser('Choice');
    const page = await stage.visit('Choice');
    await heading(page, 'Sign in');
    expect(await focused(page)).toBe('username');
    await page.keyboard.type(user.email);
    await page.keyboard.press('Enter');

    await heading(page, 'How do you want to sign in?');
    expect(await focused(page)).toBe('H1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await heading(page, 'Check your mail');
    expect(await focused(page)).toBe('answer');
    await page.keyboard.type(otherThan(stage.codeFor(user)));
    await page.keyboard.press('Enter');
    await alert(page, 'That is not right.');
    expect(await focused(page)).toBe('answer');
    await page.keyboard.type(stage.codeFor(user));
    await page.keyboard.press('Enter');

    await expectSignedIn(page, user.email);
    expect(await focused(page)).toBe('H1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await heading(page, 'Sign in');
  });
}
