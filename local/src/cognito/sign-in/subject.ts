import type { AppClient } from '../app-client';
import { decoyUsername } from '../decoys';
import { userNotFound } from '../errors';
import type { Pool } from '../pool';
import type { SignIn, Subject } from './state';

/** The user of a name or alias; of an unknown name a decoy, or an error if the client is told who exists. */
export function subjectNamed(pool: Pool, client: AppClient, name: string): Subject {
  const subject = anySubjectNamed(pool, name);
  if (!subject.user && !client.hidesUnknownUsers) throw userNotFound();
  return subject;
}

export function anySubjectNamed(pool: Pool, name: string): Subject {
  const user = pool.users.find(name);
  return { username: user?.username ?? decoyUsername(pool.id, pool.users.fold(name)), user };
}

/** The subject of a sign-in that has begun. */
export function subjectOf(pool: Pool, signIn: SignIn): Subject {
  return { username: signIn.username, user: pool.users.find(signIn.username) };
}

/** An answer names the user as the client typed it or as Cognito named it. */
export function isNameOf(pool: Pool, signIn: SignIn, name: string): boolean {
  return name === signIn.username || anySubjectNamed(pool, name).username === signIn.username;
}
