import { internalUsername } from './attributes';
import type { Pool } from './pool';
import type { User, UserStatus } from './users';

export interface NewUser {
  /** As asked for; the internal name may differ. */
  readonly name: string;
  readonly sub: string;
  readonly attributes: Map<string, string>;
  readonly status: UserStatus;
  readonly password?: string;
  /** Takes its verified addresses from users that have them; otherwise that is an error. */
  readonly takeAliases?: boolean;
}

export function createUser(pool: Pool, { name, sub, attributes, status, password, takeAliases }: NewUser): User {
  const now = pool.environment.clock();
  const username = internalUsername(pool.users, name, sub, attributes);
  const user: User = { username, sub, attributes, status, enabled: true, createdAt: now, modifiedAt: now };
  if (!takeAliases) pool.users.requireFreeAliases(user);
  pool.users.add(user);
  pool.users.takeAliases(user);
  if (password !== undefined) pool.setPassword(user, password);
  return user;
}
