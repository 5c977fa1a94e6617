import type { Stack } from 'aws-cdk-lib';
import { isFor } from './requests';
import { answered, createEvent, type Form, HandlerStage, verifyEvent } from './stage';
import type { CreateEvent, SessionEntry } from '../../lambda/events';
import type { Fault } from '../../local/src/aws/server';
import type { FunctionDefinition } from '../../local/src/model';
import { AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';

/** After so long the process is killed, in place of Cognito's 5 s. */
const TIMEOUT_SECONDS = 2;

/** When Cognito invokes again. */
const AGAIN_MS = 5_000;
const COOL_DOWN_MS = 60_000;

/** The call in which the first invocation dies, and whether the service still hears it. */
interface Death {
  readonly operation: string;
  /** 1 for its first call. */
  readonly call?: number;
  readonly carryOut?: boolean;
}

const email = Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }), codeLength: 10 });

function question(stack: Stack): Challenge {
  const code = 'exports.handler = async ({ action, answer }) => action === "create" ? {} : { answerCorrect: answer === "blue" };';
  const handler = inlineFunction(stack, 'Question', code);
  return Challenge.custom({ name: 'QUESTION', createFunction: handler, verifyFunction: handler, sendsMessage: false });
}

let stage: HandlerStage;

async function start(build: (stack: Stack) => Challenge[]): Promise<void> {
  stage = await HandlerStage.start((stack) => {
    const [first, ...more] = build(stack);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(first, ...more),
      // So many shards that users in parallel do not meet.
      abuseLimits: AbuseLimits.of({ poolFailuresPerHour: 500_000, poolSendsPerHour: 500_000 }),
    });
  });
  const functions = stage.assembly.functions as Map<string, FunctionDefinition>;
  for (const arn of Object.values(stage.assembly.pools[0].triggers)) functions.set(arn, { ...functions.get(arn)!, timeoutSeconds: TIMEOUT_SECONDS });
}

beforeEach(() => stage.reset());

describe.each<[string, (stack: Stack) => Challenge[], boolean]>([
  ['the first step', () => [email], false],
  ['the second step', (stack) => [question(stack), email], true],
])('Create, invoked again for %s', (_, build, isSecond) => {
  beforeAll(() => start(build), 60_000);

  afterAll(() => stage.close());

  const DEATHS: (Death & { readonly mails: number })[] = [
    { operation: 'BatchGetItem', mails: 1 },
    { operation: 'TransactWriteItems', mails: 1 },
    { operation: 'TransactWriteItems', carryOut: true, mails: 0 },
    { operation: 'SendEmail', mails: 0 },
    { operation: 'SendEmail', carryOut: true, mails: 1 },
  ];

  test.each(['a first code', 'a resend'])('after it was killed while it made %s: no second mail, and whatever was delivered is good', async (what) => {
    stage.form = 'as they ship';
    const cases = await Promise.all(DEATHS.map(async (death) => {
      const user = stage.newUser();
      return { ...death, user, event: await eventFor(what, user, isSecond) };
    }));
    stage.now += COOL_DOWN_MS;
    stage.aws.outbox.clear();

    dieIn(cases);
    await Promise.all(cases.map(({ event }) => expect(stage.invoke('CreateAuthChallenge', event)).rejects.toThrow('timed out')));
    stage.fault = undefined;
    stage.now += AGAIN_MS;
    await Promise.all(cases.map(({ event }) => stage.invoke('CreateAuthChallenge', event)));
    stage.now += AGAIN_MS;
    const last = await Promise.all(cases.map(({ event }) => stage.invoke('CreateAuthChallenge', event)));
    expect(cases.map(({ user }) => stage.codesFor(user).length)).toEqual(cases.map(({ mails }) => mails));

    // Who has got nothing asks for another one.
    stage.now += COOL_DOWN_MS;
    const kept = await Promise.all(cases.map(({ user, event, mails }, i) =>
      mails > 0 ? last[i] : stage.create(user, [...event.request.session!, answered(last[i], false)], undefined, { resend: 'true' })));
    expect(await Promise.all(cases.map(({ user }, i) => stage.verify(kept[i], stage.codesFor(user).at(-1))))).toEqual(cases.map(() => true));
  }, 60_000);

  describe.each<Form>(['as they ship', 'from source'])('%s', (form) => {
    test.each(['a first code', 'a resend'])('three times at once, or one after the other, for %s: one mail, good in the round that is kept', async (what) => {
      stage.form = form;
      for (const isAtOnce of [true, false]) {
        for (const kept of [0, 1, 2]) {
          const user = stage.newUser();
          const event = await eventFor(what, user, isSecond);
          stage.now += COOL_DOWN_MS;
          stage.aws.outbox.clear();

          const invoke = () => stage.invoke('CreateAuthChallenge', event);
          const rounds = isAtOnce ? await Promise.all([invoke(), invoke(), invoke()]) : [await invoke(), await invoke(), await invoke()];
          const [code, ...more] = stage.codesFor(user);
          expect(more).toEqual([]);
          expect(await stage.verify(rounds[kept], code)).toBe(true);
        }
      }
    }, 60_000);
  });
});

