import { randomBytes, randomInt } from 'node:crypto';
import { sha256 } from '../digest';
import type { SignIn } from '../events';

/** Partition key of a user's item; hashed because a stranger may type anything as a name. */
export function userKey({ userPoolId, userName }: SignIn): string {
  return hash(`${userPoolId}|${userName}`);
}

/**
 * Of what is sent to one address or number. Whoever has none is his own, with one for each channel: if all that goes to nobody were counted
 * together, a limit would come sooner than for somebody who has an address and a number.
 */
export function destinationKey(signIn: SignIn, destination: string | undefined, channel: string): string {
  return hash(`destination|${signIn.userPoolId}|${destination?.toLowerCase() ?? `|${channel}|${signIn.userName}`}`);
}

/** Of one shard of the pool's budget: any, so that nobody can aim at the one that somebody else will use. */
export function poolKey({ userPoolId }: SignIn, shards: number): string {
  return `pool|${userPoolId}|${randomInt(shards)}`;
}

/** 128 random bits, 22 characters of base64url. */
export function randomId(): string {
  return randomBytes(16).toString('base64url');
}

function hash(text: string): string {
  return sha256(text).toString('hex');
}
