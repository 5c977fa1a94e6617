import { CognitoError, incorrectCredentials, missingParameter, notAuthorized } from '../errors';
import { complete } from './complete';
import { answerCustomChallenge, proceed } from './custom-auth';
import { requireMaySignIn } from './may-sign-in';
import { askMfa, checkMfaCode, isMfa } from './mfa';
import { askNewPassword, mustChangePassword, NEW_PASSWORD_REQUIRED, takeNewPassword } from './new-password';
import { checkPasswordClaim, PASSWORD_VERIFIER, readClientPublic } from './password-verifier';
import { passed, type AuthAnswer, type SignIn, type Step } from './state';
import { isNameOf, subjectOf } from './subject';

type Request = Omit<Step, 'subject'>;
export type ChallengeResponses = Readonly<Record<string, string>>;

/** What an answer must carry, besides USERNAME. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  CUSTOM_CHALLENGE: ['ANSWER'],
  PASSWORD_VERIFIER: ['PASSWORD_CLAIM_SIGNATURE', 'PASSWORD_CLAIM_SECRET_BLOCK', 'TIMESTAMP'],
  SRP_A: ['SRP_A'],
};

/** Errors after which the client may answer again in the same session. */
const REPAIRABLE = ['CodeMismatchException', 'InvalidPasswordException'];

/** Takes the answer to a challenge; whatever comes of it, the session is used up, unless the answer can be repaired. */
export async function respond(request: Request, challengeName: string, responses: ChallengeResponses, session?: string): Promise<AuthAnswer> {
  for (const name of ['USERNAME', ...REQUIRED[challengeName] ?? []]) {
    if (responses[name] === undefined) throw missingParameter(name);
  }
  request.client.requireSecretHash(responses.USERNAME, responses.SECRET_HASH);
  const { sessions } = request.pool;
  const token = session ?? secretBlockSession(request, challengeName, responses);
  const signIn = sessions.take(token);
  try {
    return await answer(request, signIn, challengeName, responses);
  } catch (error) {
    if (error instanceof CognitoError && REPAIRABLE.includes(error.type)) sessions.giveBack(token, signIn);
    else sessions.kill(token);
    throw error;
  }
}

/** What follows when the password is proved. */
export async function afterPassword(step: Step, signIn: SignIn): Promise<AuthAnswer> {
  const { user } = step.subject;
  if (user && mustChangePassword(user)) return askNewPassword(step, signIn, user);
  if (user?.mfa && !signIn.mfaPassed) return askMfa(step, signIn, user, user.mfa);
  if (signIn.flow === 'CUSTOM_AUTH') return proceed(step, signIn);
  const changed = signIn.rounds.some((round) => round.challengeName === NEW_PASSWORD_REQUIRED);
  return complete(step, changed ? 'TokenGeneration_NewPasswordChallenge' : 'TokenGeneration_Authentication');
}

async function answer(request: Request, signIn: SignIn, challengeName: string, responses: ChallengeResponses): Promise<AuthAnswer> {
  const isHere = signIn.awaits === challengeName && signIn.clientId === request.client.id && isNameOf(request.pool, signIn, responses.USERNAME);
  if (!isHere) throw notAuthorized('Invalid session for the user.');
  const step = { ...request, subject: subjectOf(request.pool, signIn) };
  const { user } = step.subject;
  if (challengeName !== PASSWORD_VERIFIER) requireMaySignIn(user);

  if (challengeName === 'CUSTOM_CHALLENGE') return answerCustomChallenge(step, signIn, responses.ANSWER);
  if (challengeName === 'SRP_A') return answerSrpA(step, signIn, responses.SRP_A);
  if (challengeName === PASSWORD_VERIFIER) return afterPassword(step, checkPasswordClaim(step, signIn, responses));
  if (isMfa(challengeName)) return afterPassword(step, checkMfaCode(signIn, user?.mfa, challengeName, responses));
  if (challengeName === NEW_PASSWORD_REQUIRED && signIn.passwordProved && user && mustChangePassword(user)) {
    return afterPassword(step, takeNewPassword(step, signIn, user, responses));
  }
  throw incorrectCredentials();
}

async function answerSrpA(step: Step, signIn: SignIn, srpA: string): Promise<AuthAnswer> {
  const clientPublic = readClientPublic(srpA);
  return proceed(step, { ...signIn, clientPublic, rounds: [...signIn.rounds, passed('SRP_A')] });
}

/** USER_SRP_AUTH has no session: its secret block finds the sign-in. */
function secretBlockSession({ pool }: Request, challengeName: string, responses: ChallengeResponses): string {
  if (challengeName !== PASSWORD_VERIFIER) throw missingParameter('Session');
  const secretBlock = responses.PASSWORD_CLAIM_SECRET_BLOCK;
  if (!pool.sessions.has(secretBlock)) throw incorrectCredentials();
  return secretBlock;
}
