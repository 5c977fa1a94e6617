import { emailCode, passwordless, passwordVerifier, QUESTION, srpAndCustom, srpThenCustom } from './flows';
import type { SessionEntry } from '../../../lambda/events';
import { writeMetadata } from '../../../lambda/flow/metadata';
import { nextStep } from '../../../lambda/flow/next-step';
import type { Flow } from '../../../src/private/flow';
import { knownBadDefines } from '../fixtures/known-bad-defines';

const CHALLENGE_ID = 'abcdefghijklmnopqrstuv';

function entry(challengeName: string, challengeResult: boolean, challengeMetadata: string | null = null): SessionEntry {
  return { challengeName, challengeResult, challengeMetadata };
}

function round(step: number, challengeResult: boolean, attemptsLeft = 3, name = step === 0 ? 'EMAIL_CODE' : 'QUESTION'): SessionEntry {
  return entry('CUSTOM_CHALLENGE', challengeResult, writeMetadata({ step, name, attemptsLeft, challengeId: CHALLENGE_ID }));
}

const SRP = entry('SRP_A', true);
const PASSWORD = entry('PASSWORD_VERIFIER', true);

describe('the table of sequences', () => {
  const one = emailCode();
  test.each<[string, Flow, SessionEntry[], string]>([
    ['passwordless starts with the challenge', passwordless(one), [], 'CUSTOM_CHALLENGE 0'],
    ['passwordless skips a leading SRP_A', passwordless(one), [SRP], 'CUSTOM_CHALLENGE 0'],
    ['passwordless ends after its only challenge', passwordless(one), [round(0, true)], 'TOKENS'],
    ['passwordless ends after SRP_A and its only challenge', passwordless(one), [SRP, round(0, true)], 'TOKENS'],
    ['passwordless goes on with the second challenge', passwordless(one, QUESTION), [round(0, true)], 'CUSTOM_CHALLENGE 1'],
    ['passwordless ends after the second challenge', passwordless(one, QUESTION), [round(0, true), round(1, true)], 'TOKENS'],
    ['passwordless accepts no password in place of the challenge', passwordless(one), [SRP, PASSWORD], 'FAIL'],

    ['srpAndCustom asks for SRP_A', srpAndCustom(one), [], 'SRP_A 0'],
    ['srpAndCustom asks for the password', srpAndCustom(one), [SRP], 'PASSWORD_VERIFIER 1'],
    ['srpAndCustom asks for the challenge', srpAndCustom(one), [SRP, PASSWORD], 'CUSTOM_CHALLENGE 2'],
    ['srpAndCustom ends', srpAndCustom(one), [SRP, PASSWORD, round(2, true, 3, 'EMAIL_CODE')], 'TOKENS'],
    ['srpAndCustom has no way around the password', srpAndCustom(one), [round(2, true, 3, 'EMAIL_CODE')], 'FAIL'],

    ['passwordVerifier must start with SRP_A', passwordVerifier(one), [], 'FAIL'],
    ['passwordVerifier asks for the password', passwordVerifier(one), [SRP], 'PASSWORD_VERIFIER 0'],
    ['passwordVerifier asks for the challenge', passwordVerifier(one), [SRP, PASSWORD], 'CUSTOM_CHALLENGE 1'],
    ['passwordVerifier ends', passwordVerifier(one), [SRP, PASSWORD, round(1, true, 3, 'EMAIL_CODE')], 'TOKENS'],

    ['SRP_A before a challenge is asked for', srpThenCustom(one), [], 'SRP_A 0'],
    ['SRP_A before a challenge is counted', srpThenCustom(one), [SRP], 'CUSTOM_CHALLENGE 1'],
  ])('%s', (_, flow, session, expected) => {
    const next = nextStep(flow, session);
    expect(next.type === 'ASK' ? `${next.challengeName} ${next.step}` : next.type).toBe(expected);
  });
});

describe('wrong answers', () => {
  const flow = passwordless(emailCode());

  test('a step that still has attempts is asked again, with the round that it repeats', () => {
    expect(nextStep(flow, [round(0, false, 2)])).toEqual({
      type: 'ASK',
      challengeName: 'CUSTOM_CHALLENGE',
      step: 0,
      repeats: { step: 0, name: 'EMAIL_CODE', attemptsLeft: 2, challengeId: CHALLENGE_ID },
    });
  });

  test.each([1, 0])('a wrong answer with %p attempts left ends the sign-in', (attemptsLeft) => {
    expect(nextStep(flow, [round(0, false, attemptsLeft)]).type).toBe('FAIL');
  });

  test('a wrong password ends the sign-in', () => {
    expect(nextStep(srpAndCustom(emailCode()), [SRP, entry('PASSWORD_VERIFIER', false)]).type).toBe('FAIL');
  });
});

