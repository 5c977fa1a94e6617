import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CreateEvent, SessionEntry, VerifyEvent } from '../../lambda/events';
import { type CloudAssembly, readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import type { Fault } from '../../local/src/aws/server';
import { type LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { remove, synth } from '../support/synth';

const CLIENT = 'client';
const POOL = 'us-east-1_Pool';
const NOBODY = null;
const ALICE = { sub: 'a11ce', email: 'alice@example.com', email_verified: 'true' };

const ENTRIES = {
  DefineAuthChallenge: '../../lambda/define-auth-challenge',
  CreateAuthChallenge: '../../lambda/create-auth-challenge',
  VerifyAuthChallengeResponse: '../../lambda/verify-auth-challenge-response',
};
type Trigger = keyof typeof ENTRIES;

let outdir: string;
let assembly: CloudAssembly;
let aws: LocalAws;
let triggers: Readonly<Record<string, string>>;
let fault: ((operation: string) => Fault | undefined) | undefined;

beforeAll(async () => {
  outdir = synth((stack) => {
    const question = new lambda.Function(stack, 'Question', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`
        exports.handler = async (event) => {
          if (event.userName.startsWith('returns ')) return JSON.parse(event.userName.slice(8));
          if (event.action === 'verify' && event.answer === '') return { answerCorrect: true };
          if (event.action === 'verify' && event.answer.startsWith('returns ')) return JSON.parse(event.answer.slice(8));
          return event.action === 'create'
            ? { publicParameters: { question: 'favourite colour, try ' + event.attempt }, privateParameters: { right: 'blue' } }
            : { answerCorrect: event.answer === event.privateParameters.right };
        };
      `),
    });
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com', fromName: 'Example' }) }),
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question }),
      ),
    });
  });
  assembly = readCloudAssembly(outdir);
  triggers = assembly.pools[0].triggers;
  aws = await startLocalAws(assembly, { intercept: (_, operation) => fault?.(operation), onLog: (_, line) => logs.push(line), clock: () => now });
}, 60_000);

afterAll(async () => {
  await aws?.close();
  remove(outdir);
});

let logs: string[] = [];
let now = 1_800_000_000_000;

beforeEach(() => {
  logs = [];
  jest.spyOn(console, 'error').mockImplementation((line) => logs.push(line));
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  fault = undefined;
  aws.outbox.clear();
});

let users = 0;
/** Each test has a user of its own, so that none sees what another left behind. */
function newUser(): string {
  users += 1;
  return `user-${users}`;
}

/** How the handlers run: as they ship, each in a process of its own, or as source in this one, where their coverage is seen. */
type Form = (trigger: Trigger, event: unknown) => Promise<string>;

const bundled: Form = async (trigger, event) => {
  const outcome = await aws.runner.invoke(triggers[trigger], event, 4_500);
  if (outcome.kind !== 'response') throw new Error('errorMessage' in outcome ? outcome.errorMessage : outcome.kind);
  return outcome.payload;
};

const fromSource: Form = async (trigger, event) => {
  const { environment, codeDir } = assembly.functions.get(triggers[trigger])!;
  Object.assign(process.env, environment, aws.endpoints, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
  jest.doMock('../../lambda/flow/flow.json', () => JSON.parse(readFileSync(path.join(codeDir, 'flow.json'), 'utf8')), { virtual: true });
  const { handler, ready } = jest.requireActual(ENTRIES[trigger]);
  await ready;
  return JSON.stringify(await handler(JSON.parse(JSON.stringify(event))));
};

let form: Form;

async function invoke<Event>(trigger: Trigger, event: Event): Promise<Event> {
  return JSON.parse(await form(trigger, event));
}

function createEvent(userName: string, session: SessionEntry[] = [], attributes: Record<string, string> | null = ALICE): CreateEvent {
  return {
    version: '1',
    region: 'us-east-1',
    userPoolId: POOL,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: CLIENT },
    triggerSource: 'CreateAuthChallenge_Authentication',
    request: { userAttributes: attributes ?? undefined, challengeName: 'CUSTOM_CHALLENGE', session, userNotFound: attributes === NOBODY },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  } as unknown as CreateEvent;
}

