import { timingSafeEqual } from 'node:crypto';
import type { Deadline } from '../aws/deadline';
import { generateMac } from '../aws/mac';
import { hmac } from '../digest';
import type { SignIn } from '../events';
import { userKey } from '../state/keys';

/** What binds a challenge to one pool, app client, user and step; without the key none of its answers can be computed. */
export interface ChallengeIdentity {
  readonly signIn: SignIn;
  readonly step: number;
  readonly name: string;
  readonly challengeId: string;
}

export function challengeMac({ signIn, step, name, challengeId }: ChallengeIdentity, deadline: Deadline): Promise<Buffer> {
  const mac = generateMac(JSON.stringify(['challenge', userKey(signIn), signIn.clientId, step, name, challengeId]), deadline);
  // It is awaited later, beside other work; until then a failure must not end the process.
  mac.catch(() => undefined);
  return mac;
}

/** Tells an answer in a round from all others without keeping it. */
export function fingerprint(mac: Buffer, nonce: string, answer: string): string {
  return hmac(mac, `${nonce}|${answer}`).toString('base64url');
}

/** Compares digests of equal length in constant time. */
export function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
