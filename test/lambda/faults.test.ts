import { loadKnownBad } from './fixtures/known-bad-handlers';
import { isFor } from './requests';
import { answered, codeIn, type Form, HandlerStage } from './stage';
import type { CreateEvent, SessionEntry } from '../../lambda/events';
import type { Fault } from '../../local/src/aws/server';
import { AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';

/** Cognito gives up after 5 s. */
const IN_TIME_MS = 4_500;

/** The cool-down, which is longer than a repeated event is taken for one. */
const WAIT_MS = 60_000;

/** Stands for whatever a service may tell of itself. */
const CANARY = 'told by the service';

/** What goes wrong, and whether a call that may, or may not, arrive twice is made again. */
interface FaultKind {
  readonly fault: Fault;
  readonly retried: { readonly repeatable: boolean; readonly other: boolean };
}

const error = (type: string): Fault => ({ status: 400, body: JSON.stringify({ __type: type, message: CANARY }) });

const FAULTS: Record<string, FaultKind> = {
  'is throttled': { fault: error('ThrottlingException'), retried: { repeatable: true, other: true } },
  'fails within the service': { fault: { ...error('InternalServerError'), status: 500 }, retried: { repeatable: true, other: false } },
  'hangs': { fault: { delayMs: 60_000 }, retried: { repeatable: true, other: false } },
  'loses its connection': { fault: { destroySocket: true }, retried: { repeatable: true, other: false } },
  'is denied': { fault: error('AccessDeniedException'), retried: { repeatable: false, other: false } },
  'is answered with nonsense': { fault: { status: 200, body: `{"${CANARY}` }, retried: { repeatable: false, other: false } },
  'is carried out, and its answer lost': { fault: { carryOut: true, destroySocket: true }, retried: { repeatable: true, other: false } },
  'is carried out, and its answer late': { fault: { carryOut: true, delayMs: 60_000 }, retried: { repeatable: true, other: false } },
};

const REPEATABLE = ['BatchGetItem', 'GenerateMac', 'TransactWriteItems'];
const OPERATIONS = {
  Create: { EMAIL_CODE: [...REPEATABLE, 'SendEmail'], QUESTION: ['BatchGetItem', 'TransactWriteItems', 'Invoke'] },
  Verify: { EMAIL_CODE: REPEATABLE, QUESTION: [...REPEATABLE, 'Invoke'] },
};

type Scope = 'every' | 'the first' | 'all but the first';

interface Case {
  readonly trigger: 'Create' | 'Verify';
  readonly challenge: 'EMAIL_CODE' | 'QUESTION';
  readonly operation: string;
  readonly scope: Scope;
  readonly answer?: 'right' | 'wrong';
}

const CASES = (['Create', 'Verify'] as const).flatMap((trigger) => (['EMAIL_CODE', 'QUESTION'] as const).flatMap((challenge) =>
  OPERATIONS[trigger][challenge].flatMap((operation) => scopes(trigger, challenge, operation).flatMap((scope): Case[] => trigger === 'Create'
    ? [{ trigger, challenge, operation, scope }]
    : [{ trigger, challenge, operation, scope, answer: 'right' }, { trigger, challenge, operation, scope, answer: 'wrong' }]))));

/** Verify changes the state twice where somebody else judges: before and after. */
function scopes(trigger: string, challenge: string, operation: string): Scope[] {
  const twice = trigger === 'Verify' && challenge === 'QUESTION' && ['BatchGetItem', 'TransactWriteItems'].includes(operation);
  return ['every', 'the first', ...twice ? ['all but the first' as const] : []];
}

const ERROR = 'Sign-in is not available right now';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const question = inlineFunction(stack, 'Question', `exports.handler = async ({ action, answer }) => action === 'create'
        ? { publicParameters: { question: 'favourite colour' }, privateParameters: { right: 'blue' } }
        : { answerCorrect: answer === 'blue' };`);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        // So long a code is in no text by chance.
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }), codeLength: 10 }),
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
      ),
      // So many shards that users in parallel do not meet.
      abuseLimits: AbuseLimits.of({ poolFailuresPerHour: 500_000, poolSendsPerHour: 500_000 }),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => {
  stage.reset();
  stage.form = 'from source';
});

test.each(Object.entries(FAULTS))('a call that %s lets nobody in, tells nothing, ends in time, and leaves the user able to sign in', async (_, kind) => {
  await expectFailsClosed(kind);
}, 60_000);

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeEach(() => {
    stage.form = form;
  });

  test.each([['just in time', 1_400], ['never', 60_000]])('where every call is answered %s, all triggers answer in time', async (_, delayMs) => {
    const [verifying, creating] = [stage.newUser(), stage.newUser()];
    const created = await stage.create(verifying);
    const [code] = stage.codesFor(verifying);
    stage.fault = () => ({ delayMs });
    const [verdict, round] = await Promise.all([
      timed(stage.verify(created, code)),
      timed(stage.create(creating).catch(({ message }: Error) => message)),
    ]);
    expect(Math.max(verdict.ms, round.ms)).toBeLessThan(IN_TIME_MS);
    expect(verdict.result).toBe(delayMs === 1_400);
    expect(visible(round.result)).toEqual(delayMs === 1_400 ? expect.objectContaining({ attemptsLeft: '3' }) : ERROR);
  }, 60_000);

  test('an operator sees which trigger failed, and of what', async () => {
    const created = await stage.create(stage.newUser());
    stage.logs = [];
    stage.fault = () => error('AccessDeniedException');
    await expect(stage.create(stage.newUser())).rejects.toThrow(ERROR);
    await stage.logged(/CREATE_FAILED/);
    expect(await stage.verify(created, 'wrong')).toBe(false);
    await stage.logged(/VERIFY_FAILED/);
    expect(stage.logs.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'ERROR', event: 'CREATE_FAILED', error: 'AccessDeniedException' },
      { level: 'ERROR', event: 'VERIFY_FAILED', error: 'AccessDeniedException' },
    ]);
  });

  test.each(['GenerateMac', 'TransactWriteItems'])('whoever tries again as soon as %s works gets a code', async (failing) => {
    const user = stage.newUser();
    stage.fault = (operation) => operation === failing ? error('AccessDeniedException') : undefined;
    await expect(stage.create(user)).rejects.toThrow(ERROR);
    stage.fault = undefined;
    expect(await stage.verify(await stage.create(user), stage.codesFor(user)[0])).toBe(true);
  });
});

