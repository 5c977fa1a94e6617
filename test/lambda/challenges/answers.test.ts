import crypto from 'node:crypto';
import * as fc from 'fast-check';
import { bareCode } from '../../../lambda/challenges/code';
import type { CreateEvent, VerifyEvent } from '../../../lambda/events';
import { AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { inlineFunction } from '../../support/inline-function';
import { knownBadVerifies } from '../fixtures/known-bad-verifies';
import { round } from '../flow/sessions';
import { ANYTHING, asksForNewCode, METADATA } from '../hostile';
import { answered, HandlerStage, verifyEvent } from '../stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const question = inlineFunction(stack, 'Question', `
        exports.handler = async ({ action, answer, privateParameters }) => action === 'create'
          ? { privateParameters: { right: 'blue' } }
          : { answerCorrect: answer === privateParameters.right };
      `);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
      ),
      // So many wrong answers are another test's subject.
      abuseLimits: AbuseLimits.of({ poolFailuresPerHour: 100_000 }),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());
afterEach(() => jest.restoreAllMocks());

const askQuestion = () => stage.create(stage.newUser());
const sendCode = (clientMetadata?: any) => stage.create(stage.newUser(), [round(0, true, 3, 'QUESTION')], undefined, clientMetadata);
const isRight = (created: CreateEvent, answer: unknown, overrides?: object) => stage.verify(created, answer, overrides);
const verify = (event: VerifyEvent) => stage.invoke('VerifyAuthChallengeResponse', event);

describe('whatever a client answers', () => {
  /** What somebody may make of the right answer. */
  const disguises: Array<(right: string) => unknown> = [
    (right) => [right], (right) => ({ answer: right }), Number, (right) => `${right}0`, (right) => right.slice(1), (right) => `+${right}`,
    (right) => right.replace(/./g, '$&\u0000'), (right) => `${right},${right}`, (right) => right.repeat(2_000),
  ];
  const answers = fc.oneof(ANYTHING.map((answer) => () => answer), fc.constantFrom(...disguises));

  test.each([
    { kind: 'a code', show: () => sendCode(), rightAnswer: () => stage.lastCode(), bare: bareCode, numRuns: 100 },
    { kind: 'functions of one’s own', show: askQuestion, rightAnswer: () => 'blue', bare: (answer: string) => answer, numRuns: 40 },
  ])('is wrong unless it is right, and spoils nothing ($kind)', async ({ show, rightAnswer, bare, numRuns }) => {
    await fc.assert(fc.asyncProperty(answers, async (disguise) => {
      const created = await show();
      const right = rightAnswer();
      const answer = disguise(right);
      fc.pre(typeof answer !== 'string' || bare(answer) !== right);
      expect(await isRight(created, answer)).toBe(false);
      expect(await isRight(created, right)).toBe(true);
    }), { numRuns });
  }, 60_000);
});

describe('parameters that Create did not write', () => {
  /** One of Create's parameters is another; not one that means the same. */
  const damages = fc.record({ name: fc.constantFrom('step', 'name', 'challengeId', 'decoy', 'parameters'), value: ANYTHING })
    .filter(({ value }) => value !== undefined)
    .filter(({ name, value }) => !(name === 'step' && Number(value) === 1) && !(name === 'parameters' && isJson(value)))
    .map((damage) => (original: object) => ({ ...original, [damage.name]: damage.value }));
  const parameters = fc.oneof(ANYTHING.map((value) => () => value), damages);
  const answers = fc.oneof(ANYTHING.map((value) => () => value), fc.constant((right: string) => right));

  /** Everything goes in, false comes out, and the right answer is right after it. */
  function neverTrue(handler: (event: VerifyEvent) => Promise<VerifyEvent>) {
    return fc.asyncProperty(answers, parameters, fc.option(METADATA, { freq: 2 }), async (answer, replace, clientMetadata) => {
      const created = await sendCode();
      const right = stage.lastCode();
      const privateChallengeParameters = replace(created.response.privateChallengeParameters!);
      const { response } = await handler(verifyEvent(created, answer(right), { privateChallengeParameters, clientMetadata }));
      expect(response).toEqual({ answerCorrect: false });
      expect(await isRight(created, right)).toBe(true);
    });
  }

  test('make no answer right, and nothing throw', async () => {
    await fc.assert(neverTrue(verify), { numRuns: 300 });
  }, 60_000);

  test.each(Object.entries(knownBadVerifies))('find out a Verify that %s', async (_, bad) => {
    expect((await fc.check(neverTrue(bad), { seed: 1, numRuns: 300 })).failed).toBe(true);
  }, 60_000);
});

describe('clientMetadata', () => {
  test('decides nothing in Verify, but that a wish for a new code is no answer', async () => {
    await fc.assert(fc.asyncProperty(METADATA, async (clientMetadata) => {
      const created = await sendCode();
      const right = stage.lastCode();
      const wish = asksForNewCode(clientMetadata);
      expect(await isRight(created, right, { clientMetadata })).toBe(!wish);
      expect(await isRight(created, right)).toBe(wish);
    }));
  }, 60_000);

  test('decides nothing in Create, but that a new code is sent in the place of the old one', async () => {
    await fc.assert(fc.asyncProperty(METADATA, async (clientMetadata) => {
      const wish = asksForNewCode(clientMetadata);
      const created = await sendCode(clientMetadata);
      expect(created.response.publicChallengeParameters).toEqual((await sendCode()).response.publicChallengeParameters);
      await isRight(created, 'wrong', { clientMetadata });
      stage.now += 60_000;

      const sent = stage.aws.outbox.list().length;
      const { userName, request: { session } } = created;
      const again = await stage.create(userName, [...session!, answered(created, false)], undefined, clientMetadata);
      expect(again.response.publicChallengeParameters!.error).toBe(wish ? undefined : 'CODE_MISMATCH');
      expect(stage.aws.outbox.list()).toHaveLength(wish ? sent + 1 : sent);
    }));
  }, 60_000);
});

describe('the right code', () => {
  test.each<[string, (code: string) => unknown, boolean]>([
    ['is compared', (code) => code, true],
    ['with spaces is compared', (code) => ` ${code} `, true],
    ['and a wrong one of as many digits are compared', (code) => code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10)), false],
    ['and one that differs in the last digit are compared', (code) => code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)), false],
    ['and a shorter one are compared', (code) => code.slice(1), false],
    ['and a longer one are compared', (code) => `${code}0`, false],
    ['and no answer are compared', () => '', false],
    ['and a number are compared', Number, false],
    ['and a megabyte are compared', () => '1'.repeat(1_000_000), false],
  ])('%s once, in constant time, as digests of one length', async (_, answer, right) => {
    const created = await sendCode();
    const code = stage.lastCode();
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    expect(await isRight(created, answer(code))).toBe(right);

    expect(compare).toHaveBeenCalledTimes(1);
    const digests = compare.mock.calls[0].map(String);
    for (const digest of digests) expect(digest).toMatch(/^[\w-]{43}$/);
    expect(digests[0] === digests[1]).toBe(right);
  });

  test('is told from a wrong one by that comparison alone', async () => {
    const created = await sendCode();
    jest.spyOn(crypto, 'timingSafeEqual').mockReturnValueOnce(false).mockReturnValueOnce(true);
    expect(await isRight(created, stage.lastCode())).toBe(false);
    expect(await isRight(created, 'wrong')).toBe(true);
  });
});

function isJson(value: unknown): boolean {
  try {
    JSON.parse(value as string);
    return true;
  } catch {
    return false;
  }
}
