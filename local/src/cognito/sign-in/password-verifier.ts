import { randomBytes } from 'node:crypto';
import { incorrectCredentials, invalidParameter, missingParameter, notAuthorized } from '../errors';
import { sessionTail } from '../redact';
import { expectedSignature, makeServerKeys, parsePublicKey, sameSignature, toHex } from '../srp';
import { isTimestamp } from '../timestamp';
import { requireMaySignIn, requirePasswordNotReset } from './may-sign-in';
import { passed, type AuthAnswer, type SignIn, type Step } from './state';

export const PASSWORD_VERIFIER = 'PASSWORD_VERIFIER';

/** What the client sent as `SRP_A`. */
export function readClientPublic(hex: string | undefined): bigint {
  if (hex === undefined) throw missingParameter('SRP_A');
  const clientPublic = parsePublicKey(hex);
  if (clientPublic === undefined) throw invalidParameter('Invalid SRP_A');
  return clientPublic;
}

/** Asks for a proof of the password. Create has no part in it. */
export function askPasswordVerifier(step: Step, signIn: SignIn, clientPublic: bigint): AuthAnswer {
  const { pool, client, call } = step;
  const verifier = pool.verifierOf(signIn.username, step.subject.user);
  const keys = makeServerKeys(verifier);
  const secretBlock = randomBytes(600).toString('base64');
  const next = { ...signIn, clientPublic, awaits: PASSWORD_VERIFIER, srp: { keys, secretBlock } };
  // Clients of USER_SRP_AUTH send no session: for them the secret block is the session.
  const isCustom = signIn.flow === 'CUSTOM_AUTH';
  const session = pool.sessions.open(next, client.sessionMs, isCustom ? undefined : secretBlock);
  call.trace('session', { session: sessionTail(session), awaits: PASSWORD_VERIFIER, rounds: signIn.rounds });
  return {
    ChallengeName: PASSWORD_VERIFIER,
    ...isCustom && { Session: session },
    ChallengeParameters: {
      SALT: toHex(verifier.salt),
      SRP_B: toHex(keys.public),
      SECRET_BLOCK: secretBlock,
      USERNAME: signIn.username,
      USER_ID_FOR_SRP: signIn.username,
    },
  };
}

/** Throws unless the answer proves the password; counts failures. */
export function checkPasswordClaim(step: Step, signIn: SignIn, responses: Readonly<Record<string, string>>): SignIn {
  const { pool, subject } = step;
  if (pool.lockouts.isLocked(signIn.username)) throw notAuthorized('Password attempts exceeded');
  requireMaySignIn(subject.user);
  if (!proves(step, signIn, responses) || !subject.user?.password) {
    pool.lockouts.failed(signIn.username);
    throw incorrectCredentials();
  }
  // In custom authentication it is changed on the way.
  if (signIn.flow !== 'CUSTOM_AUTH') requirePasswordNotReset(subject.user);
  pool.lockouts.succeeded(signIn.username);
  return { ...signIn, rounds: [...signIn.rounds, passed(PASSWORD_VERIFIER)], srp: undefined, passwordProved: true };
}

function proves({ pool, subject }: Step, signIn: SignIn, responses: Readonly<Record<string, string>>): boolean {
  const { srp, clientPublic, username } = signIn;
  const { PASSWORD_CLAIM_SIGNATURE, PASSWORD_CLAIM_SECRET_BLOCK, TIMESTAMP } = responses;
  if (!srp || clientPublic === undefined || PASSWORD_CLAIM_SECRET_BLOCK !== srp.secretBlock || !isTimestamp(TIMESTAMP)) return false;
  const proof = { poolName: pool.name, userId: username, secretBlock: srp.secretBlock, timestamp: TIMESTAMP };
  const signature = expectedSignature(pool.verifierOf(username, subject.user), srp.keys, clientPublic, proof);
  return sameSignature(signature, PASSWORD_CLAIM_SIGNATURE);
}
