// The recipes of docs/clients.md for web pages, with each challenge.
import { ConsoleLogger } from 'aws-amplify/utils';
import { MINUTE, PASSWORD, useStage, type PoolName, type User } from '../sign-in/stage';
import { otherThan } from '../sign-in/stories/outcomes';
import { linkIn } from '../support/link';
import { load, PAGE } from '../support/recipes';

type Challenge = Record<string, string>;

interface Client {
  begin(username: string, password?: string): Promise<Challenge | undefined>;
  answer(text: string): Promise<Challenge | undefined>;
  resend(): Promise<Challenge | undefined>;
  tokens(): Promise<{ idToken: string; accessToken: string }>;
  leave(): Promise<void>;
}

// It warns of each endpoint that is not the service's own.
ConsoleLogger.LOG_LEVEL = 'ERROR';

const stage = useStage(process.execPath);
const [, challenges] = /^## Challenges$(.*?)^## /ms.exec(PAGE)!;
const AMPLIFY = 'aws-amplify v6';

describe.each([[AMPLIFY], ['amazon-cognito-identity-js']])('%s', (section) => {
  let client: Client;

  async function begin(pool: PoolName, password?: string, user: User = stage.newUser(pool)) {
    client = load(section, 'sign-in.js', { 'config.js': configFor(pool) }) as unknown as Client;
    return { user, asked: await client.begin(user.name, password) };
  }

  /** What comes in the end, and whose it is. */
  async function signedIn(pool: PoolName, last: Challenge | undefined): Promise<object> {
    expect(last).toBeUndefined();
    const { id } = await stage.claims(stage.target(pool), await client.tokens());
    return { name: id.email };
  }

  afterEach(async () => client.leave());

  test.each<[PoolName, string | undefined]>([['passwordless', undefined], ['srpAndCustom', PASSWORD], ['passwordVerifier', PASSWORD]])(
    'a code by e-mail (%s): a wrong one, another one, the right one', async (pool, password) => {
      const { user, asked } = await begin(pool, password);
      expect(asked).toMatchObject({ challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', attemptsLeft: '3' });
      const first = stage.codeFor(user);
      expect(await client.answer(otherThan(first))).toMatchObject({ error: 'CODE_MISMATCH', attemptsLeft: '2' });
      expect(await client.resend()).toMatchObject({ error: 'THROTTLED', retryAfter: '60' });
      stage.advance(MINUTE);
      expect(await client.resend()).not.toHaveProperty('error');
      expect(await client.answer(first)).toMatchObject({ error: 'CODE_MISMATCH' });
      expect(await signedIn(pool, await client.answer(stage.codeFor(user)))).toEqual({ name: user.email });
    });

  test('a code by SMS that comes too late', async () => {
    const { user, asked } = await begin('passwordlessBySms');
    expect(asked).toMatchObject({ challenge: 'SMS_CODE', destination: '***' });
    stage.advance(5 * MINUTE);
    expect(await client.answer(stage.codeFor(user))).toMatchObject({ challenge: 'SMS_CODE', error: 'EXPIRED' });
    await signedIn('passwordlessBySms', await client.answer(stage.codeFor(user)));
  });

  test('a link, in the sign-in that asked for it', async () => {
    const { user, asked } = await begin('magicLink');
    expect(asked).toMatchObject({ challenge: 'MAGIC_LINK', codeLength: '6' });
    await signedIn('magicLink', await client.answer(linkFor(user).token));
  });

  test.each<[PoolName, string | undefined]>([['magicLinkAnywhere', undefined], ['passwordThenMagicLink', PASSWORD]])(
    'a link, in a sign-in of its own (%s)', async (pool, password) => {
      const { user } = await begin(pool, password);
      const { username, token } = linkFor(user);
      stage.advance(MINUTE / 2);
      await begin(pool, password, { ...user, name: username! });
      await signedIn(pool, await client.answer(token));
    });

  test('a CAPTCHA, refused once, and then a code', async () => {
    const { user, asked } = await begin('captchaThenCode');
    expect(asked).toMatchObject({ challenge: 'CAPTCHA', provider: 'TURNSTILE', siteKey: 'site-key', action: 'login' });
    expect(asked).not.toHaveProperty('resendAfter');
    expect(await client.answer('made up')).toMatchObject({ challenge: 'CAPTCHA', error: 'CODE_MISMATCH' });
    expect(await client.answer(captchaToken())).toMatchObject({ challenge: 'EMAIL_CODE' });
    await signedIn('captchaThenCode', await client.answer(stage.codeFor(user)));
  });

  test('a picture, misread, replaced and read, and then a code', async () => {
    const { user, asked } = await begin('pictureThenCode');
    expect(asked).toMatchObject({ challenge: 'IMAGE_CAPTCHA', codeLength: '6', captchaUrl: expect.stringMatching(/^data:image\/png/) });
    const misread = await client.answer('wrong');
    expect(misread).toMatchObject({ challenge: 'IMAGE_CAPTCHA', error: 'CODE_MISMATCH' });
    expect(misread!.captchaUrl).not.toBe(asked!.captchaUrl);
    expect((await client.resend())!.captchaUrl).not.toBe(misread!.captchaUrl);
    expect(await client.answer(` ${stage.picture.slice(0, 3)}-${stage.picture.slice(3).toLowerCase()}`)).toMatchObject({ challenge: 'EMAIL_CODE' });
    await signedIn('pictureThenCode', await client.answer(stage.codeFor(user)));
  });

  test('a choice by the name of an option', async () => {
    const { user, asked } = await begin('choice');
    expect(asked).toMatchObject({ challenge: 'CHOICE', options: 'EMAIL_CODE,SMS_CODE,QUESTION' });
    expect(await client.answer('SMS_CODE')).toMatchObject({ challenge: 'SMS_CODE' });
    await signedIn('choice', await client.answer(stage.codeFor(user)));
  });

  test('a code, and then a question of one’s own', async () => {
    const { user } = await begin('passwordlessWithQuestion');
    expect(await client.answer(stage.codeFor(user))).toMatchObject({ challenge: 'QUESTION', question: 'colour, try 1' });
    expect(await client.answer('red')).toMatchObject({ question: 'colour, try 2', error: 'CODE_MISMATCH' });
    await signedIn('passwordlessWithQuestion', await client.answer('blue'));
  });

  test('every parameter is in the tables', async () => {
    const shown = new Set<string>();
    for (const pool of ['passwordless', 'magicLink', 'captchaThenCode', 'pictureThenCode', 'choice'] as const) {
      Object.keys((await begin(pool)).asked!).forEach((name) => shown.add(name));
    }
    expect([...shown].filter((name) => !challenges.includes(`\`${name}\``))).toEqual([]);
  });

  test('the last wrong answer, a wrong password and a session that is over are failures', async () => {
    await begin('passwordless');
    await client.answer('wrong');
    await client.answer('wrong');
    await expect(client.answer('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(client.answer('wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(begin('srpAndCustom', otherThan(PASSWORD))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { user } = await begin('passwordless');
    stage.advance(15 * MINUTE);
    await expect(client.answer(stage.codeFor(user))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test.each<[PoolName, string | undefined]>([['passwordless', PASSWORD], ['srpAndCustom', undefined], ['passwordVerifier', undefined]])(
    'a password that %s does not begin with, or none where it does, is a failure', async (pool, password) => {
      await expect(begin(pool, password)).rejects.toThrow();
    });

  test('whoever has not confirmed the sign-up hears so', async () => {
    await expect(begin('passwordless', undefined, stage.newUser('passwordless', { status: 'UNCONFIRMED' })))
      .rejects.toMatchObject({ name: 'UserNotConfirmedException' });
  });
});

describe('Amplify alone', () => {
  const client = () => load(AMPLIFY, 'sign-in.js', { 'config.js': configFor('srpAndCustom') }) as unknown as Client;

  test('asks for a new password in the same way', async () => {
    const user = stage.newUser('srpAndCustom', { status: 'FORCE_CHANGE_PASSWORD' });
    const { begin, answer } = client();
    expect(await begin(user.name, PASSWORD)).toMatchObject({ challenge: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED' });
    expect(await answer('Another-horse-battery-2')).toMatchObject({ challenge: 'EMAIL_CODE' });
  });

  test('refuses a second user, an empty answer, and an answer without a sign-in', async () => {
    const user = stage.newUser('srpAndCustom');
    const { begin, answer, leave } = client();
    await begin(user.name, PASSWORD);
    await expect(answer('')).rejects.toMatchObject({ name: 'EmptyChallengeResponse' });
    await answer(stage.codeFor(user));
    await expect(begin(user.name, PASSWORD)).rejects.toMatchObject({ name: 'UserAlreadyAuthenticatedException' });
    await leave();
    await expect(answer('123456')).rejects.toMatchObject({ name: 'SignInException' });
  });
});

function configFor(pool: PoolName) {
  const { endpoint, userPoolId, clientId } = stage.target(pool);
  return { endpoint, userPoolId, clientId };
}

function linkFor(user: User) {
  return linkIn(stage.messagesFor(user).at(-1)!.text);
}

let tokens = 0;
function captchaToken(): string {
  tokens += 1;
  return `pass?${new URLSearchParams({ hostname: 'www.example.com', id: `web-${tokens}` })}`;
}
