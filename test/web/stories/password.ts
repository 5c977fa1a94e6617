import { PASSWORD, type Stage } from '../stage';
import { alert, answer, begin, expectSignedIn, focused, heading, otherThan } from '../steps';

export function passwordStories(stage: Stage): void {
  test('a wrong password is refused, with the name kept, the right one leads to the code', async () => {
    const user = stage.newUser('PasswordThenCode');
    const page = await stage.visit('PasswordThenCode');
    await begin(page, user.email, otherThan(PASSWORD));
    await alert(page, 'You could not be signed in.');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(user.email);
    expect(await page.locator('[aria-invalid=true]').getAttribute('id')).toBe('password');
    expect(await focused(page)).toBe('password');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Check your mail');
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });
}
