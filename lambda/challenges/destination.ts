import type { FlowChallenge, FlowSmsCode } from '../../src/private/flow';
import type { SignIn } from '../events';

/** Exactly one plain address; whatever else an attribute may hold is not sent to. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** A number of E.164 and nothing else. */
const PHONE = /^\+[1-9]\d{6,14}$/;

/** What clients are told of an address: nothing, since any hint would tell a stranger who has an account. */
export const MASKED_EMAIL = '***@***';
export const MASKED_PHONE = '***';

/** By which way messages of a challenge go: the same for all that go to the same address. */
export function channelOf({ kind }: FlowChallenge): string {
  switch (kind) {
    case 'EMAIL_CODE':
    case 'MAGIC_LINK': return 'mail';
    case 'SMS_CODE': return 'phone';
    default: return 'user';
  }
}

/** Whom a challenge reaches: undefined for somebody who must never pass, and must not notice. */
export function recipientOf(challenge: FlowChallenge, signIn: SignIn): string | undefined {
  switch (challenge.kind) {
    case 'EMAIL_CODE':
    case 'MAGIC_LINK': return verifiedEmail(signIn);
    case 'SMS_CODE': return verifiedPhone(challenge, signIn);
    // Everybody may pass it, existing or not: who did not would learn that he does not exist.
    case 'CAPTCHA':
    case 'IMAGE_CAPTCHA':
    case 'CHOICE': return `user ${signIn.userName}`;
    case 'CUSTOM': return signIn.userNotFound ? undefined : `user ${signIn.userName}`;
  }
}

/** The address of a user who may receive a code: exists, and has proved to own it. */
function verifiedEmail({ userNotFound, userAttributes }: SignIn): string | undefined {
  const { email, email_verified: verified } = userAttributes;
  return !userNotFound && verified === 'true' && email !== undefined && email.length <= 254 && EMAIL.test(email) ? email : undefined;
}

/** The number of a user who may receive a code, in a country that codes go to. */
function verifiedPhone({ countryCodes }: FlowSmsCode, { userNotFound, userAttributes }: SignIn): string | undefined {
  const { phone_number: phone, phone_number_verified: verified } = userAttributes;
  const reachable = !userNotFound && verified === 'true' && phone !== undefined && PHONE.test(phone);
  return reachable && (countryCodes?.some((code) => phone.startsWith(code)) ?? true) ? phone : undefined;
}
