import type { Call } from './environment';
import type { Pool } from './pool';
import type { User } from './users';

type Metadata = Readonly<Record<string, string>>;

/** Asks PreSignUp, which may confirm the user and verify addresses. */
export async function preSignUp(
  pool: Pool, user: User, source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser', clientId: string, call: Call,
  { validationData, clientMetadata }: { readonly validationData?: Metadata; readonly clientMetadata?: Metadata },
): Promise<void> {
  if (!pool.triggers.has('PreSignUp')) return;
  const answer = await pool.triggers.invoke(call, {
    trigger: 'PreSignUp',
    source,
    username: user.username,
    clientId,
    request: {
      userAttributes: Object.fromEntries(user.attributes),
      validationData: validationData ?? null,
      ...clientMetadata && { clientMetadata },
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  if (answer.autoVerifyEmail === true && user.attributes.has('email')) user.attributes.set('email_verified', 'true');
  if (answer.autoVerifyPhone === true && user.attributes.has('phone_number')) user.attributes.set('phone_number_verified', 'true');
  if (answer.autoConfirmUser === true && source === 'PreSignUp_SignUp') user.status = 'CONFIRMED';
}

export async function postConfirmation(pool: Pool, user: User, clientId: string, call: Call, clientMetadata?: Metadata): Promise<void> {
  if (!pool.triggers.has('PostConfirmation')) return;
  await pool.triggers.invoke(call, {
    trigger: 'PostConfirmation',
    source: 'PostConfirmation_ConfirmSignUp',
    username: user.username,
    clientId,
    request: { userAttributes: pool.triggerAttributes(user), ...clientMetadata && { clientMetadata } },
    response: {},
  });
}