describe('rounds are recognised by what Create wrote', () => {
  const flow = passwordless(emailCode(), QUESTION);

  test.each<[string, SessionEntry]>([
    ['no metadata', entry('CUSTOM_CHALLENGE', true)],
    ['metadata of another step', round(1, true)],
    ['metadata of another challenge', round(0, true, 3, 'QUESTION')],
    ['metadata of somebody else', entry('CUSTOM_CHALLENGE', true, 'CODE-123456')],
    ['a result that is not a boolean', { ...round(0, true), challengeResult: 'true' as unknown as boolean }],
  ])('%s passes nothing', (_, session) => {
    expect(nextStep(flow, [session]).type).toBe('FAIL');
  });
});

describe('every session of up to four entries', () => {
  const sequences: Array<[string, Flow, number, RegExp]> = [
    ['passwordless with one challenge', passwordless(emailCode()), 0, /^S?[Ix]*aI*$/],
    ['passwordless with two', passwordless(emailCode(), QUESTION), 0, /^S?[Ix]*a[Iy]*bI*$/],
    ['srpAndCustom with one challenge', srpAndCustom(emailCode()), 2, /^SI*P[Ix]*aI*$/],
    ['srpAndCustom with two', srpAndCustom(emailCode(), QUESTION), 2, /^SI*P[Ix]*a[Iy]*bI*$/],
    ['passwordVerifier with one challenge', passwordVerifier(emailCode()), 1, /^SI*P[Ix]*aI*$/],
    ['passwordVerifier with two', passwordVerifier(emailCode(), QUESTION), 1, /^SI*P[Ix]*a[Iy]*bI*$/],
    ['SRP_A and one challenge', srpThenCustom(emailCode()), 1, /^S[Ix]*aI*$/],
    ['SRP_A and two', srpThenCustom(emailCode(), QUESTION), 1, /^S[Ix]*a[Iy]*bI*$/],
  ];

  test.each(sequences)('tokens are issued exactly when %s is completed', (_, flow, firstCustom, complete) => {
    const { wrong, issued, visited, letters } = enumerate(nextStep, flow, firstCustom, complete);
    expect(wrong).toEqual([]);
    expect(issued).toBeGreaterThan(0);
    expect(visited).toBe([0, 1, 2, 3, 4].reduce((sum, length) => sum + letters ** length, 0));
    expect(nextStep(flow, [SRP]).type).not.toBe('TOKENS');
  });

  describe.each(Object.entries(knownBadDefines))('a Define that %s is found out', (_, badNextStep) => {
    test('by at least one sequence', () => {
      const found = sequences.flatMap(([, flow, firstCustom, complete]) => enumerate(badNextStep, flow, firstCustom, complete, 2).wrong);
      expect(found).not.toEqual([]);
    });
  });
});

const INSERTED = ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED'];
const OTHERS = ['ADMIN_NO_SRP_AUTH', 'SOMETHING_NEW'];

/** Entries that a session may hold, each with a letter, so that a regular expression over the letters can say which sessions are complete. */
function alphabet(firstCustom: number): Array<[string, SessionEntry]> {
  const ours = round(firstCustom, true, 3, 'EMAIL_CODE').challengeMetadata!;
  const custom: Array<[string, SessionEntry]> = [
    ['a', round(firstCustom, true, 3, 'EMAIL_CODE')],
    ['x', round(firstCustom, false, 3, 'EMAIL_CODE')],
    ['#', round(firstCustom, false, 1, 'EMAIL_CODE')],
    ['b', round(firstCustom + 1, true, 3, 'QUESTION')],
    ['y', round(firstCustom + 1, false, 3, 'QUESTION')],
    ['#', entry('CUSTOM_CHALLENGE', true)],
    ['#', entry('CUSTOM_CHALLENGE', false)],
  ];
  const builtIn = ['SRP_A', 'PASSWORD_VERIFIER', ...INSERTED, ...OTHERS].flatMap((name) =>
    [true, false].flatMap((result) => [null, ours].map((metadata): [string, SessionEntry] => {
      const letter = name === 'SRP_A' ? 'S' : name === 'PASSWORD_VERIFIER' ? 'P' : INSERTED.includes(name) ? 'I' : '#';
      return [result ? letter : '#', entry(name, result, metadata)];
    })));
  return [...custom, ...builtIn];
}

function enumerate(decide: typeof nextStep, flow: Flow, firstCustom: number, complete: RegExp, longest = 4) {
  const letters = alphabet(firstCustom);
  const wrong: string[] = [];
  let issued = 0;
  let visited = 0;

  const visit = (trace: string, session: SessionEntry[]): void => {
    visited += 1;
    const tokens = decide(flow, session).type === 'TOKENS';
    if (tokens) issued += 1;
    if (tokens !== complete.test(trace)) wrong.push(trace);
    if (session.length === longest) return;
    for (const [letter, next] of letters) {
      session.push(next);
      visit(trace + letter, session);
      session.pop();
    }
  };
  visit('', []);
  return { wrong, issued, visited, letters: letters.length };
}
