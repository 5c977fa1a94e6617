import { timingSafeEqual } from 'node:crypto';
import { ADA, checkQuestion, checkTexter, question, sleep, type Texter } from './functions';
import type { CheckCustomFunctionsOptions, CustomCreateEvent, CustomVerifyEvent, Violation } from '../../../local/src';

type Change = Partial<CheckCustomFunctionsOptions>;

/** As little as a hanging function is worth. */
const patienceMs = 200;

const create = question.createFunction;
const verify = question.verifyFunction;
const asks = { question: 'Your pet?' };

const verdict = (judge: (event: CustomVerifyEvent) => unknown) => ({
  verifyFunction: async (event: CustomVerifyEvent) => ({ answerCorrect: judge(event) }),
});
const shows = (parameters: (event: CustomCreateEvent) => unknown) => ({ createFunction: async (event: CustomCreateEvent) => parameters(event) });

test('functions that keep the contract pass', async () => {
  expect(await checkQuestion()).toEqual([]);
  expect(await checkTexter()).toEqual([]);
});

test('functions may return nothing, answer at once, and use the context', async () => {
  expect(await checkQuestion({
    createFunction: () => undefined,
    verifyFunction: ({ answer, userAttributes: { pet } }: CustomVerifyEvent, { awsRequestId, getRemainingTimeInMillis }: any) =>
      ({ answerCorrect: answer === pet && awsRequestId.length === 36 && getRemainingTimeInMillis() > 0 }),
  })).toEqual([]);
});

test('functions may overlook case, accents, spaces and signs', async () => {
  const essence = (text = '') => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]/g, '');
  expect(await checkQuestion(verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && essence(answer) === essence(pet)))).toEqual([]);
});

describe('finds a create function that', () => {
  test.each<[string, Change, rules: string[]]>([
    ['throws', shows(() => { throw new Error('no'); }), ['create-answers']],
    ['throws where nobody is', shows(({ userAttributes }) => ({ publicParameters: { ...asks, hint: String(userAttributes.email!.length) } })), ['create-answers']],
    ['throws for a second attempt', shows(({ attempt }) => { if (attempt > 1) throw new Error('no'); return { publicParameters: asks }; }), ['create-answers']],
    ['throws at a field of a newer version', shows((event) => {
      if (Object.keys(event).length > 12) throw new Error('no');
      return { publicParameters: asks };
    }), ['create-answers']],
    ['returns what is no JSON', shows(() => ({ publicParameters: { n: 1n } })), ['create-answers']],
    ['hangs', { createFunction: () => new Promise(() => undefined), patienceMs }, ['create-in-time']],
    ['answers a callback only', { createFunction: (_: unknown, __: unknown, callback?: (error: null) => void) => callback?.(null) ?? new Promise(() => undefined), patienceMs },
      ['create-in-time']],
    ['returns a text', shows(() => 'Your pet?'), ['create-shape']],
    ['returns a list', shows(() => [asks]), ['create-shape']],
    ['returns a number among its parameters', shows(() => ({ publicParameters: { ...asks, length: 4 } })), ['create-shape']],
    ['returns a list of parameters', shows(() => ({ privateParameters: ['Lola'] })), ['create-shape']],
    ['returns too much', shows(() => ({ publicParameters: asks, privateParameters: { text: 'x'.repeat(4_100) } })), ['create-shape']],
    ['returns what a trigger of Amazon Cognito would', shows(() => ({ publicChallengeParameters: asks })), ['create-shape']],
    ['returns a name of the library', shows(() => ({ publicParameters: { ...asks, challenge: 'X' } })), ['create-names']],
    ['shows the answer', shows(() => ({ publicParameters: { ...asks, expected: ADA.userAttributes.pet } })), ['answer-stays-secret']],
    ['shows less where nobody is', shows(({ userNotFound }) => ({ publicParameters: userNotFound ? {} : asks })), ['decoy-looks-the-same']],
    ['shows more where it may not send', shows(({ decoy }) => ({ publicParameters: decoy ? { ...asks, later: 'true' } : asks })), ['decoy-looks-the-same']],
    ['shows what the user has set up', shows(({ userAttributes: { pet } }) => ({ publicParameters: { ...asks, ...pet && { hint: pet.slice(0, 1) } } })), ['decoy-looks-the-same']],
    ['takes longer for people', { createFunction: async (event: CustomCreateEvent) => { if (!event.decoy) await sleep(60); return create(event); } }, ['decoy-takes-as-long']],
    ['takes longer for nobody', { createFunction: async (event: CustomCreateEvent) => { if (event.userNotFound) await sleep(60); return create(event); } }, ['decoy-takes-as-long']],
  ])('%s', async (_, change, rules) => {
    expect(rulesOf(await checkQuestion(change))).toEqual(rules);
  });

  test.each<[string, (texter: Texter) => Change, rules: string[]]>([
    ['sends nothing at all', ({ rightAnswer }) => ({
      ...shows(() => ({ privateParameters: { code: '123456' } })), rightAnswer: (created) => rightAnswer(created) ?? '123456',
    }), ['sends-once']],
    ['sends again when it is asked again', (texter) => shows(({ challengeId, decoy }) => {
      const code = texter.sent.get(challengeId) ?? texter.newCode();
      if (!decoy) texter.send(challengeId, code);
      return { privateParameters: { code } };
    }), ['sends-once']],
    ['sends another code when it is asked again', (texter) => shows(({ challengeId, decoy }) => {
      const code = texter.newCode();
      if (!decoy) texter.send(challengeId, code);
      return { privateParameters: { code } };
    }), ['sends-once', 'repeat-keeps-answer']],
    ['makes another code right without sending it', (texter) => shows(({ challengeId, decoy }) => {
      const code = texter.newCode();
      if (!decoy && !texter.sent.has(challengeId)) texter.send(challengeId, code);
      return { privateParameters: { code } };
    }), ['right-answer-passes', 'repeat-keeps-answer']],
    ['sends to nobody', (texter) => shows((event) => texter.createFunction({ ...event, decoy: event.decoy && !event.userNotFound })), ['decoy-sends-nothing']],
    ['sends where it may not', (texter) => shows((event) => texter.createFunction({ ...event, decoy: event.userNotFound })), ['decoy-sends-nothing']],
  ])('%s', async (_, change, rules) => {
    expect(rulesOf(await checkTexter(change))).toEqual(rules);
  });
});

