import type { Page } from 'playwright-core';
import { type Stage, type User } from '../stage';
import { alert, answer, begin, expectSignedIn, heading } from '../steps';

/** What the pools of the example do not say, put into the answers of the server on their way to the page. */
export function whatServersSay(stage: Stage): void {
  const beginWith = async (change: (body: Body) => object): Promise<{ user: User; page: Page }> => {
    const user = stage.newUser('EmailCode');
    const page = await stage.visit('EmailCode');
    await page.route(isServer, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    }, { times: 1 });
    await begin(page, user.email);
    return { user, page };
  };
  const withParameters = (parameters: Record<string, string>) => (body: Body): object => (
    { ...body, ChallengeParameters: { ...body.ChallengeParameters, ...parameters } }
  );

  test.each([
    [{ error: 'LOCKED', retryAfter: '3600' }, 'There were too many wrong answers. Try again in 60 minutes.'],
    [{ error: 'LOCKED' }, 'There were too many wrong answers. Please ask whoever runs this site for help.'],
    [{ error: 'THROTTLED', retryAfter: '1' }, 'That is not possible right now. Try again in 1 second.'],
    [{ error: 'THROTTLED', retryAfter: '86399' }, 'That is not possible right now. Try again in 24 hours.'],
    [{ error: 'OF_A_LATER_VERSION' }, 'That did not work. Please try once more.'],
  ])('%j is told in plain words', async (parameters, text) => {
    const { page } = await beginWith(withParameters(parameters as Record<string, string>));
    await alert(page, text);
    await heading(page, 'Check your mail');
  });

  test.each([
    'UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException', 'InternalErrorException', 'OfALaterVersion',
  ])('%s is nobody\'s mistake, at the name and at the code', async (name) => {
    const page = await stage.visit('EmailCode');
    const { email } = stage.newUser('EmailCode');
    const failOnce = async () => page.route(isServer, async (route) => (
      route.fulfill({ status: 400, headers: { 'access-control-allow-origin': '*' }, json: { __type: name, message: 'for operators' } })
    ), { times: 1 });
    await failOnce();
    await begin(page, email);
    await alert(page, 'Sign-in is not available right now. Please try again in a moment.');
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Check your mail');
    await failOnce();
    await answer(page, '000000');
    await alert(page, 'Sign-in is not available right now. Please try again in a moment.');
    await heading(page, 'Sign in');
  });

  test('a challenge of one\'s own is a question', async () => {
    const { user, page } = await beginWith(withParameters({ challenge: 'SECURITY_QUESTION', question: 'First pet?' }));
    await heading(page, 'One more question');
    await page.getByLabel('First pet?').waitFor();
    await answer(page, stage.codeFor(user));
    await expectSignedIn(page, user.email);
  });

  test('a provider of CAPTCHAs that the page does not know can be shown by none', async () => {
    const { page } = await beginWith(withParameters({ challenge: 'CAPTCHA', provider: 'NEW', siteKey: 'key' }));
    await alert(page, 'The check cannot be shown.');
  });

  test('a step that is no custom challenge leads back to the start', async () => {
    const { page } = await beginWith((body) => ({ ...body, ChallengeName: 'SMS_MFA' }));
    await alert(page, 'This account needs a step that this page does not know.');
    await heading(page, 'Sign in');
  });
}

const isServer = (url: URL): boolean => url.hostname === '127.0.0.1';

interface Body {
  readonly ChallengeParameters: Readonly<Record<string, string>>;
}
