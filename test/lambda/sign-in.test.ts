import { answered, type Form, HandlerStage, verifyEvent } from './stage';
import { ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { emailCode } from '../src/fixtures';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const sender = EmailSender.ses({ fromAddress: 'no-reply@example.com', fromName: 'Example' });
    new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(emailCode({ sender })) });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  describe('a sign-in by e-mail code', () => {
    test('mails one code, tells the client no more than it needs, and accepts the code once', async () => {
      const user = stage.newUser();
      const created = await stage.create(user);

      expect(created.response.publicChallengeParameters).toEqual({
        challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60',
      });
      expect(stage.aws.outbox.list()).toMatchObject([{ from: '"Example" <no-reply@example.com>', to: [`${user}@example.com`], subject: 'Your sign-in code' }]);
      expect(JSON.stringify(created.response)).not.toContain(stage.lastCode());

      expect(await stage.verify(created, stage.lastCode())).toBe(true);
      expect(await stage.verify(created, stage.lastCode())).toBe(false);
    });

    test('takes at most seven calls to AWS once the functions are warm', async () => {
      await stage.verify(await stage.create(stage.newUser()), 'wrong');
      const before = stage.aws.calls.length;
      await stage.verify(await stage.create(stage.newUser()), stage.lastCode());
      expect(stage.operations(before).sort()).toEqual([
        'BatchGetItem', 'BatchGetItem', 'GenerateMac', 'GenerateMac', 'SendEmail', 'TransactWriteItems', 'TransactWriteItems',
      ]);
    });

    test('ignores the spaces and hyphens that people type', async () => {
      const created = await stage.create(stage.newUser());
      const code = stage.lastCode();
      expect(await stage.verify(created, ` ${code.slice(0, 3)}-${code.slice(3)} `)).toBe(true);
    });

    test('asks again with the same code and one attempt less, until none is left', async () => {
      const user = stage.newUser();
      const first = await stage.create(user);
      const code = stage.lastCode();
      expect(await stage.verify(first, 'wrong')).toBe(false);

      const second = await stage.create(user, [answered(first, false)]);
      expect(second.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(await stage.verify(second, '000')).toBe(false);

      const third = await stage.create(user, [answered(first, false), answered(second, false)]);
      expect(third.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '1' });
      expect(await stage.verify(third, 'wrong again')).toBe(false);
      expect(await stage.verify(third, code)).toBe(false);
    });

    test.each<[string, object]>([
      ['user', { userName: 'somebody-else' }],
      ['app client', { callerContext: { awsSdkVersion: '', clientId: 'other' } }],
      ['user pool', { userPoolId: 'us-east-1_Other' }],
    ])('a code is worth nothing to another %s', async (_, overrides) => {
      const created = await stage.create(stage.newUser());
      const event = { ...verifyEvent(created, stage.lastCode()), ...overrides };
      expect((await stage.invoke('VerifyAuthChallengeResponse', event)).response.answerCorrect).toBe(false);
      expect(await stage.verify(created, stage.lastCode())).toBe(true);
    });

    test('a code of one sign-in is worth nothing in another', async () => {
      const user = stage.newUser();
      const first = await stage.create(user);
      const code = stage.lastCode();
      expect(await stage.verify(first, code)).toBe(true);
      expect(await stage.verify(await stage.create(user), code)).toBe(false);
    });

    test('whose mail is refused looks the same, is not said to have got one, and who tries again later gets a code', async () => {
      const user = stage.newUser();
      stage.fault = (operation) => (operation === 'SendEmail' ? { status: 429 } : undefined);
      const unsent = await stage.create(user);
      expect(unsent.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft: '3' });
      await stage.logged(/"MESSAGE_FAILED"/);
      expect(stage.logs.join()).not.toContain('MESSAGE_SENT');

      stage.fault = undefined;
      stage.now += 15_000;
      expect(await stage.verify(await stage.create(user), stage.lastCode())).toBe(true);
    });
  });

  describe('two sign-ins at the same time', () => {
    test('that share a code do not share its use', async () => {
      const user = stage.newUser();
      const [mine, other] = [await stage.create(user), await stage.create(user)];
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(await stage.verify(mine, stage.lastCode())).toBe(true);
      stage.now += 5_000;
      expect(await stage.verify(other, stage.lastCode())).toBe(false);
    });

    test('where one has used up the code, the other gets a new one after the cool-down', async () => {
      const user = stage.newUser();
      const [mine, other] = [await stage.create(user), await stage.create(user)];
      expect(await stage.verify(mine, stage.lastCode())).toBe(true);
      const refused = await stage.create(user, [answered(other, false)]);
      expect(refused.response.publicChallengeParameters).toMatchObject({ error: 'THROTTLED', retryAfter: '60' });
      stage.now += 60_000;
      const next = await stage.create(user, [answered(other, false), answered(refused, false)], undefined, { resend: 'true' });
      expect(stage.aws.outbox.list()).toHaveLength(2);
      expect(next.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3' });
      expect(await stage.verify(next, stage.lastCode())).toBe(true);
    });

    test('further apart have a code each', async () => {
      const user = stage.newUser();
      const mine = await stage.create(user);
      const code = stage.lastCode();
      stage.now += 15_000;
      const other = await stage.create(user);
      expect(await stage.verify(other, code)).toBe(false);
      expect(await stage.verify(mine, code)).toBe(true);
      expect(await stage.verify(other, stage.lastCode())).toBe(true);
    });
  });
});
