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

/**
 * Entries that a session may hold, each with a letter, so that a regular expression over the letters can say what a session is worth:
 * `S` SRP_A, `P` the password, `I` what Cognito inserts, all passed; of the first of our challenges `a` passed, `x` failed, `z` failed with no
 * answer left; `b`, `y` and `w` of the second; `#` whatever is worth nothing.
 * @param first position of our first challenge in the flow
 */
export function alphabet(first: number): Array<[string, SessionEntry]> {
  const ours = round(first, true, 3, 'EMAIL_CODE').challengeMetadata!;
  const custom: Array<[string, SessionEntry]> = [
    ['a', round(first, true, 3, 'EMAIL_CODE')],
    ['x', round(first, false, 2, 'EMAIL_CODE')],
    ['z', round(first, false, 1, 'EMAIL_CODE')],
    ['b', round(first + 1, true, 3, 'QUESTION')],
    ['y', round(first + 1, false, 2, 'QUESTION')],
    ['w', round(first + 1, false, 0, 'QUESTION')],
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
