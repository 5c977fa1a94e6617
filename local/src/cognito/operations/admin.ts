import { listAttributes, newSub } from '../attributes';
import { createUser } from '../create-user';
import type { Call } from '../environment';
import { CognitoError, notAuthorized, userNotFound } from '../errors';
import { list, optionalFlag, optionalText, required, text, type Input, type Shape } from '../input';
import { sendInvitation } from '../messages';
import {
  attributes, clientMetadata, operation, optionalPassword, password, userPoolId, username, type Operation,
} from '../operation';
import type { Pool } from '../pool';
import type { CognitoService } from '../service';
import { postConfirmation, preSignUp } from '../sign-up-triggers';
import type { User } from '../users';

/** What triggers are told when no app client is involved. */
const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';
const target = { UserPoolId: userPoolId, Username: username };

export const ADMIN_OPERATIONS: Readonly<Record<string, Operation>> = {
  AdminCreateUser: operation({
    ...target,
    TemporaryPassword: optionalPassword,
    UserAttributes: attributes,
    ValidationData: attributes,
    MessageAction: optionalText({ oneOf: ['RESEND', 'SUPPRESS'] }),
    DesiredDeliveryMediums: list(text({ oneOf: ['SMS', 'EMAIL'] })),
    ForceAliasCreation: optionalFlag(),
    ClientMetadata: clientMetadata,
  }, async (service, input, call) => {
    const pool = service.pool(input.UserPoolId);
    const media = input.DesiredDeliveryMediums ?? ['SMS'];
    const temporary = input.TemporaryPassword ?? pool.temporaryPassword();
    pool.passwordPolicy.require(temporary);
    if (input.MessageAction === 'RESEND') return resendInvitation(pool, input.Username, temporary, media, call, input.ClientMetadata);
    if (pool.users.find(input.Username)) throw new CognitoError('UsernameExistsException', 'User account already exists');
    const given = pool.schema.read(input.UserAttributes);
    const user = createUser(pool, {
      name: input.Username,
      sub: newSub(),
      attributes: given,
      status: 'FORCE_CHANGE_PASSWORD',
      password: temporary,
      takeAliases: input.ForceAliasCreation,
    });
    try {
      const validationData = input.ValidationData && Object.fromEntries(input.ValidationData.map(({ Name, Value = '' }) => [Name, Value]));
      await preSignUp(pool, user, 'PreSignUp_AdminCreateUser', NO_CLIENT, call, { validationData, clientMetadata: input.ClientMetadata });
    } catch (error) {
      pool.users.remove(user);
      throw error;
    }
    if (input.MessageAction !== 'SUPPRESS') await sendInvitation(pool, user, temporary, media, call, input.ClientMetadata);
    return { User: describe(user, 'Attributes') };
  }),

  AdminGetUser: onUser({}, async (_pool, user) => ({
    ...describe(user, 'UserAttributes'),
    ...user.mfa && { UserMFASettingList: [user.mfa.challenge], PreferredMfaSetting: user.mfa.challenge },
  })),

  AdminSetUserPassword: onUser({ Password: password, Permanent: optionalFlag() }, async (pool, user, input) => {
    pool.passwordPolicy.require(input.Password);
    pool.setPassword(user, input.Password);
    user.status = input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
    return {};
  }),

  AdminUpdateUserAttributes: onUser({ UserAttributes: required(attributes, []), ClientMetadata: clientMetadata }, async (pool, user, input) => {
    const given = pool.schema.read(input.UserAttributes);
    for (const address of ['email', 'phone_number']) {
      const isChanged = given.has(address) && given.get(address) !== user.attributes.get(address);
      if (isChanged && !given.has(`${address}_verified`)) given.set(`${address}_verified`, 'false');
    }
    pool.users.update(user, given);
    user.modifiedAt = pool.environment.clock();
    return {};
  }),

  AdminConfirmSignUp: operation({ ...target, ClientMetadata: clientMetadata }, async (service, input, call) => {
    const pool = service.pool(input.UserPoolId);
    const user = userOf(pool, input.Username);
    if (user.status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    user.status = 'CONFIRMED';
    user.modifiedAt = pool.environment.clock();
    await postConfirmation(pool, user, NO_CLIENT, call, input.ClientMetadata);
    return {};
  }),

  AdminDisableUser: onUser({}, async (_pool, user) => {
    user.enabled = false;
    return {};
  }),

  AdminEnableUser: onUser({}, async (_pool, user) => {
    user.enabled = true;
    return {};
  }),

  AdminDeleteUser: onUser({}, async (pool, user) => {
    pool.users.remove(user);
    pool.tokens.revokeAllOf(user.username);
    return {};
  }),

  AdminUserGlobalSignOut: onUser({}, async (pool, user) => {
    pool.tokens.revokeAllOf(user.username);
    return {};
  }),
};

function onUser<S extends Shape>(more: S, run: (pool: Pool, user: User, input: Input<S>) => Promise<object>): Operation {
  return operation({ ...target, ...more }, async (service: CognitoService, input) => {
    const pool = service.pool(input.UserPoolId as string);
    return run(pool, userOf(pool, input.Username as string), input as unknown as Input<S>);
  });
}

async function resendInvitation(
  pool: Pool, name: string, temporary: string, media: readonly string[], call: Call, metadata?: Readonly<Record<string, string>>,
): Promise<object> {
  const user = userOf(pool, name);
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoError('UnsupportedUserStateException', `Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`);
  }
  pool.setPassword(user, temporary);
  await sendInvitation(pool, user, temporary, media, call, metadata);
  return { User: describe(user, 'Attributes') };
}

function userOf(pool: Pool, name: string): User {
  const user = pool.users.find(name);
  if (!user) throw userNotFound();
  return user;
}

function describe(user: User, attributesAs: 'Attributes' | 'UserAttributes'): object {
  return {
    Username: user.username,
    [attributesAs]: listAttributes(user),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