function verifyEvent(created: CreateEvent, challengeAnswer: unknown, overrides: object = {}): VerifyEvent {
  const { version, region, userPoolId, userName, callerContext, request, response } = created;
  return {
    version,
    region,
    userPoolId,
    userName,
    callerContext,
    triggerSource: 'VerifyAuthChallengeResponse_Authentication',
    request: {
      userAttributes: request.userAttributes,
      privateChallengeParameters: response.privateChallengeParameters,
      challengeAnswer,
      userNotFound: request.userNotFound,
      ...overrides,
    },
    response: { answerCorrect: null },
  } as unknown as VerifyEvent;
}

const create = (...args: Parameters<typeof createEvent>) => invoke('CreateAuthChallenge', createEvent(...args));
const verify = async (...args: Parameters<typeof verifyEvent>) =>
  (await invoke('VerifyAuthChallengeResponse', verifyEvent(...args))).response.answerCorrect;

function answered(created: CreateEvent, challengeResult: boolean): SessionEntry {
  return { challengeName: 'CUSTOM_CHALLENGE', challengeResult, challengeMetadata: created.response.challengeMetadata };
}

function codeOf(text: string | undefined): string {
  return /\d{6,}/.exec(text ?? '')![0];
}

function lastCode(): string {
  return codeOf(aws.outbox.list().at(-1)!.text);
}

