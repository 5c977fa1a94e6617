// The state machine of custom authentication: Define decides, Create asks, Verify judges.
import { incorrectCredentials, invalidParameter } from '../errors';
import { unrecognizable, type TriggerName } from '../triggers';
import { complete } from './complete';
import { askNewPassword, mustChangePassword } from './new-password';
import { askPasswordVerifier } from './password-verifier';
import { ask, type AuthAnswer, type SignIn, type Step } from './state';

const CUSTOM_CHALLENGE = 'CUSTOM_CHALLENGE';

/** Built-in challenges that Define may name without their preconditions: the service echoes them. */
const ECHOED = [
  'SRP_A', 'PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED', 'SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER', 'ADMIN_NO_SRP_AUTH',
];

/** Asks Define what comes next, and does it. */
export async function proceed(step: Step, signIn: SignIn): Promise<AuthAnswer> {
  const { user } = step.subject;
  const { challengeName, issueTokens, failAuthentication } = await define(step, signIn);
  if (failAuthentication) throw incorrectCredentials();
  if (issueTokens) return complete(step);
  switch (challengeName) {
    case CUSTOM_CHALLENGE:
      return create(step, signIn);
    case 'PASSWORD_VERIFIER':
      if (signIn.clientPublic !== undefined) return askPasswordVerifier(step, signIn, signIn.clientPublic);
      break;
    case 'NEW_PASSWORD_REQUIRED':
      if (user && signIn.passwordProved && mustChangePassword(user)) return askNewPassword(step, signIn, user);
      break;
  }
  if (challengeName && ECHOED.includes(challengeName)) return ask(step, signIn, challengeName, { USERNAME: signIn.username });
  step.call.trace('problem', {
    problem: `define auth challenge answered challengeName ${JSON.stringify(challengeName)} and neither issueTokens nor failAuthentication`,
  });
  throw unrecognizable();
}

/** The answer to a custom challenge: Verify judges it, and Define hears of it. */
export async function answerCustomChallenge(step: Step, signIn: SignIn, answer: string): Promise<AuthAnswer> {
  const { privateParameters, metadata } = signIn.created!;
  const response = await invoke(step, 'VerifyAuthChallengeResponse', 'VerifyAuthChallengeResponse_Authentication', {
    userAttributes: step.pool.triggerAttributes(step.subject.user),
    privateChallengeParameters: privateParameters,
    challengeAnswer: answer,
  }, { answerCorrect: null });
  const answerCorrect = optional(response.answerCorrect, isBoolean) ?? false;
  const round = { challengeName: CUSTOM_CHALLENGE, challengeResult: answerCorrect, challengeMetadata: metadata };
  return proceed(step, { ...signIn, rounds: [...signIn.rounds, round], created: undefined });
}

async function define(step: Step, signIn: SignIn) {
  const response = await invoke(step, 'DefineAuthChallenge', 'DefineAuthChallenge_Authentication', {
    userAttributes: step.pool.triggerAttributes(step.subject.user),
    session: signIn.rounds,
  }, { challengeName: null, issueTokens: null, failAuthentication: null });
  return {
    challengeName: optional(response.challengeName, isText),
    issueTokens: optional(response.issueTokens, isBoolean),
    failAuthentication: optional(response.failAuthentication, isBoolean),
  };
}

async function create(step: Step, signIn: SignIn): Promise<AuthAnswer> {
  const response = await invoke(step, 'CreateAuthChallenge', 'CreateAuthChallenge_Authentication', {
    userAttributes: step.pool.triggerAttributes(step.subject.user),
    challengeName: CUSTOM_CHALLENGE,
    session: signIn.rounds,
  }, { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null });
  const publicParameters = optional(response.publicChallengeParameters, isTextMap) ?? {};
  const privateParameters = optional(response.privateChallengeParameters, isTextMap) ?? {};
  const metadata = optional(response.challengeMetadata, isText) ?? null;
  if (Object.keys(privateParameters).length === 0) {
    step.call.trace('problem', { problem: 'create auth challenge answered no privateChallengeParameters, which Cognito refuses' });
    throw incorrectCredentials();
  }
  return ask(step, { ...signIn, created: { privateParameters, metadata } }, CUSTOM_CHALLENGE, {
    ...publicParameters,
    USERNAME: signIn.username,
  });
}

async function invoke(
  step: Step, trigger: TriggerName, source: string, request: Readonly<Record<string, unknown>>, response: Readonly<Record<string, null>>,
) {
  const { pool, client, call, subject, clientMetadata } = step;
  if (!pool.triggers.has(trigger)) throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
  return pool.triggers.invoke(call, {
    trigger,
    source,
    username: subject.username,
    clientId: client.id,
    request: {
      ...request,
      ...clientMetadata && { clientMetadata },
      ...client.hidesUnknownUsers && { userNotFound: !subject.user },
    },
    response,
  });
}

/** A value of an answer: absent, of the right type, or nothing that Cognito can read. */
function optional<T>(value: unknown, isRight: (given: unknown) => given is T): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRight(value)) throw unrecognizable();
  return value;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isTextMap = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
