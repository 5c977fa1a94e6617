// Sign-in with the password in the request: USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH, and users that come over by UserMigration.
import { newSub } from '../attributes';
import { createUser } from '../create-user';
import { CognitoError, incorrectCredentials, missingParameter, notAuthorized, userNotFound } from '../errors';
import { section } from '../properties';
import type { User, UserStatus } from '../users';
import { requireMaySignIn, requirePasswordNotReset } from './may-sign-in';
import type { Step } from './state';

/** The user that the password is right for; throws otherwise, and counts failures. */
export async function checkPassword(step: Step, name: string, password: string | undefined): Promise<User> {
  const { pool, client, subject } = step;
  if (password === undefined) throw missingParameter('PASSWORD');
  if (pool.lockouts.isLocked(subject.username)) throw notAuthorized('Password attempts exceeded');
  requireMaySignIn(subject.user);
  const user = subject.user ?? await migrate(step, name, password);
  if (!user && !client.hidesUnknownUsers) throw userNotFound();
  if (!user || !pool.hasPassword(user, password)) {
    pool.lockouts.failed(subject.username);
    throw incorrectCredentials();
  }
  requirePasswordNotReset(user);
  pool.lockouts.succeeded(subject.username);
  return user;
}

async function migrate({ pool, client, call, clientMetadata }: Step, name: string, password: string): Promise<User | undefined> {
  if (!pool.triggers.has('UserMigration')) return undefined;
  const answer = await pool.triggers.invoke(call, {
    trigger: 'UserMigration',
    source: 'UserMigration_Authentication',
    username: name,
    clientId: client.id,
    request: { password, validationData: clientMetadata ?? null, userAttributes: null },
    response: {
      userAttributes: null, forceAliasCreation: null, enableSMSMFA: null, finalUserStatus: null, messageAction: null, desiredDeliveryMediums: null,
    },
  });
  const attributes = Object.entries(section(answer.userAttributes)).filter(([key]) => key !== 'username' && key !== 'sub');
  if (attributes.length === 0) throw new CognitoError('UserNotFoundException', `Exception migrating user in app client ${client.id}`);
  const status: UserStatus = answer.finalUserStatus === 'RESET_REQUIRED' ? 'RESET_REQUIRED' : 'CONFIRMED';
  const read = pool.schema.read(attributes.map(([Name, Value]) => ({ Name, Value: String(Value) })));
  return createUser(pool, { name, sub: newSub(), attributes: read, status, password });
}
