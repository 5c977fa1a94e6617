import type { Stage } from '../stage';
import { answer, begin, expectSignedIn, heading } from '../steps';

export function choiceStories(stage: Stage): void {
  test.each([
    ['A code by e-mail', 'Check your mail', 'EMAIL'],
    ['A code by text message', 'Check your phone', 'SMS'],
  ])('%s is chosen, and comes', async (option, next, channel) => {
    const user = stage.newUser('Choice');
    const page = await stage.visit('Choice');
    await begin(page, user.email);
    await heading(page, 'How do you want to sign in?');
    expect(stage.messagesFor(user)).toEqual([]);
    await page.getByRole('button', { name: option }).click();
    await heading(page, next);
    expect(stage.messagesFor(user)).toMatchObject([{ channel }]);
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });
}