describe('finds a verify function that', () => {
  const { pet: PET } = ADA.userAttributes;

  test.each<[string, Change, rules: string[]]>([
    ['throws', { verifyFunction: () => { throw new Error('no'); } }, ['verify-answers']],
    ['throws at what is no JSON', verdict(({ answer, userAttributes: { pet } }) => { JSON.parse(`"${answer}"`); return pet !== undefined && answer === pet; }), ['verify-answers']],
    ['throws where nobody is', verdict(({ answer, userAttributes: { pet } }) => answer === pet!.trim()), ['verify-answers']],
    ['throws at another length', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && timingSafeEqual(Buffer.from(answer), Buffer.from(pet))),
      ['verify-answers']],
    ['throws at a field of a newer version', {
      verifyFunction: (event: CustomVerifyEvent) => {
        if (Object.keys(event).length > 11) throw new Error('no');
        return verify(event);
      },
    }, ['verify-answers']],
    ['hangs', { verifyFunction: () => new Promise(() => undefined), patienceMs }, ['verify-in-time']],
    ['hangs at long answers', { verifyFunction: (event: CustomVerifyEvent) => event.answer.length > 5_000 ? new Promise(() => undefined) : verify(event), patienceMs }, ['verify-in-time']],
    ['blocks at some answers', verdict(({ answer, userAttributes: { pet } }) => { block(answer === '.*' ? patienceMs + 50 : 0); return pet !== undefined && answer === pet; }), ['verify-in-time']],
    ['says nothing', { verifyFunction: () => undefined }, ['verify-shape']],
    ['says true alone', { verifyFunction: ({ answer }: CustomVerifyEvent) => answer === PET }, ['verify-shape']],
    ['says a text', verdict(({ answer, userAttributes: { pet } }) => String(pet !== undefined && answer === pet)), ['verify-shape']],
    ['says what is only as good as true', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && answer === pet ? 1 : 0), ['verify-shape']],
    ['says what a trigger of Amazon Cognito would', { verifyFunction: ({ answer }: CustomVerifyEvent) => ({ response: { answerCorrect: answer === PET } }) }, ['verify-shape']],
    ['refuses everything', verdict(() => false), ['right-answer-passes', 'challenges-are-apart', 'newer-events-pass', 'repeat-keeps-answer']],
    ['accepts everything', verdict(() => true), ['wrong-answer-fails', 'missing-data-fails', 'challenges-are-apart']],
    ['compares the beginning of the answer', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && answer.startsWith(pet)), ['wrong-answer-fails', 'challenges-are-apart']],
    ['compares the beginning of what is right', verdict(({ answer, userAttributes: { pet } }) => answer !== '' && pet?.startsWith(answer) === true), ['wrong-answer-fails']],
    ['looks for what is right in the answer', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && answer.includes(pet)), ['wrong-answer-fails', 'challenges-are-apart']],
    ['takes the answer for a pattern', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && matches(answer, pet)), ['wrong-answer-fails']],
    ['takes no answer for a wildcard', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && ['', pet].includes(answer)), ['missing-data-fails']],
    ['compares with what is missing', verdict(({ answer, userAttributes: { pet } }) => answer === String(pet)), ['missing-data-fails']],
    ['compares with an empty attribute', verdict(({ answer, userAttributes: { pet = '' } }) => answer === pet), ['missing-data-fails']],
    ['accepts its own word', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && [pet, 'true'].includes(answer)), ['wrong-answer-fails']],
    ['accepts a long answer', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && (answer === pet || answer.length > 8_000)), ['wrong-answer-fails']],
    ['looks up the answer as a name', verdict(({ answer, userAttributes: { pet } }) => pet !== undefined && answer in { [pet]: true }), ['wrong-answer-fails']],
    ['takes longer for people', { verifyFunction: async (event: CustomVerifyEvent) => { if (!event.userNotFound) await sleep(60); return verify(event); } }, ['verify-takes-as-long']],
  ])('%s', async (_, change, rules) => {
    expect(rulesOf(await checkQuestion({ patienceMs, ...change }))).toEqual(rules);
  });

  test.each<[string, (texter: Texter) => Change, rules: string[]]>([
    ['compares numbers', () => verdict(({ answer, privateParameters: { code } }) => Number(answer) === Number(code)), ['wrong-answer-fails']],
    ['compares loosely', () => verdict(({ answer, privateParameters: { code } }) => code !== undefined && (answer as unknown) == Number(code)), ['wrong-answer-fails']],
    ['accepts an answer once', () => {
      const used = new Set<string>();
      return verdict(({ answer, challengeId, privateParameters: { code } }) => answer === code && used.size < used.add(challengeId).size);
    }, ['same-verdict-again']],
    ['knows the last challenge only', (texter) => {
      let last: string | undefined;
      return {
        createFunction: async (event: CustomCreateEvent) => {
          const result: any = await texter.createFunction(event);
          last = result.privateParameters.code;
          return result;
        },
        ...verdict(({ answer, privateParameters: { code } }) => code !== undefined && answer === last),
      };
    }, ['challenges-are-apart']],
    ['accepts what is right for another', (texter) => verdict(({ answer }) => [...texter.sent.values()].includes(answer)), ['challenges-are-apart']],
    ['refuses what it does not know', () => verdict((event) => event.answer === event.privateParameters.code && !('somethingNew' in event)), ['newer-events-pass']],
  ])('%s', async (_, change, rules) => {
    expect(rulesOf(await checkTexter(change))).toEqual(rules);
  });
});

