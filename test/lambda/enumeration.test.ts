import type { Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { loadKnownBad } from './fixtures/known-bad-handlers';
import { withoutWaiting } from './senders/without-waiting';
import { type Attributes, HandlerStage, NOBODY, verifiedUser } from './stage';
import { type Case, expectAlike as expectSameSights, type Script, Visitor } from './visitor';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';

const START = 1_800_000_000_000;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const KINDS: Record<string, (user: string) => Attributes> = {
  'exists': verifiedUser,
  'does not exist': () => NOBODY,
  'has no address': (sub) => ({ sub }),
  'has not verified the address': (user) => ({ ...verifiedUser(user), email_verified: 'false' }),
  'has two addresses in one': (user) => ({ ...verifiedUser(user), email: `${user}@example.com,${user}@example.net` }),
};

// No garbage is the right code by chance.
const codeBy = (sender: EmailSender) => ChallengeSequence.passwordless(Challenge.emailCode({ sender, codeLength: 10 }));
const EMAIL_CODE = () => codeBy(EmailSender.ses({ fromAddress: 'no-reply@example.com' }));

const bySendGrid = (stack: Stack) => EmailSender.sendGrid({ apiKey: new secretsmanager.Secret(stack, 'ApiKey'), fromAddress: 'no-reply@example.com' });

const SEQUENCES: Record<string, (stack: Stack) => ChallengeSequence> = {
  'a code by SES': EMAIL_CODE,
  'a code by SendGrid': (stack) => codeBy(bySendGrid(stack)),
  'a code by a function that fails for real addresses': (stack) => codeBy(EmailSender.fromFunction(inlineFunction(stack, 'Function', `exports.handler = async ({ decoy }) => {
    if (!decoy) throw new Error('no such mailbox');
  };`))),
  'the answer to a question': (stack) => {
    const question = inlineFunction(stack, 'Function', 'exports.handler = async ({ action }) => action === "create" ? { privateParameters: { right: "blue" } } : {};');
    return ChallengeSequence.passwordless(Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question }));
  },
};

let stage: HandlerStage;

async function start(sequence: (stack: Stack) => ChallengeSequence): Promise<void> {
  stage = await HandlerStage.start((stack) => void new CustomAuthUserPool(stack, 'Auth', { sequence: sequence(stack) }));
}

beforeEach(() => {
  stage.reset();
  withoutWaiting();
});

afterEach(() => jest.restoreAllMocks());

describe.each(Object.entries(SEQUENCES))('asked for %s', (_, sequence) => {
  beforeAll(() => start(sequence), 60_000);

  afterAll(() => stage.close());

  test('strangers see the same whoever they ask for, from the first code to the lock and after', async () => {
    const sights = await expectAlike(casesOf(wholeStory));
    for (const error of ['CODE_MISMATCH', 'EXPIRED', 'THROTTLED', 'LOCKED']) expect(sights.join()).toContain(`"error":"${error}"`);
  }, 30_000);

  test('the first round shows neither who exists, nor who is throttled, nor who is locked', async () => {
    const states: Record<string, { before: Script; then: RegExp }> = {
      'is new': { before: async () => {}, then: /"THROTTLED","retryAfter":"60"/ },
      'is throttled': { before: getThrottled, then: /"THROTTLED","retryAfter":"\d{4}"/ },
      'is locked': { before: getLocked, then: /"LOCKED"/ },
    };
    await expectAlike(Object.entries(states).flatMap(([state, { before, then }]) => casesOf(async (visitor) => {
      await before(visitor);
      visitor.sights.length = 0;
      await visitor.start();
      await visitor.resend();
      expect(visitor.sights.pop()).toMatch(then);
    }, ` and ${state}`)));
  }, 30_000);

  test.each([0, 5_000, 14_999])('the first round shows nothing of a sign-in that its user started %i ms ago', async (age) => {
    await expectNotSeen(age);
  }, 30_000);
});

