import type { Deadline } from './aws/deadline';
import { generateMac } from './aws/mac';
import { hmac } from './digest';
import type { SignIn } from './events';
import { userKey } from './state/keys';

let key: Buffer | undefined;

/** The key is itself a MAC, so every function of the deployment finds the same one, and nobody else does. */
export async function loadPseudonymKey(deadline: Deadline): Promise<void> {
  key ??= await generateMac('pseudonyms', deadline);
}

/** By it operators can follow one person through the log without knowing who it is; absent until the key has come. */
export function pseudonym(signIn: SignIn): string | undefined {
  return key && hmac(key, userKey(signIn)).toString('base64url').slice(0, 22);
}
