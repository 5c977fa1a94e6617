import { codeMismatch, missingParameter } from '../errors';
import { maskAddress } from '../mask';
import type { Mfa, User } from '../users';
import { ask, passed, type AuthAnswer, type SignIn, type Step } from './state';

const MISMATCH: Readonly<Record<Mfa['challenge'], string>> = {
  SMS_MFA: 'Invalid code or auth state for the user.',
  EMAIL_OTP: 'Invalid code or auth state for the user.',
  SOFTWARE_TOKEN_MFA: 'Invalid code received for user',
};

export function isMfa(challengeName: string): challengeName is Mfa['challenge'] {
  return challengeName in MISMATCH;
}

/** Cognito puts it after the password by itself; Define hears of it when it is passed. */
export function askMfa(step: Step, signIn: SignIn, user: User, { challenge }: Mfa): AuthAnswer {
  return ask(step, signIn, challenge, { USER_ID_FOR_SRP: signIn.username, ...delivery(user, challenge) });
}

export function checkMfaCode(signIn: SignIn, mfa: Mfa | undefined, challenge: Mfa['challenge'], responses: Readonly<Record<string, string>>): SignIn {
  const code = responses[`${challenge}_CODE`];
  if (code === undefined) throw missingParameter(`${challenge}_CODE`);
  // An MFA challenge that Define named on its own accord, without the password, has no code.
  if (!signIn.passwordProved || mfa?.challenge !== challenge || code !== mfa.code) throw codeMismatch(MISMATCH[challenge]);
  return { ...signIn, rounds: [...signIn.rounds, passed(challenge)], mfaPassed: true };
}

function delivery(user: User, challenge: Mfa['challenge']): Record<string, string> {
  if (challenge === 'SOFTWARE_TOKEN_MFA') return {};
  const attribute = challenge === 'SMS_MFA' ? 'phone_number' : 'email';
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: challenge === 'SMS_MFA' ? 'SMS' : 'EMAIL',
    CODE_DELIVERY_DESTINATION: maskAddress(user.attributes.get(attribute) ?? ''),
  };
}