describe('Verify, invoked again', () => {
  beforeAll(() => start((stack) => [question(stack), email]), 60_000);

  afterAll(() => stage.close());

  const DEATHS: (Death & { readonly name: 'QUESTION' | 'EMAIL_CODE' })[] = [
    { name: 'EMAIL_CODE', operation: 'BatchGetItem' },
    { name: 'EMAIL_CODE', operation: 'GenerateMac' },
    { name: 'EMAIL_CODE', operation: 'TransactWriteItems' },
    { name: 'EMAIL_CODE', operation: 'TransactWriteItems', carryOut: true },
    { name: 'QUESTION', operation: 'TransactWriteItems' },
    { name: 'QUESTION', operation: 'TransactWriteItems', carryOut: true },
    { name: 'QUESTION', operation: 'Invoke' },
    { name: 'QUESTION', operation: 'Invoke', carryOut: true },
    { name: 'QUESTION', operation: 'TransactWriteItems', call: 2 },
    { name: 'QUESTION', operation: 'TransactWriteItems', call: 2, carryOut: true },
  ];

  test('after it was killed on the way: the right answer is still right, once, and nothing else is', async () => {
    stage.form = 'as they ship';
    const cases = await Promise.all(DEATHS.map(async (death) => {
      const user = stage.newUser();
      const session = death.name === 'EMAIL_CODE' ? [await passQuestion(user)] : [];
      const created = await stage.create(user, session);
      const right = death.name === 'EMAIL_CODE' ? stage.codesFor(user)[0] : 'blue';
      return { ...death, user, created, event: verifyEvent(created, right) };
    }));
    const verdicts = async () => Promise.all(cases.map(async ({ event }) => (await stage.invoke('VerifyAuthChallengeResponse', event)).response.answerCorrect));

    dieIn(cases);
    await Promise.all(cases.map(({ event }) => expect(stage.invoke('VerifyAuthChallengeResponse', event)).rejects.toThrow('timed out')));
    stage.fault = undefined;
    stage.now += AGAIN_MS;
    expect(await verdicts()).toEqual(cases.map(() => true));
    stage.now += AGAIN_MS;
    expect(await verdicts()).toEqual(cases.map(() => true));
    expect(await Promise.all(cases.map(({ created }) => stage.verify(created, 'something else')))).toEqual(cases.map(() => false));
    stage.now += 15_000;
    expect(await verdicts()).toEqual(cases.map(() => false));
  }, 60_000);

  test.each<Form>(['as they ship', 'from source'])('%s: the same answer has the same verdict and uses up one try, until 15 s have passed', async (form) => {
    stage.form = form;
    for (const isRight of [true, false]) {
      const user = stage.newUser();
      const passed = await passQuestion(user);
      const created = await stage.create(user, [passed]);
      const given = isRight ? stage.codesFor(user)[0] : 'wrong';
      const verdicts: unknown[] = [];
      for (const wait of [0, 2_500, 5_000, 7_400, 100]) {
        stage.now += wait;
        verdicts.push(await stage.verify(created, given));
      }
      expect(verdicts).toEqual([isRight, isRight, isRight, isRight, false]);
      expect(await stage.verify(created, 'another')).toBe(false);
      // With what came after 15 s, and the other one, three tries are used up.
      const next = await stage.create(user, [passed, answered(created, false)]);
      if (!isRight) expect(next.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '0' });
    }
  }, 60_000);
});

/** An event of Create at which a mail is due, in the first or the second step. */
async function eventFor(what: string, user: string, isSecond: boolean): Promise<CreateEvent> {
  const session = isSecond ? [await passQuestion(user)] : [];
  if (what === 'a first code') return createEvent(user, session);
  const first = await stage.create(user, session);
  expect(await stage.verify(first, '', { clientMetadata: { resend: 'true' } })).toBe(false);
  return createEvent(user, [...session, answered(first, false)], undefined, { resend: 'true' });
}

async function passQuestion(user: string): Promise<SessionEntry> {
  const created = await stage.create(user);
  expect(await stage.verify(created, 'blue')).toBe(true);
  return answered(created, true);
}

/** The calls in which the invocations are to die never end. */
function dieIn(cases: readonly (Death & { readonly user: string })[]): void {
  const calls = new Map<string, number>();
  stage.fault = (operation, _, request): Fault | undefined => {
    const dying = cases.find((one) => one.operation === operation && isFor(one.user, request));
    if (!dying) return undefined;
    const call = (calls.get(dying.user) ?? 0) + 1;
    calls.set(dying.user, call);
    return call < (dying.call ?? 1) ? undefined : { delayMs: 60_000, carryOut: dying.carryOut };
  };
}
