import { createHash, randomBytes } from 'node:crypto';
import type { Outcome, UserState } from './rules';
import { forgetAt, NEW_USER } from './rules';
import type { Deadline } from '../aws/deadline';
import { readItem, writeItem } from '../aws/table';
import type { SignIn } from '../events';
import { Fault } from '../fault';

/** Each lost race means that somebody else's write succeeded; a user's own traffic never comes near this many. */
const MAX_ATTEMPTS = 8;

/**
 * Applies a rule to a user's state: reads, decides, and writes on the condition that nothing has changed in between.
 * The verdict is returned only once its write has succeeded; no write, no verdict.
 */
export async function changeUser<Verdict>(
  signIn: SignIn,
  rule: (state: UserState) => Outcome<Verdict> | Promise<Outcome<Verdict>>,
  deadline: Deadline,
): Promise<Verdict> {
  const key = userKey(signIn);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const item = await readItem(key, deadline);
    const before: UserState = item ? JSON.parse(item.state) : NEW_USER;
    const { state, verdict } = await rule(before);
    if (state === before) return verdict;

    const next = { version: (item?.version ?? 0) + 1, state: JSON.stringify(state) };
    if (await writeItem(key, next, item?.version, Math.ceil(forgetAt(state) / 1000), deadline)) return verdict;
  }
  throw new Fault('TooManyConflicts');
}

/** Partition key of a user's item; hashed because a stranger may type anything as a name. */
export function userKey({ userPoolId, userName }: SignIn): string {
  return createHash('sha256').update(`${userPoolId}|${userName}`).digest('hex');
}

/** 128 random bits, 22 characters of base64url. */
export function randomId(): string {
  return randomBytes(16).toString('base64url');
}
