import { newSub, type Attribute } from './cognito/attributes';
import { createUser } from './cognito/create-user';
import { CognitoError } from './cognito/errors';
import type { Pool } from './cognito/pool';
import type { CognitoService } from './cognito/service';
import type { Mfa, UserStatus } from './cognito/users';
import { LocalCognitoError } from './errors';

/** A user that the developer puts into a pool. */
export interface LocalUser {
  /** A name, e-mail address or phone number; an address also becomes the attribute, verified. */
  readonly username: string;
  /** @default - none; the user signs in by custom challenges alone */
  readonly password?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** @default CONFIRMED */
  readonly status?: UserStatus;
  /** @default true */
  readonly enabled?: boolean;
  /** A second factor that Cognito asks for after the password; passed by the code given here. */
  readonly mfa?: Mfa;
  /** Id, logical id or construct path of a pool. @default - all pools that take such a name and password */
  readonly pool?: string;
}

/** Adds the user to the pool that it names, or to all that take it; gives why others do not. */
export function addLocalUser(service: CognitoService, user: LocalUser): string[] {
  const pools = service.pools.filter((pool) => user.pool === undefined || isNamed(pool, user.pool));
  if (pools.length === 0) {
    const names = service.pools.map((pool) => `${pool.definition.path ?? pool.definition.logicalId} (${pool.id})`).join(', ');
    throw new LocalCognitoError(`no pool ${user.pool} for user ${user.username}, there is ${names}`);
  }
  const refusals = pools.flatMap((pool) => addTo(pool, user) ?? []);
  if (refusals.length === pools.length) throw new LocalCognitoError(refusals[0]);
  return refusals;
}

/** Gives why it cannot be, if so. */
function addTo(pool: Pool, user: LocalUser): string | undefined {
  try {
    if (user.password !== undefined) pool.passwordPolicy.require(user.password);
    const sub = newSub();
    const given = Object.entries(user.attributes ?? {}).map(([Name, Value]) => ({ Name, Value }));
    const attributes = pool.schema.read([...addressOf(user.username), ...given]);
    const added = createUser(pool, {
      name: isAlias(pool, user.username) ? sub : user.username, sub, attributes, status: user.status ?? 'CONFIRMED', password: user.password,
    });
    added.enabled = user.enabled ?? true;
    added.mfa = user.mfa;
    return undefined;
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return `cannot add user ${user.username} to pool ${pool.definition.path ?? pool.definition.logicalId}: ${error.message}`;
  }
}

function isNamed({ definition }: Pool, name: string): boolean {
  return [definition.id, definition.logicalId, definition.path].includes(name);
}

function addressOf(name: string): Attribute[] {
  const attribute = name.includes('@') ? 'email' : /^\+\d+$/.test(name) ? 'phone_number' : undefined;
  return attribute ? [{ Name: attribute, Value: name }, { Name: `${attribute}_verified`, Value: 'true' }] : [];
}

/** In a pool with aliases an address is no user name: the user gets another, and is found by the alias. */
function isAlias({ users }: Pool, name: string): boolean {
  return addressOf(name).some(({ Name }) => users.aliasAttributes.includes(Name));
}
