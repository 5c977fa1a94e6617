import type { SessionEntry } from '../../../lambda/events';
import { writeMetadata } from '../../../lambda/flow/metadata';

export const CHALLENGE_ID = 'abcdefghijklmnopqrstuv';
export const NONCE = 'zyxwvutsrqponmlkjihgfe';

export function entry(challengeName: string, challengeResult: boolean, challengeMetadata: string | null = null): SessionEntry {
  return { challengeName, challengeResult, challengeMetadata };
}

export function round(step: number, challengeResult: boolean, attemptsLeft = 3, name = step === 0 ? 'EMAIL_CODE' : 'QUESTION'): SessionEntry {
  return entry('CUSTOM_CHALLENGE', challengeResult, writeMetadata({ step, name, attemptsLeft, nonce: NONCE, challengeId: CHALLENGE_ID }));
}

export const SRP = entry('SRP_A', true);
export const PASSWORD = entry('PASSWORD_VERIFIER', true);

const INSERTED = ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED'];
const OTHERS = ['ADMIN_NO_SRP_AUTH', 'SOMETHING_NEW'];

/** Letters for the rounds of one challenge: passed, failed, and failed with no answer left. */
export const LETTERS = ['axz', 'byw', 'cvu', 'dts', 'erq', 'fon'].map(([passed, left, usedUp]) => ({ passed, left, usedUp }));

/** Letters that stand for the rounds of one challenge of a flow. */
export interface Letters {
  readonly passed: string;
  readonly left: string;
  readonly usedUp: string;
  readonly step: number;
  readonly name: string;
}

type Alphabet = Array<[string, SessionEntry]>;

/**
 * Entries that a session may hold, each with a letter, so that a regular expression over the letters can say what a session is worth:
 * `S` SRP_A, `P` the password, `I` what Cognito inserts, all passed; those of our challenges; `#` whatever is worth nothing.
 */
export function alphabet(rounds: readonly Letters[]): Alphabet {
  const [{ step, name: first }] = rounds;
  const ours = round(step, true, 3, first).challengeMetadata!;
  const builtIn = ['SRP_A', 'PASSWORD_VERIFIER', ...INSERTED, ...OTHERS].flatMap((name) =>
    [true, false].flatMap((result) => [null, ours].map((metadata): [string, SessionEntry] => {
      const letter = name === 'SRP_A' ? 'S' : name === 'PASSWORD_VERIFIER' ? 'P' : INSERTED.includes(name) ? 'I' : '#';
      return [result ? letter : '#', entry(name, result, metadata)];
    })));
  return [...roundsOf(rounds), ['#', entry('CUSTOM_CHALLENGE', true)], ['#', entry('CUSTOM_CHALLENGE', false)], ...builtIn];
}

/** One entry for each letter, and rounds of each step that no challenge of it can have, for sessions that are longer. */
export function shortAlphabet(rounds: readonly Letters[]): Alphabet {
  const steps = [...new Set(rounds.map(({ step }) => step))];
  return [
    ...roundsOf(rounds),
    ['S', SRP],
    ['P', PASSWORD],
    ['I', entry('SMS_MFA', true)],
    ['#', entry('PASSWORD_VERIFIER', false)],
    ['#', entry('CUSTOM_CHALLENGE', true)],
    ...steps.map((step): [string, SessionEntry] => ['#', round(step, true, 3, 'CAPTCHA')]),
    ['#', round(steps[0], false, 2, 'CAPTCHA')],
    ['#', round(steps.at(-1)! + 1, true, 3, rounds[0].name)],
  ];
}

function roundsOf(rounds: readonly Letters[]): Alphabet {
  return rounds.flatMap(({ passed, left, usedUp, step, name }): Alphabet => [
    [passed, round(step, true, 3, name)],
    [left, round(step, false, 2, name)],
    [usedUp, round(step, false, name === 'QUESTION' ? 0 : 1, name)],
  ]);
}