describe('mails', () => {
  beforeAll(() => start(EMAIL_CODE), 60_000);

  afterAll(() => stage.close());

  test.each(['MessageRejected', 'AccessDeniedException'])('to real addresses that end in %s do not show', async (type) => {
    stage.fault = (operation, _, { body }) => operation === 'SendEmail' && body.includes('@example.com"]') ? { status: 400, body: `{"__type":"${type}"}` } : undefined;
    await expectAlike(casesOf(wholeStory));
  }, 30_000);

  test('whose codes are locked take the same calls for a wrong answer as others', async () => {
    const states: Record<string, Script> = { new: async () => {}, throttled: getThrottled, locked: getLocked };
    await expectAlike(Object.entries(states).flatMap(([state, before]) => casesOf(async (visitor) => {
      await before(visitor);
      visitor.sights.length = 0;
      await visitor.start();
      await visitor.answer('wrong');
      // Only the round after the verdict may tell of limits.
      expect(visitor.sights.splice(2)).not.toEqual([]);
    }, ` and is ${state}`)));
  }, 30_000);

  test.each([{ status: 429 }, { status: 500 }, { destroySocket: true }])('that all end in %j do not show either', async (fault) => {
    stage.fault = (operation) => operation === 'SendEmail' ? fault : undefined;
    await expectAlike(casesOf(firstMinutes));
  }, 30_000);

  test.each(['sends nothing where nobody is', 'derives no code where nobody is'] as const)('and a handler that %s is noticed', async (hole) => {
    loadKnownBad(hole);
    await expect(expectAlike(casesOf(wholeStory))).rejects.toThrow(/^-.*(GenerateMac|SendEmail)/m);
  }, 30_000);

  test('and a handler that shows the age of the challenge in a first round is noticed', async () => {
    loadKnownBad('shows the age of the challenge in a first round');
    await expect(expectNotSeen(5_000)).rejects.toThrow(/^[+] .*"expiresIn": "295"/m);
  });
});

function casesOf(script: Script, suffix = ''): Case[] {
  return Object.entries(KINDS).map(([kind, attributes]) => ({ name: kind + suffix, attributes, script }));
}

async function firstMinutes(visitor: Visitor): Promise<void> {
  await visitor.start();
  await visitor.answer('wrong');
  await visitor.resend();
  stage.now += 60 * SECOND;
  await visitor.resend();
}

async function wholeStory(visitor: Visitor): Promise<void> {
  await firstMinutes(visitor);
  for (const garbage of ['', undefined, '1'.repeat(10_000)]) await visitor.answer(garbage);

  await visitor.start();
  stage.now += 5 * SECOND;
  await visitor.start();
  await visitor.answer({ $ne: '' });
  stage.now += 300 * SECOND;
  await visitor.answer('too late');
  await getThrottled(visitor);
  await visitor.resend();
  await visitor.answer('0000000000');
  await getLocked(visitor);
  await visitor.resend();
  await visitor.answer('wrong');
  stage.now += HOUR;
  await visitor.start();
  await visitor.answer('wrong');
}

/** Uses up the messages of an hour. */
async function getThrottled(visitor: Visitor): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await visitor.start();
    stage.now += 20 * SECOND;
  }
}

/** Uses up the wrong answers of an hour. */
async function getLocked(visitor: Visitor): Promise<void> {
  stage.now += HOUR;
  for (let i = 0; i < 5; i++) {
    await visitor.start();
    for (let tries = 0; tries < 3; tries++) await visitor.answer(`wrong ${tries}`);
    stage.now += 20 * SECOND;
  }
}

/** A stranger who uses a person's name while she signs in is shown what he is shown for a name that nobody uses. */
async function expectNotSeen(age: number): Promise<void> {
  const user = stage.newUser();
  await new Visitor(stage, verifiedUser, user).start();
  stage.now += age;
  const strangers = [new Visitor(stage, verifiedUser, user), new Visitor(stage, () => NOBODY)];
  for (const stranger of strangers) await stranger.start();
  const [inUse, unused] = strangers.map(({ round }) => round.response.publicChallengeParameters);
  expect(inUse).toEqual(unused);
}

function expectAlike(cases: readonly Case[]): Promise<string[]> {
  stage.now = START;
  return expectSameSights(stage, firstMinutes, cases);
}
