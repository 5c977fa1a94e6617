import { Annotations, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { ChallengeSequence } from '../challenge-sequence';

/** Warns of settings of the user pool that weaken the sequence. */
export function warnOfUserPool(scope: Construct, userPool: cognito.UserPool, sequence: ChallengeSequence): void {
  const { mfaConfiguration: mfa, accountRecoverySetting } = userPool.node.defaultChild as cognito.CfnUserPool;
  const mfaIsOn = mfa === 'ON' || mfa === 'OPTIONAL';

  if (mfa === 'ON' && !sequence._provesPassword) {
    warn(scope, 'mfaWithoutPassword', 'the user pool requires MFA, which Amazon Cognito asks for only after a password: this sequence has none, so it signs in without MFA or not at all');
  }
  if (mfaIsOn && sequence._provesPassword) {
    warn(scope, 'mfaAfterPassword', 'the user pool uses MFA: after it Amazon Cognito has been seen to issue tokens without the custom challenges of the sequence. Turn MFA off, and let a challenge be the second factor');
  }
  if (sequence._provesPassword && sequence._sendsEmail && recoversBy('verified_email', accountRecoverySetting)) {
    warnOfRecovery(scope, 'mailbox', sequence._sendsSms ? 'NONE' : 'PHONE_ONLY_WITHOUT_MFA or NONE');
  }
  if (sequence._provesPassword && sequence._sendsSms && recoversBy('verified_phone_number', accountRecoverySetting)) {
    warnOfRecovery(scope, 'phone', sequence._sendsEmail ? 'NONE' : 'EMAIL_ONLY or NONE');
  }
}

/** Warns of a sequence that looks stronger than it is. */
export function warnOfSequence(scope: Construct, sequence: ChallengeSequence): void {
  if (sequence._abandonsSrp) {
    warn(scope, 'noPasswordProved', 'the sequence asks for SRP_A but not for PASSWORD_VERIFIER, so no password is proved: add ChallengeStep.PASSWORD_VERIFIER after SRP_A, or leave SRP_A out');
  }
}

function warnOfRecovery(scope: Construct, factor: 'mailbox' | 'phone', remedy: string): void {
  warn(scope, 'recoveryBySecondFactor', `a password can be reset with the same ${factor} that the code is sent to, so who has the ${factor} needs no password: set accountRecovery of the user pool to ${remedy}`);
}

function warn(scope: Construct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-cognito-custom-auth:${id}`, message);
}

function recoversBy(mechanism: 'verified_email' | 'verified_phone_number', setting: cognito.CfnUserPool['accountRecoverySetting']): boolean {
  if (Token.isUnresolved(setting)) {
    return false;
  }
  // Without a setting Amazon Cognito recovers by a verified phone number, else by e-mail.
  const { recoveryMechanisms: mechanisms } = (setting ?? {}) as cognito.CfnUserPool.AccountRecoverySettingProperty;
  return mechanisms === undefined
    || (Array.isArray(mechanisms) && mechanisms.some((allowed) => 'name' in allowed && allowed.name === mechanism));
}
