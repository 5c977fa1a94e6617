import { answered, type Attributes, codeIn, type Form, HandlerStage, NOBODY, verifiedUser, verifyEvent } from './stage';
import type { SessionEntry } from '../../lambda/events';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const question = inlineFunction(stack, 'Question', `
        exports.handler = async (event) => {
          if (event.userName.startsWith('returns ')) return JSON.parse(event.userName.slice(8));
          if (event.action === 'verify' && event.answer === '') return { answerCorrect: true };
          if (event.action === 'verify' && event.answer.startsWith('returns ')) return JSON.parse(event.answer.slice(8));
          return event.action === 'create'
            ? { publicParameters: { question: 'favourite colour, try ' + event.attempt }, privateParameters: { right: 'blue' } }
            : { answerCorrect: event.answer === event.privateParameters.right };
        };
      `);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com', fromName: 'Example' }) }),
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
      ),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

const create = (...args: Parameters<HandlerStage['create']>) => stage.create(...args);
const verify = (...args: Parameters<HandlerStage['verify']>) => stage.verify(...args);
const RESEND = { resend: 'true' };

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  describe('a sign-in by e-mail code', () => {
    test('mails one code, tells the client no more than it needs, and accepts the code once', async () => {
      const user = stage.newUser();
      const created = await create(user);

      expect(created.response.publicChallengeParameters).toEqual({
        challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60',
      });
      expect(stage.aws.outbox.list()).toMatchObject([{ from: '"Example" <no-reply@example.com>', to: [`${user}@example.com`], subject: 'Your sign-in code' }]);
      expect(JSON.stringify(created.response)).not.toContain(stage.lastCode());

      expect(await verify(created, stage.lastCode())).toBe(true);
      expect(await verify(created, stage.lastCode())).toBe(false);
    });

    test('takes at most seven calls to AWS once the functions are warm', async () => {
      await verify(await create(stage.newUser()), 'wrong');
      const before = stage.aws.calls.length;
      await verify(await create(stage.newUser()), stage.lastCode());
      expect(stage.operations(before).sort()).toEqual([
        'BatchGetItem', 'BatchGetItem', 'GenerateMac', 'GenerateMac', 'SendEmail', 'TransactWriteItems', 'TransactWriteItems',
      ]);
    });

    test('ignores the spaces and hyphens that people type', async () => {
      const created = await create(stage.newUser());
      const code = stage.lastCode();
      expect(await verify(created, ` ${code.slice(0, 3)}-${code.slice(3)} `)).toBe(true);
    });

    test('asks again with the same code and one attempt less, until none is left', async () => {
      const user = stage.newUser();
      const first = await create(user);
      const code = stage.lastCode();
      expect(await verify(first, 'wrong')).toBe(false);

      const second = await create(user, [answered(first, false)]);
      expect(second.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(await verify(second, '000')).toBe(false);

      const third = await create(user, [answered(first, false), answered(second, false)]);
      expect(third.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '1' });
      expect(await verify(third, 'wrong again')).toBe(false);
      expect(await verify(third, code)).toBe(false);
    });

    test.each<[string, object]>([
      ['user', { userName: 'somebody-else' }],
      ['app client', { callerContext: { awsSdkVersion: '', clientId: 'other' } }],
      ['user pool', { userPoolId: 'us-east-1_Other' }],
    ])('a code is worth nothing to another %s', async (_, overrides) => {
      const created = await create(stage.newUser());
      expect((await stage.invoke('VerifyAuthChallengeResponse', { ...verifyEvent(created, stage.lastCode()), ...overrides })).response.answerCorrect).toBe(false);
      expect(await verify(created, stage.lastCode())).toBe(true);
    });

    test('a code of one sign-in is worth nothing in another', async () => {
      const user = stage.newUser();
      const first = await create(user);
      const code = stage.lastCode();
      expect(await verify(first, code)).toBe(true);
      expect(await verify(await create(user), code)).toBe(false);
    });

    test.each<[string, unknown]>([
      ['nothing', undefined], ['null', null], ['an empty text', ''], ['a number', 123456], ['a list', ['123456']],
      ['an object', { $ne: '' }], ['a megabyte', '1'.repeat(1_000_000)], ['__proto__', '__proto__'], ['control characters', '\u0000\r\n'],
    ])('%s as an answer is wrong and breaks nothing', async (_, answer) => {
      const created = await create(stage.newUser());
      expect(await verify(created, answer)).toBe(false);
      expect(await verify(created, stage.lastCode())).toBe(true);
    });

    test.each<[string, object]>([
      ['none', { privateChallengeParameters: null }],
      ['of a step that does not exist', { privateChallengeParameters: { step: '9' } }],
      ['of another kind', { privateChallengeParameters: { step: '1', name: 'EMAIL_CODE', challengeId: 'x', decoy: 'false', parameters: '{}' } }],
      ['that cannot be read', { privateChallengeParameters: { step: '0', name: 'EMAIL_CODE', challengeId: 'x', decoy: 'false', parameters: '{' } }],
    ])('with private parameters %s no answer is right', async (_, request) => {
      const created = await create(stage.newUser());
      expect(await verify(created, stage.lastCode(), request)).toBe(false);
    });
  });

  test('Define asks, fails and issues tokens as the session says', async () => {
    const decide = (session: SessionEntry[]) => stage.define(session);
    const user = stage.newUser();
    const email = await create(user);
    const passed = answered(email, true);
    const question = await create(user, [passed]);

    expect(await decide([])).toEqual({ challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false });
    expect(await decide([{ challengeName: 'PASSWORD_VERIFIER', challengeResult: true }]))
      .toEqual({ challengeName: null, issueTokens: false, failAuthentication: true });
    expect(await decide([passed])).toEqual({ challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false });
    expect(await decide([passed, answered(question, true)])).toEqual({ challengeName: null, issueTokens: true, failAuthentication: false });
  });

  describe('two sign-ins at the same time', () => {
    test('that share a code do not share its use', async () => {
      const user = stage.newUser();
      const [mine, other] = [await create(user), await create(user)];
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(await verify(mine, stage.lastCode())).toBe(true);
      stage.now += 5_000;
      expect(await verify(other, stage.lastCode())).toBe(false);
    });

    test('where one has used up the code, the other gets a new one after the cool-down', async () => {
      const user = stage.newUser();
      const [mine, other] = [await create(user), await create(user)];
      expect(await verify(mine, stage.lastCode())).toBe(true);
      const refused = await create(user, [answered(other, false)]);
      expect(refused.response.publicChallengeParameters).toMatchObject({ error: 'THROTTLED', retryAfter: '60' });
      stage.now += 60_000;
      const next = await create(user, [answered(other, false), answered(refused, false)], undefined, RESEND);
      expect(stage.aws.outbox.list()).toHaveLength(2);
      expect(next.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3' });
      expect(await verify(next, stage.lastCode())).toBe(true);
    });

    test('further apart have a code each', async () => {
      const user = stage.newUser();
      const mine = await create(user);
      const code = stage.lastCode();
      stage.now += 15_000;
      const other = await create(user);
      expect(await verify(other, code)).toBe(false);
      expect(await verify(mine, code)).toBe(true);
      expect(await verify(other, stage.lastCode())).toBe(true);
    });
  });

  describe('Cognito invoking a trigger again', () => {
    test('Verify with the same event gets the same verdict, for 15 s', async () => {
      const created = await create(stage.newUser());
      expect(await verify(created, stage.lastCode())).toBe(true);
      stage.now += 5_000;
      expect(await verify(created, stage.lastCode())).toBe(true);
      stage.now += 10_000;
      expect(await verify(created, stage.lastCode())).toBe(false);
    });

    test('three equal Create events, at the same time or one after the other, make one mail whose code all of them accept', async () => {
      const user = stage.newUser();
      const [first, second] = await Promise.all([create(user), create(user)]);
      const third = await create(user);
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(second.response.challengeMetadata).toBe(first.response.challengeMetadata);
      expect(third.response.challengeMetadata).toBe(first.response.challengeMetadata);
      expect(await verify(third, stage.lastCode())).toBe(true);
    });

    test('of fifty parallel right answers exactly one passes', async () => {
      const created = await create(stage.newUser());
      const code = stage.lastCode();
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => verify(created, code)));
      expect(verdicts.filter(Boolean)).toHaveLength(1);
    });

    test('fifty parallel wrong answers use up the tries, and then the right one is refused', async () => {
      const created = await create(stage.newUser());
      const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => verify(created, `wrong ${i}`)));
      expect(verdicts.filter(Boolean)).toHaveLength(0);
      expect(await verify(created, stage.lastCode())).toBe(false);
    });
  });

  describe('asking for a new code', () => {
    /** The first code was not answered but a new one asked for, so many seconds later. */
    async function resendAfter(seconds: number, user = stage.newUser(), attributes?: Attributes) {
      const first = await create(user, [], attributes);
      const code = stage.lastCode();
      stage.now += seconds * 1000;
      expect(await verify(first, 'RESEND', { clientMetadata: RESEND })).toBe(false);
      const second = await create(user, [answered(first, false)], attributes, RESEND);
      return { user, first, code, second };
    }

    test('sends another one, which takes the place of the first', async () => {
      const { first, code, second } = await resendAfter(60);
      expect(stage.aws.outbox.list()).toHaveLength(2);
      expect(second.response.publicChallengeParameters).toEqual(first.response.publicChallengeParameters);
      expect(await verify(second, code)).toBe(false);
      expect(await verify(second, stage.lastCode())).toBe(true);
      expect(await verify(first, code)).toBe(false);
    });

    test('too soon sends nothing and says when; the first code stays good', async () => {
      const { code, second } = await resendAfter(59);
      expect(stage.aws.outbox.list()).toHaveLength(1);
      expect(second.response.publicChallengeParameters).toMatchObject({ error: 'THROTTLED', retryAfter: '1', resendAfter: '1', attemptsLeft: '3' });
      expect(await verify(second, code)).toBe(true);
    });

    test('is possible after the last attempt, and the answer that comes along is not looked at', async () => {
      const user = stage.newUser();
      const session: SessionEntry[] = [];
      let round = await create(user);
      for (let i = 0; i < 2; i += 1) {
        await verify(round, 'wrong');
        session.push(answered(round, false));
        round = await create(user, session);
      }
      expect(round.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '1' });
      stage.now += 60_000;
      expect(await verify(round, stage.lastCode(), { clientMetadata: RESEND })).toBe(false);
      session.push(answered(round, false));

      expect(await stage.define(session)).toMatchObject({ failAuthentication: true });
      expect(await stage.define(session, RESEND)).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE', issueTokens: false });
      const renewed = await create(user, session, undefined, RESEND);
      expect(renewed.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3' });
      expect(await verify(renewed, stage.lastCode())).toBe(true);
    });

    test('does not end the code of another sign-in', async () => {
      const { user, code, second } = await resendAfter(60);
      stage.now += 15_000;
      const other = await create(user);
      const otherCode = stage.lastCode();
      expect(await verify(second, code)).toBe(false);
      expect(await verify(other, otherCode)).toBe(true);
    });

    test('looks the same for somebody who does not exist', async () => {
      const known = await resendAfter(60);
      const unknown = await resendAfter(60, stage.newUser(), NOBODY);
      expect(unknown.second.response.publicChallengeParameters).toEqual(known.second.response.publicChallengeParameters);
    });
  });

  describe('limits', () => {
    /** Sign-ins of one user, far enough apart not to be repetitions. */
    async function signIns(user: string, count: number, attributes?: Attributes) {
      const all = [];
      for (let i = 0; i < count; i += 1) {
        all.push(await create(user, [], attributes));
        stage.now += 15_000;
      }
      return all;
    }

    test('the sixth mail of an hour is not sent, and nothing shows it', async () => {
      const user = stage.newUser();
      const created = await signIns(user, 6);
      expect(stage.aws.outbox.list()).toHaveLength(5);
      expect(created[5].response.publicChallengeParameters).toEqual(created[0].response.publicChallengeParameters);
      expect(await verify(created[5], codeIn(stage.aws.outbox.listSimulator().at(-1)!.text))).toBe(false);

      stage.now += 3_600_000;
      const later = await create(user);
      expect(await verify(later, stage.lastCode())).toBe(true);
    });

    test('they do not cancel a code that somebody waits for', async () => {
      const user = stage.newUser();
      const mine = await create(user);
      const code = stage.lastCode();
      stage.now += 15_000;
      await signIns(user, 15);
      expect(await verify(mine, code)).toBe(true);
    });

    test('mails to one address are limited over all users that have it', async () => {
      const shared = verifiedUser(stage.newUser());
      for (let i = 0; i < 6; i += 1) await create(stage.newUser(), [], shared);
      expect(stage.aws.outbox.list()).toHaveLength(5);
    });

    test('after ten wrong answers within an hour no code is right any more, an hour later they are', async () => {
      const user = stage.newUser();
      let last = await create(user);
      for (let failures = 1; failures <= 10; failures += 1) {
        expect(await verify(last, `wrong ${failures}`)).toBe(false);
        if (failures % 3 === 0) {
          stage.now += 15_000;
          last = await create(user);
        }
      }
      expect(await verify(last, stage.lastCode())).toBe(false);
      const told = await create(user, [answered(last, false)]);
      expect(told.response.publicChallengeParameters).toMatchObject({ error: 'LOCKED' });
      expect(Number(told.response.publicChallengeParameters!.retryAfter)).toBeGreaterThan(3_500);

      const sent = stage.aws.outbox.list().length;
      stage.now += 15_000;
      await create(user);
      expect(stage.aws.outbox.list()).toHaveLength(sent);

      stage.now += 3_600_000;
      const later = await create(user);
      expect(await verify(later, stage.lastCode())).toBe(true);
    });
  });

  describe('somebody who may not receive a code', () => {
    test.each<[string, Record<string, string> | null]>([
      ['does not exist', NOBODY],
      ['has no address', { sub: 'x' }],
      ['has not verified the address', { ...verifiedUser('alice'), email_verified: 'false' }],
      ['has two addresses in one', { ...verifiedUser('alice'), email: 'alice@example.com,mallory@example.com' }],
      ['has an address with a line break', { ...verifiedUser('alice'), email: 'alice@example.com\r\nbcc: mallory@example.com' }],
      ['has an address with a look-alike @', { ...verifiedUser('alice'), email: 'alice\uFE6Bexample.com' }],
    ])('and %s gets the same calls and the same parameters, and nobody gets a mail', async (_, attributes) => {
      await create(stage.newUser());
      const before = stage.aws.calls.length;
      const real = await create(stage.newUser());
      const middle = stage.aws.calls.length;
      const decoy = await create(stage.newUser(), [], attributes);

      expect(stage.operations(middle)).toEqual(stage.operations(before, middle));
      expect(JSON.stringify(decoy.response.publicChallengeParameters)).toBe(JSON.stringify(real.response.publicChallengeParameters));
      expect(Object.keys(decoy.response.privateChallengeParameters!)).toEqual(Object.keys(real.response.privateChallengeParameters!));
      expect(stage.aws.outbox.list()).toHaveLength(2);
    });

    test('cannot pass even with the right code', async () => {
      const created = await create(stage.newUser(), [], NOBODY);
      const decoyMail = stage.aws.outbox.listSimulator().at(-1)!;
      expect(await verify(created, codeIn(decoyMail.text))).toBe(false);
    });
  });

  describe('a challenge of functions of one’s own', () => {
    async function emailPassed(user: string): Promise<SessionEntry> {
      const created = await create(user);
      expect(await verify(created, stage.lastCode())).toBe(true);
      return answered(created, true);
    }

    test('is created, verified, and asked again after a wrong answer', async () => {
      const user = stage.newUser();
      const email = await emailPassed(user);
      const first = await create(user, [email]);
      expect(first.response.publicChallengeParameters).toEqual({
        challenge: 'QUESTION', question: 'favourite colour, try 1', expiresIn: '300', attemptsLeft: '3',
      });
      expect(await verify(first, 'red')).toBe(false);
      const second = await create(user, [email, answered(first, false)]);
      expect(second.response.publicChallengeParameters).toMatchObject({ question: 'favourite colour, try 2', attemptsLeft: '2', error: 'CODE_MISMATCH' });
      expect(await verify(second, 'blue')).toBe(true);
      expect(await verify(second, 'blue')).toBe(false);
    });

    test.each([null, {}, { publicParameters: null, privateParameters: null }])('may be created from %j', async (returned) => {
      const user = `returns ${JSON.stringify(returned)}`;
      const created = await create(user, [await emailPassed(user)]);
      expect(created.response.publicChallengeParameters).toEqual({ challenge: 'QUESTION', expiresIn: '300', attemptsLeft: '3' });
    });

    test.each<[string, unknown]>([
      ['a number among the parameters', { publicParameters: { n: 1 } }],
      ['a list', { publicParameters: ['x'] }],
      ['a text', { privateParameters: 'x' }],
      ['more than fits', { privateParameters: { x: 'x'.repeat(4_096) } }],
    ])('is not created from %s, and an operator can see why', async (_, returned) => {
      const user = `returns ${JSON.stringify(returned)}`;
      const email = await emailPassed(user);
      await expect(create(user, [email])).rejects.toThrow('Sign-in is not available right now');
      expect(JSON.parse(stage.logs.at(-1)!)).toMatchObject({ error: 'ParametersNotSmallStringMap' });
    });

    test.each([
      [{ answerCorrect: true }, true], [{ answerCorrect: 'true' }, false], [{ answerCorrect: 1 }, false], [null, false], [[], false], ['true', false],
    ])('with the verdict %j is passed: %p', async (returned, passed) => {
      const user = stage.newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, `returns ${JSON.stringify(returned)}`)).toBe(passed);
    });

    test('an empty answer is wrong whatever the function says', async () => {
      const user = stage.newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, '')).toBe(false);
      expect(await verify(question, { blue: true })).toBe(false);
    });

    test('an answer to one challenge is worth nothing to the other', async () => {
      const user = stage.newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, stage.lastCode())).toBe(false);
      expect(await verify(await create(user), 'blue')).toBe(false);
    });
  });

  describe('when a service fails', () => {
    test.each(['BatchGetItem', 'TransactWriteItems', 'GenerateMac'])('%s: Create tells nothing, Verify refuses, and the user can sign in afterwards', async (failing) => {
      const user = stage.newUser();
      const created = await create(user);
      stage.fault = (operation) => (operation === failing ? { status: 400 } : undefined);
      await expect(create(stage.newUser())).rejects.toThrow('Sign-in is not available right now');
      expect(await verify(created, stage.lastCode())).toBe(false);
      expect(stage.logs.map((line) => JSON.parse(line)).filter(({ level }) => level === 'ERROR')).toMatchObject([
        { event: 'CREATE_FAILED', error: 'Unknown' },
        { event: 'VERIFY_FAILED', error: 'Unknown' },
      ]);
      expect(stage.logs.join()).not.toMatch(new RegExp(`${stage.lastCode()}|example|${user}`));

      stage.fault = undefined;
      expect(await verify(created, stage.lastCode())).toBe(true);
    });

    test.each(['GenerateMac', 'TransactWriteItems'])('%s: who tries again at once gets a code', async (failing) => {
      const user = stage.newUser();
      stage.fault = (operation) => (operation === failing ? { status: 400 } : undefined);
      await expect(create(user)).rejects.toThrow('Sign-in is not available right now');

      stage.fault = undefined;
      const created = await create(user);
      expect(await verify(created, stage.lastCode())).toBe(true);
    });

    test('SendEmail: the sign-in looks the same, is not said to have got a mail, and who tries again later gets a code', async () => {
      const user = stage.newUser();
      stage.fault = (operation) => (operation === 'SendEmail' ? { status: 429 } : undefined);
      const unsent = await create(user);
      expect(unsent.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft: '3' });
      expect(stage.logs.map((line) => JSON.parse(line).event)).toEqual(['MESSAGE_FAILED']);

      stage.fault = undefined;
      stage.now += 15_000;
      expect(await verify(await create(user), stage.lastCode())).toBe(true);
    });

    test('every service hangs: each trigger gives up in time', async () => {
      const created = await create(stage.newUser());
      stage.fault = () => ({ delayMs: 60_000 });
      const [issued, verdict] = await Promise.all([
        create(stage.newUser()).catch((error: Error) => error.message),
        verify(created, stage.lastCode()),
      ]);
      expect(issued).toMatch(/Sign-in is not available right now$/);
      expect(verdict).toBe(false);
    }, 15_000);

    test('SendEmail for somebody who does not exist: the same', async () => {
      stage.fault = (operation) => (operation === 'SendEmail' ? { status: 400 } : undefined);
      const created = await create(stage.newUser(), [], NOBODY);
      expect(created.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft: '3' });
    });

    test('Invoke: a challenge of one’s own is not issued, an answer to it is not accepted', async () => {
      const user = stage.newUser();
      const email = await create(user);
      await verify(email, stage.lastCode());
      const question = await create(user, [answered(email, true)]);

      stage.fault = (operation) => (operation === 'Invoke' ? { status: 400 } : undefined);
      expect(await verify(question, 'blue')).toBe(false);
      await expect(create(user, [answered(email, true), answered(question, false)])).rejects.toThrow('Sign-in is not available right now');
    });
  });
});