test('says what was wrong, once for each rule', async () => {
  expect(await checkQuestion(verdict(() => true))).toEqual([
    { rule: 'wrong-answer-fails', message: expect.stringMatching(/^verifyFunction accepted "Hündin Lolax" where another answer is right: compare the whole answer, as a text \(and in \d+ more cases\)$/) },
    { rule: 'missing-data-fails', message: expect.stringContaining('verifyFunction accepted "" without attributes and private parameters: what is missing equals no answer') },
    { rule: 'challenges-are-apart', message: expect.stringContaining('verifyFunction accepted a wrong answer while several challenges were open') },
  ]);
  const [{ message }] = await checkQuestion(shows(() => { throw new Error('no table'); }));
  expect(message).toMatch(/^createFunction threw for the user: Error: no table \(and in \d+ more cases\)$/);
});

test('a function that hangs is not waited for again and again', async () => {
  let calls = 0;
  await checkQuestion({ patienceMs, createFunction: () => { calls += 1; return new Promise(() => undefined); } });
  expect(calls).toBe(1);
});

test.each([undefined, '', 42, 'x'.repeat(8_193)])('rightAnswer that gives %j is no use', async (right) => {
  await expect(checkQuestion({ rightAnswer: () => right as string })).rejects.toThrow('rightAnswer must give a text of 1 to 8192 characters, got ');
});

test('what rightAnswer throws is the test’s own business', async () => {
  await expect(checkQuestion({ rightAnswer: () => { throw new Error('no outbox'); } })).rejects.toThrow('no outbox');
});

function rulesOf(violations: readonly Violation[]): string[] {
  return violations.map(({ rule }) => rule);
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^${pattern}$`).test(text);
  } catch {
    return false;
  }
}

/** As a regular expression does that tries everything. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