test('a handler that gives its verdict although the write has failed is noticed', async () => {
  loadKnownBad('gives a verdict whose write has failed');
  await expect(expectFailsClosed(FAULTS['is denied'])).rejects.toThrow(/-\s+"result": false,\s+\+\s+"result": true/);
}, 60_000);

async function expectFailsClosed({ fault, retried }: FaultKind): Promise<void> {
  const runs = await Promise.all(CASES.map(async (facts) => prepare(facts)));

  stage.fault = (operation, _, request) => {
    const run = runs.find((candidate) => candidate.operation === operation && isFor(candidate.user, request));
    return run?.strikes() ? fault : undefined;
  };
  const outcomes = await Promise.all(runs.map(async (run) => ({ run, ...await timed(run.act()) })));
  stage.fault = undefined;

  const seen = outcomes.map(({ run: { name, user }, result, ms }) =>
    [name, { result: visible(result), mails: stage.codesFor(user).length, inTime: ms < IN_TIME_MS }]);
  const expected = runs.map((run) => {
    const isRetried = run.scope === 'the first' && retried[REPEATABLE.includes(run.operation) ? 'repeatable' : 'other'];
    return [run.name, { ...run.expected(isRetried, fault.carryOut === true), inTime: true }];
  });
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
  expectNoSecret([...seen, ...stage.logs]);

  await Promise.all(outcomes.map(async ({ run, result }) => run.expectRedeemable(result)));
  stage.now += WAIT_MS;
  await Promise.all(runs.map(async ({ user }) => signIn(user)));
}

/** A user in front of the trigger that is going to fail. */
async function prepare({ trigger, challenge, operation, scope, answer }: Case) {
  const user = stage.newUser();
  const session = challenge === 'EMAIL_CODE' ? [] : [await passEmail(user)];
  const created = trigger === 'Verify' ? await stage.create(user, session) : undefined;
  const right = challenge === 'EMAIL_CODE' ? stage.codesFor(user)[0] : 'blue';
  const isMailDue = trigger === 'Create' && challenge === 'EMAIL_CODE';
  let calls = 0;
  return {
    name: [trigger, challenge, scope, operation, answer].filter(Boolean).join(' '),
    user,
    operation,
    scope,
    /** Counts a call of the operation. */
    strikes(): boolean {
      calls += 1;
      return scope === 'every' || (calls === 1) === (scope === 'the first');
    },
    act: async () => created
      ? stage.verify(created, answer === 'right' ? right : 'something else')
      : stage.create(user, session).catch(({ message }: Error) => message),
    expected(isRetried: boolean, isCarriedOut: boolean) {
      if (created) return { result: isRetried && answer === 'right', mails: 1 };
      // Who gets no mail is not told.
      const isShown = isRetried || operation === 'SendEmail';
      return {
        result: isShown ? expect.objectContaining({ challenge, attemptsLeft: '3' }) : ERROR,
        mails: Number(!isMailDue || isRetried || (isShown && isCarriedOut)),
      };
    },
    async expectRedeemable(result: CreateEvent | string | boolean | null): Promise<void> {
      if (!isMailDue || typeof result !== 'object') return;
      for (const code of stage.codesFor(user)) expect(await stage.verify(result as CreateEvent, code)).toBe(true);
    },
  };
}

/** What the client sees. */
function visible(result: CreateEvent | string | boolean | null) {
  return typeof result === 'object' ? result?.response.publicChallengeParameters : result;
}

async function timed<T>(action: Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  const result = await action;
  return { result, ms: performance.now() - start };
}

async function passEmail(user: string): Promise<SessionEntry> {
  const created = await stage.create(user);
  expect(await stage.verify(created, stage.codesFor(user).at(-1))).toBe(true);
  return answered(created, true);
}

/** From the start to the tokens. */
async function signIn(user: string): Promise<void> {
  const email = await passEmail(user);
  const question = await stage.create(user, [email]);
  expect(await stage.verify(question, 'blue')).toBe(true);
  expect(await stage.define([email, answered(question, true)])).toMatchObject({ issueTokens: true });
  expect(await stage.define([email, answered(question, false)])).toMatchObject({ issueTokens: false });
}

function expectNoSecret(seen: readonly unknown[]): void {
  const { environment } = stage.assembly.functions.get(stage.assembly.pools[0].triggers.CreateAuthChallenge)!;
  const names = Object.entries(environment).filter(([name]) => name.startsWith('CUSTOM_AUTH_')).map(([, value]) => value);
  const codes = stage.aws.outbox.list().map(({ text }) => codeIn(text));
  const text = JSON.stringify(seen);
  for (const secret of [CANARY, 'user-', '@example.com', 'blue', ...names, ...codes]) expect(text).not.toContain(secret);
}
