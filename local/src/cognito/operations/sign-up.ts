import type { AppClient } from '../app-client';
import { newSub, requireWritable } from '../attributes';
import { createUser } from '../create-user';
import type { Call } from '../environment';
import { codeMismatch, expiredCode, invalidParameter, missingParameter, notAuthorized, userNotFound } from '../errors';
import { optionalFlag, text } from '../input';
import { pretendedDelivery, sendConfirmationCode } from '../messages';
import {
  attributes, clientId, clientMetadata, operation, optionalPassword, optionalSecretHash, username, type Operation,
} from '../operation';
import type { Pool } from '../pool';
import { flag, section, texts } from '../properties';
import { postConfirmation, preSignUp } from '../sign-up-triggers';
import type { User } from '../users';

const UNKNOWN_USER = 'Username/client id combination not found.';

export const SIGN_UP_OPERATIONS: Readonly<Record<string, Operation>> = {
  SignUp: operation({
    ClientId: clientId,
    Username: username,
    Password: optionalPassword,
    SecretHash: optionalSecretHash,
    UserAttributes: attributes,
    ValidationData: attributes,
    ClientMetadata: clientMetadata,
  }, async (service, input, call) => {
    const { pool, client } = service.client(input.ClientId);
    client.requireSecretHash(input.Username, input.SecretHash);
    requireSelfSignUp(pool);
    requirePassword(pool, input.Password);
    const given = pool.schema.read(input.UserAttributes);
    requireWritable(client, given);
    const sub = newSub();
    const user = createUser(pool, { name: input.Username, sub, attributes: given, status: 'UNCONFIRMED', password: input.Password });
    try {
      pool.schema.requireAll(user.attributes);
      const validationData = input.ValidationData && Object.fromEntries(input.ValidationData.map(({ Name, Value = '' }) => [Name, Value]));
      await preSignUp(pool, user, 'PreSignUp_SignUp', client.id, call, { validationData, clientMetadata: input.ClientMetadata });
    } catch (error) {
      pool.users.remove(user);
      throw error;
    }
    return { ...await finishSignUp(pool, client, user, call, input.ClientMetadata), UserSub: sub };
  }),

  ConfirmSignUp: operation({
    ClientId: clientId,
    Username: username,
    ConfirmationCode: text({ min: 1, max: 2048, pattern: /^[\S]+$/, secret: true }),
    SecretHash: optionalSecretHash,
    ForceAliasCreation: optionalFlag(),
    ClientMetadata: clientMetadata,
  }, async (service, input, call) => {
    const { pool, client } = service.client(input.ClientId);
    client.requireSecretHash(input.Username, input.SecretHash);
    const user = pool.users.find(input.Username);
    if (!user) throw client.hidesUnknownUsers ? expiredCode() : userNotFound(UNKNOWN_USER);
    if (user.status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    takeConfirmation(pool, user, input.ConfirmationCode, input.ForceAliasCreation ?? false);
    await postConfirmation(pool, user, client.id, call, input.ClientMetadata);
    return {};
  }),

  ResendConfirmationCode: operation({
    ClientId: clientId,
    Username: username,
    SecretHash: optionalSecretHash,
    ClientMetadata: clientMetadata,
  }, async (service, input, call) => {
    const { pool, client } = service.client(input.ClientId);
    client.requireSecretHash(input.Username, input.SecretHash);
    const user = pool.users.find(input.Username);
    if (!user && client.hidesUnknownUsers) return { CodeDeliveryDetails: pretendedDelivery(pool, input.Username) };
    if (!user) throw userNotFound(UNKNOWN_USER);
    if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
    const details = await sendConfirmationCode(pool, user, 'CustomMessage_ResendCode', client.id, call, input.ClientMetadata);
    if (!details) throw invalidParameter('Auto verification not turned on.');
    return { CodeDeliveryDetails: details };
  }),
};

function requireSelfSignUp(pool: Pool): void {
  if (flag(section(pool.definition.properties.AdminCreateUserConfig).AllowAdminCreateUserOnly)) {
    throw notAuthorized('SignUp is not permitted for this user pool');
  }
}

/** Only a pool that also has Cognito's own passwordless factors takes users without a password. */
function requirePassword(pool: Pool, password: string | undefined): void {
  const { SignInPolicy } = section(pool.definition.properties.Policies);
  const factors = texts(section(SignInPolicy).AllowedFirstAuthFactors) ?? [];
  if (password !== undefined) pool.passwordPolicy.require(password);
  else if (factors.every((factor) => factor === 'PASSWORD')) throw missingParameter('Password');
}

async function finishSignUp(pool: Pool, client: AppClient, user: User, call: Call, metadata?: Readonly<Record<string, string>>) {
  if (user.status === 'CONFIRMED') {
    await postConfirmation(pool, user, client.id, call, metadata);
    return { UserConfirmed: true };
  }
  const details = await sendConfirmationCode(pool, user, 'CustomMessage_SignUp', client.id, call, metadata);
  return { UserConfirmed: false, ...details && { CodeDeliveryDetails: details } };
}

function takeConfirmation(pool: Pool, user: User, code: string, takeAlias: boolean): void {
  const { confirmation } = user;
  if (!confirmation || pool.environment.clock() >= confirmation.expiresAt) throw expiredCode();
  if (confirmation.code !== code) throw codeMismatch('Invalid verification code provided, please try again.');
  const aliases = pool.users.aliasAttributes.filter((name) => name === confirmation.attribute);
  if (!takeAlias) pool.users.requireFreeAliases(user, aliases);
  pool.users.takeAliases(user, aliases);
  user.attributes.set(`${confirmation.attribute}_verified`, 'true');
  user.confirmation = undefined;
  user.status = 'CONFIRMED';
  user.modifiedAt = pool.environment.clock();
}
