import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { ChallengeSequence } from '../challenge-sequence';

/** The properties given, with the defaults that the sequence needs. */
export function userPoolPropsFor(sequence: ChallengeSequence, given: cognito.UserPoolProps = {}): cognito.UserPoolProps {
  requireNoOwnTriggers(given.lambdaTriggers);
  if (given.mfa === cognito.Mfa.REQUIRED && !sequence._provesPassword) {
    throw new Error(
      'mfa must be OFF or OPTIONAL, got REQUIRED: Amazon Cognito asks for MFA only after a password, and this sequence has none. ' +
      'Make the factors challenges of the sequence, or begin it with the password',
    );
  }
  return sequence._sendsEmail || sequence._sendsSms ? { ...given, ...verificationDefaults(sequence, given) } : given;
}

function requireNoOwnTriggers(triggers: cognito.UserPoolTriggers = {}): void {
  for (const name of ['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse']) {
    if (triggers[name]) {
      throw new Error(`lambdaTriggers must not name ${name}, which the sequence needs: use Challenge.custom for a challenge of your own`);
    }
  }
}

function verificationDefaults(
  { _sendsEmail: sendsEmail, _sendsSms: sendsSms }: ChallengeSequence,
  { autoVerify, keepOriginal, signInAliases }: cognito.UserPoolProps,
): Pick<cognito.UserPoolProps, 'autoVerify' | 'keepOriginal'> {
  // What no code goes to is as aws-cognito has it by default, which a value of ours would otherwise replace.
  const verified = { email: sendsEmail || signInAliases?.email, phone: sendsSms || signInAliases?.phone, ...autoVerify };
  const kept = {
    ...(sendsEmail && verified.email && { email: true }),
    ...(sendsSms && verified.phone && { phone: true }),
    ...keepOriginal,
  };
  return { autoVerify: verified, keepOriginal: Object.keys(kept).length > 0 ? kept : undefined };
}
