import type { FlowChallenge } from '../../src/private/flow';
import type { SignIn } from '../events';

/** Exactly one plain address; whatever else an attribute may hold is not sent to. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** What clients are told of an address: nothing, since any hint would tell a stranger who has an account. */
export const MASKED_EMAIL = '***@***';

/** Whom a challenge reaches: undefined for somebody who must never pass, and must not notice. */
export function recipientOf(challenge: FlowChallenge, signIn: SignIn): string | undefined {
  switch (challenge.kind) {
    case 'EMAIL_CODE': return verifiedEmail(signIn);
    case 'CUSTOM': return signIn.userNotFound ? undefined : `user ${signIn.userName}`;
  }
}

/** The address of a user who may receive a code: exists, and has proved to own it. */
function verifiedEmail({ userNotFound, userAttributes }: SignIn): string | undefined {
  const { email, email_verified: verified } = userAttributes;
  return !userNotFound && verified === 'true' && email !== undefined && email.length <= 254 && EMAIL.test(email) ? email : undefined;
}
