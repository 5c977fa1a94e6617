import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CaptchaProvider, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { answered, type Form, HandlerStage, NOBODY } from '../stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const secret = new secretsmanager.Secret(stack, 'Captcha', { generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'secret' } });
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.captcha({
          provider: CaptchaProvider.recaptchaV3({ siteKey: 'site-key', secret, secretField: 'secret', action: 'sign_in' }),
          hostnames: ['www.example.com', 'localhost'],
        }),
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
      ),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

let tokens = 0;
/** What a page gets from the provider, each time another one. */
function newToken(parameters: Record<string, string> = {}): string {
  tokens += 1;
  return `pass?${new URLSearchParams({ hostname: 'www.example.com', action: 'sign_in', ...parameters, id: String(tokens) })}`;
}

const asked = (from: number) => stage.operations(from).filter((operation) => operation === 'recaptcha').length;

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  test('show the site key and the action, and send nothing before a token has passed', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    expect(created.response.publicChallengeParameters).toEqual({
      challenge: 'CAPTCHA', provider: 'RECAPTCHA_V3', siteKey: 'site-key', action: 'sign_in', expiresIn: '300', attemptsLeft: '3',
    });
    expect(await stage.verify(created, 'bot')).toBe(false);
    expect(stage.aws.outbox.list()).toEqual([]);

    const again = await stage.create(user, [answered(created, false)]);
    expect(again.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
    expect(await stage.verify(again, newToken())).toBe(true);
    expect(stage.aws.outbox.list()).toEqual([]);

    const code = await stage.create(user, [answered(created, false), answered(again, true)]);
    expect(code.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE' });
    expect(stage.aws.outbox.list()).toHaveLength(1);
    expect(await stage.verify(code, stage.lastCode())).toBe(true);
  });

  test.each([
    ['from another site', { hostname: 'evil.example' }],
    ['for another action', { action: 'login' }],
    ['of somebody who is more likely a bot', { score: '0.4' }],
    ['that is too old', { age: '121' }],
    ['from the future', { age: '-60' }],
  ])('refuse a token %s', async (_, parameters) => {
    expect(await stage.verify(await stage.create(stage.newUser()), newToken(parameters))).toBe(false);
    expect(stage.logs.join()).toContain('CAPTCHA_REFUSED');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['an empty text', ''], ['a number', 1], ['a list', ['pass']], ['an object', { pass: true }], ['a megabyte', 'p'.repeat(1_000_000)],
  ])('refuse %s without asking the provider', async (_, answer) => {
    const created = await stage.create(stage.newUser());
    const before = stage.aws.calls.length;
    expect(await stage.verify(created, answer)).toBe(false);
    expect(asked(before)).toBe(0);
  });

  test('accept a token once: not in another sign-in of the user, nor of another user', async () => {
    const [user, other] = [stage.newUser(), stage.newUser()];
    const token = newToken();
    expect(await stage.verify(await stage.create(user), token)).toBe(true);
    stage.now += 20_000;
    const before = stage.aws.calls.length;
    expect(await stage.verify(await stage.create(user), token)).toBe(false);
    // Known to ourselves: the provider need not be asked.
    expect(asked(before)).toBe(0);
    expect(await stage.verify(await stage.create(other), token)).toBe(false);
    expect(asked(before)).toBe(1);
  });

  test('accept a token in one of many sign-ins at the same time', async () => {
    const user = stage.newUser();
    const token = newToken();
    const signIns = [];
    for (let i = 0; i < 4; i++) {
      stage.now += 16_000;
      signIns.push(await stage.create(user));
    }
    const verdicts = await Promise.all(signIns.map((created) => stage.verify(created, token)));
    expect(verdicts.filter(Boolean)).toEqual([true]);
  });

  test('accept a token in one of several sign-ins that are asked the same challenge, because they began at the same time', async () => {
    const user = stage.newUser();
    const signIns = [await stage.create(user), await stage.create(user), await stage.create(user)];
    const token = newToken();
    expect(await stage.verify(signIns[0], token)).toBe(true);
    for (const created of signIns.slice(1)) {
      stage.now += 5_000;
      expect(await stage.verify(created, token)).toBe(false);
    }
    expect(await stage.verify(signIns[0], token)).toBe(true);
    // Who comes second is asked once more.
    expect(await stage.verify(await stage.create(user, [answered(signIns[1], false)]), newToken())).toBe(true);
  });

  test('give Cognito\'s repetition of an event the same verdict, without asking again', async () => {
    const created = await stage.create(stage.newUser());
    const token = newToken();
    expect(await stage.verify(created, token)).toBe(true);
    const before = stage.aws.calls.length;
    stage.now += 5_000;
    expect(await stage.verify(created, token)).toBe(true);
    expect(asked(before)).toBe(0);
  });

  test('let nobody be locked out by garbage', async () => {
    const user = stage.newUser();
    for (let signIn = 0; signIn < 12; signIn++) {
      stage.now += 16_000;
      const created = await stage.create(user);
      for (let i = 0; i < 3; i++) expect(await stage.verify(created, `garbage ${signIn} ${i}`)).toBe(false);
      expect(await stage.verify(created, newToken())).toBe(false);
    }
    stage.now += 16_000;
    expect(await stage.verify(await stage.create(user), newToken())).toBe(true);
  }, 60_000);

  test('do for somebody who does not exist what they do for anybody, up to the code', async () => {
    const both = [];
    for (const attributes of [undefined, NOBODY]) {
      const user = stage.newUser();
      await stage.verify(await stage.create(user, [], attributes), 'warm-up');
      const before = stage.aws.calls.length;
      const created = await stage.create(user, [], attributes);
      const passed = await stage.verify(created, newToken());
      const next = await stage.create(user, [answered(created, true)], attributes);
      const [shown, then] = [created, next].map(({ response }) => response.publicChallengeParameters);
      both.push({ shown, passed, then, calls: stage.operations(before).sort() });
    }
    expect(both[0].passed).toBe(true);
    expect(both[1]).toEqual(both[0]);
    expect(stage.aws.outbox.list()).toHaveLength(1);
  });

  test('ask the provider once for a token, and read the secret once for many', async () => {
    await stage.verify(await stage.create(stage.newUser()), newToken());
    const created = await stage.create(stage.newUser());
    const before = stage.aws.calls.length;
    expect(await stage.verify(created, newToken())).toBe(true);
    expect(stage.operations(before).filter((operation) => ['recaptcha', 'GetSecretValue'].includes(operation))).toEqual(['recaptcha']);
  });

  test.each([
    ['is down', { destroySocket: true }],
    ['answers with an error', { status: 503, body: '{"success":true}' }],
    ['redirects', { status: 302, body: '{"success":true}' }],
    ['answers nonsense', { status: 200, body: '<html>' }],
    ['is slow', { delayMs: 10_000 }],
  ])('let nobody pass while the provider %s, and go on when it is back', async (_, fault) => {
    const created = await stage.create(stage.newUser());
    stage.fault = (operation) => (operation === 'recaptcha' ? fault : undefined);
    expect(await stage.verify(created, newToken())).toBe(false);
    expect(stage.logs.join()).toContain('CAPTCHA_UNAVAILABLE');
    stage.fault = undefined;
    expect(await stage.verify(created, newToken())).toBe(true);
  }, 15_000);

  test('write no token and no secret to the log', async () => {
    const created = await stage.create(stage.newUser());
    const token = newToken({ hostname: 'evil.example' });
    await stage.verify(created, token);
    expect(stage.logs.join()).toContain('HostNotAllowed');
    expect(stage.logs.join()).not.toMatch(/pass\?|evil\.example|site-key/);
  });
});