describe.each([['as they ship', bundled], ['from source', fromSource]])('the handlers %s', (_form, chosen) => {
  beforeAll(() => {
    form = chosen;
  });

  describe('a sign-in by e-mail code', () => {
    test('mails one code, tells the client no more than it needs, and accepts the code once', async () => {
      const user = newUser();
      const created = await create(user);

      expect(created.response.publicChallengeParameters).toEqual({
        challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3',
      });
      expect(aws.outbox.list()).toMatchObject([{ from: '"Example" <no-reply@example.com>', to: ['alice@example.com'], subject: 'Your sign-in code' }]);
      expect(JSON.stringify(created.response)).not.toContain(lastCode());

      expect(await verify(created, lastCode())).toBe(true);
      expect(await verify(created, lastCode())).toBe(false);
    });

    test('takes at most seven calls to AWS once the functions are warm', async () => {
      await verify(await create(newUser()), 'wrong');
      const before = aws.calls.length;
      await verify(await create(newUser()), lastCode());
      expect(aws.calls.slice(before).map(({ operation }) => operation).sort()).toEqual([
        'GenerateMac', 'GenerateMac', 'GetItem', 'GetItem', 'PutItem', 'PutItem', 'SendEmail',
      ]);
    });

    test('ignores the spaces and hyphens that people type', async () => {
      const created = await create(newUser());
      const code = lastCode();
      expect(await verify(created, ` ${code.slice(0, 3)}-${code.slice(3)} `)).toBe(true);
    });

    test('asks again with the same code and one attempt less, until none is left', async () => {
      const user = newUser();
      const first = await create(user);
      const code = lastCode();
      expect(await verify(first, 'wrong')).toBe(false);

      const second = await create(user, [answered(first, false)]);
      expect(second.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
      expect(aws.outbox.list()).toHaveLength(1);
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
      const created = await create(newUser());
      expect((await invoke('VerifyAuthChallengeResponse', { ...verifyEvent(created, lastCode()), ...overrides })).response.answerCorrect).toBe(false);
      expect(await verify(created, lastCode())).toBe(true);
    });

    test('a code of one sign-in is worth nothing in another', async () => {
      const user = newUser();
      const first = await create(user);
      const code = lastCode();
      expect(await verify(first, code)).toBe(true);
      expect(await verify(await create(user), code)).toBe(false);
    });

    test.each<[string, unknown]>([
      ['nothing', undefined], ['null', null], ['an empty text', ''], ['a number', 123456], ['a list', ['123456']],
      ['an object', { $ne: '' }], ['a megabyte', '1'.repeat(1_000_000)], ['__proto__', '__proto__'], ['control characters', '\u0000\r\n'],
    ])('%s as an answer is wrong and breaks nothing', async (_, answer) => {
      const created = await create(newUser());
      expect(await verify(created, answer)).toBe(false);
      expect(await verify(created, lastCode())).toBe(true);
    });

    test.each<[string, object]>([
      ['none', { privateChallengeParameters: null }],
      ['of a step that does not exist', { privateChallengeParameters: { step: '9' } }],
      ['of another kind', { privateChallengeParameters: { step: '1', name: 'EMAIL_CODE', challengeId: 'x', decoy: 'false', parameters: '{}' } }],
      ['that cannot be read', { privateChallengeParameters: { step: '0', name: 'EMAIL_CODE', challengeId: 'x', decoy: 'false', parameters: '{' } }],
    ])('with private parameters %s no answer is right', async (_, request) => {
      const created = await create(newUser());
      expect(await verify(created, lastCode(), request)).toBe(false);
    });
  });

  test('Define asks, fails and issues tokens as the session says', async () => {
    const decide = async (session: SessionEntry[]) => {
      const { version, region, userPoolId, userName, callerContext } = createEvent(newUser());
      const event = { version, region, userPoolId, userName, callerContext, request: { userAttributes: ALICE, session } };
      return (await invoke('DefineAuthChallenge', { ...event, response: {} as object })).response;
    };
    const user = newUser();
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
      const user = newUser();
      const [mine, other] = [await create(user), await create(user)];
      expect(aws.outbox.list()).toHaveLength(1);
      expect(await verify(mine, lastCode())).toBe(true);
      now += 5_000;
      expect(await verify(other, lastCode())).toBe(false);
    });

    test('where one has used up the code, the other gets a new one', async () => {
      const user = newUser();
      const [mine, other] = [await create(user), await create(user)];
      expect(await verify(mine, lastCode())).toBe(true);
      const next = await create(user, [answered(other, false)]);
      expect(aws.outbox.list()).toHaveLength(2);
      expect(next.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3', error: 'EXPIRED' });
      expect(await verify(next, lastCode())).toBe(true);
    });
  });

  describe('Cognito invoking a trigger again', () => {
    test('Verify with the same event gets the same verdict, for 15 s', async () => {
      const created = await create(newUser());
      expect(await verify(created, lastCode())).toBe(true);
      now += 5_000;
      expect(await verify(created, lastCode())).toBe(true);
      now += 10_000;
      expect(await verify(created, lastCode())).toBe(false);
    });

    test('three equal Create events, at the same time or one after the other, make one mail whose code all of them accept', async () => {
      const user = newUser();
      const [first, second] = await Promise.all([create(user), create(user)]);
      const third = await create(user);
      expect(aws.outbox.list()).toHaveLength(1);
      expect(second.response.challengeMetadata).toBe(first.response.challengeMetadata);
      expect(third.response.challengeMetadata).toBe(first.response.challengeMetadata);
      expect(await verify(third, lastCode())).toBe(true);
    });

    test('of fifty parallel right answers exactly one passes', async () => {
      const created = await create(newUser());
      const code = lastCode();
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => verify(created, code)));
      expect(verdicts.filter(Boolean)).toHaveLength(1);
    });

    test('fifty parallel wrong answers use up the tries, and then the right one is refused', async () => {
      const created = await create(newUser());
      const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => verify(created, `wrong ${i}`)));
      expect(verdicts.filter(Boolean)).toHaveLength(0);
      expect(await verify(created, lastCode())).toBe(false);
    });
  });

  describe('somebody who may not receive a code', () => {
    test.each<[string, Record<string, string> | null]>([
      ['does not exist', NOBODY],
      ['has no address', { sub: 'x' }],
      ['has not verified the address', { ...ALICE, email_verified: 'false' }],
      ['has two addresses in one', { ...ALICE, email: 'alice@example.com,mallory@example.com' }],
      ['has an address with a line break', { ...ALICE, email: 'alice@example.com\r\nbcc: mallory@example.com' }],
      ['has an address with a look-alike @', { ...ALICE, email: 'alice\uFE6Bexample.com' }],
    ])('and %s gets the same calls and the same parameters, and nobody gets a mail', async (_, attributes) => {
      const known = newUser();
      await create(known);
      const before = aws.calls.length;
      const real = await create(newUser());
      const middle = aws.calls.length;
      const decoy = await create(newUser(), [], attributes);

      const operations = (from: number, to?: number) => aws.calls.slice(from, to).map(({ operation }) => operation);
      expect(operations(middle)).toEqual(operations(before, middle));
      expect(JSON.stringify(decoy.response.publicChallengeParameters)).toBe(JSON.stringify(real.response.publicChallengeParameters));
      expect(Object.keys(decoy.response.privateChallengeParameters!)).toEqual(Object.keys(real.response.privateChallengeParameters!));
      expect(aws.outbox.list()).toHaveLength(2);
    });

    test('cannot pass even with the right code', async () => {
      const created = await create(newUser(), [], NOBODY);
      const decoyMail = aws.outbox.listSimulator().at(-1)!;
      expect(await verify(created, codeOf(decoyMail.text))).toBe(false);
    });
  });

  describe('a challenge of functions of one’s own', () => {
    async function emailPassed(user: string): Promise<SessionEntry> {
      const created = await create(user);
      expect(await verify(created, lastCode())).toBe(true);
      return answered(created, true);
    }

    test('is created, verified, and asked again after a wrong answer', async () => {
      const user = newUser();
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
      expect(JSON.parse(logs.at(-1)!)).toMatchObject({ error: 'ParametersNotSmallStringMap' });
    });

    test.each([
      [{ answerCorrect: true }, true], [{ answerCorrect: 'true' }, false], [{ answerCorrect: 1 }, false], [null, false], [[], false], ['true', false],
    ])('with the verdict %j is passed: %p', async (returned, passed) => {
      const user = newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, `returns ${JSON.stringify(returned)}`)).toBe(passed);
    });

    test('an empty answer is wrong whatever the function says', async () => {
      const user = newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, '')).toBe(false);
      expect(await verify(question, { blue: true })).toBe(false);
    });

    test('an answer to one challenge is worth nothing to the other', async () => {
      const user = newUser();
      const question = await create(user, [await emailPassed(user)]);
      expect(await verify(question, lastCode())).toBe(false);
      expect(await verify(await create(user), 'blue')).toBe(false);
    });
  });

  describe('when a service fails', () => {
    test.each(['GetItem', 'PutItem', 'GenerateMac'])('%s: Create tells nothing, Verify refuses, and the user can sign in afterwards', async (failing) => {
      const user = newUser();
      const created = await create(user);
      fault = (operation) => (operation === failing ? { status: 400 } : undefined);
      await expect(create(newUser())).rejects.toThrow('Sign-in is not available right now');
      expect(await verify(created, lastCode())).toBe(false);
      expect(logs.map((line) => JSON.parse(line))).toMatchObject([
        { level: 'ERROR', message: 'no challenge could be issued', error: 'Unknown' },
        { level: 'ERROR', message: 'the answer could not be verified', error: 'Unknown' },
      ]);
      expect(logs.join()).not.toMatch(new RegExp(`${lastCode()}|example|${user}`));

      fault = undefined;
      expect(await verify(created, lastCode())).toBe(true);
    });

    test.each(['GenerateMac', 'PutItem'])('%s: who tries again at once gets a code', async (failing) => {
      const user = newUser();
      fault = (operation) => (operation === failing ? { status: 400 } : undefined);
      await expect(create(user)).rejects.toThrow('Sign-in is not available right now');

      fault = undefined;
      const created = await create(user);
      expect(await verify(created, lastCode())).toBe(true);
    });

    test('SendEmail: the sign-in looks the same, and who tries again at once gets a code', async () => {
      const user = newUser();
      fault = (operation) => (operation === 'SendEmail' ? { status: 400 } : undefined);
      const unsent = await create(user);
      expect(unsent.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft: '3' });

      fault = undefined;
      expect(await verify(await create(user), lastCode())).toBe(true);
    });

    test('every service hangs: each trigger gives up in time', async () => {
      const created = await create(newUser());
      fault = () => ({ delayMs: 60_000 });
      const [issued, verdict] = await Promise.all([
        create(newUser()).catch((error: Error) => error.message),
        verify(created, lastCode()),
      ]);
      expect(issued).toMatch(/Sign-in is not available right now$/);
      expect(verdict).toBe(false);
    }, 15_000);

    test('SendEmail for somebody who does not exist: the same', async () => {
      fault = (operation) => (operation === 'SendEmail' ? { status: 400 } : undefined);
      const created = await create(newUser(), [], NOBODY);
      expect(created.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft: '3' });
    });

    test('Invoke: a challenge of one’s own is not issued, an answer to it is not accepted', async () => {
      const user = newUser();
      const email = await create(user);
      await verify(email, lastCode());
      const question = await create(user, [answered(email, true)]);

      fault = (operation) => (operation === 'Invoke' ? { status: 400 } : undefined);
      expect(await verify(question, 'blue')).toBe(false);
      await expect(create(user, [answered(email, true), answered(question, false)])).rejects.toThrow('Sign-in is not available right now');
    });
  });
});
