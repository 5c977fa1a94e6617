import type { AppClient, AuthFlow } from '../app-client';
import type { Call } from '../environment';
import { invalidParameter, missingParameter, resourceNotFound } from '../errors';
import { optionalText, text, textMap } from '../input';
import { clientId, clientMetadata, operation, optionalSession, userPoolId, type Operation } from '../operation';
import type { Pool } from '../pool';
import type { CognitoService } from '../service';
import { initiate } from '../sign-in/initiate';
import { respond } from '../sign-in/respond';

const AUTH_FLOWS = [
  'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN', 'CUSTOM_AUTH', 'ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
];
const CHALLENGES = [
  'SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'SELECT_MFA_TYPE', 'MFA_SETUP', 'PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE', 'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER', 'ADMIN_NO_SRP_AUTH', 'NEW_PASSWORD_REQUIRED', 'SMS_OTP', 'PASSWORD', 'WEB_AUTHN', 'PASSWORD_SRP',
  // Not in the service's model; the answer to a Define that asks for SRP_A.
  'SRP_A',
];
const SYNONYMS: Readonly<Record<string, AuthFlow>> = { REFRESH_TOKEN: 'REFRESH_TOKEN_AUTH', ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH' };

const initiateShape = {
  AuthFlow: text({ oneOf: AUTH_FLOWS }),
  AuthParameters: textMap(),
  ClientId: clientId,
  ClientMetadata: clientMetadata,
  Session: optionalSession,
};
const respondShape = {
  ChallengeName: text({ oneOf: CHALLENGES }),
  ChallengeResponses: textMap(),
  ClientId: clientId,
  ClientMetadata: clientMetadata,
  Session: optionalText({ min: 20, max: 8192, secret: true }),
};
/** An Admin twin of the wrong pool is told that there is no such client. */
const admin = { UserPoolId: userPoolId };

interface Target {
  readonly pool: Pool;
  readonly client: AppClient;
}

interface InitiateInput {
  readonly AuthFlow: string;
  readonly AuthParameters?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}

export const AUTH_OPERATIONS: Readonly<Record<string, Operation>> = {
  InitiateAuth: operation(initiateShape, async (service, input, call) =>
    initiateAuth(service.client(input.ClientId), input, 'ADMIN_USER_PASSWORD_AUTH', call)),

  AdminInitiateAuth: operation({ ...initiateShape, ...admin }, async (service, input, call) =>
    initiateAuth(clientOfPool(service, input), input, 'USER_PASSWORD_AUTH', call)),

  RespondToAuthChallenge: operation(respondShape, async (service, input, call) =>
    respondToAuthChallenge(service.client(input.ClientId), input, call)),

  AdminRespondToAuthChallenge: operation({ ...respondShape, ...admin }, async (service, input, call) =>
    respondToAuthChallenge(clientOfPool(service, input), input, call)),
};

async function initiateAuth(target: Target, input: InitiateInput, elsewhere: AuthFlow, call: Call): Promise<object> {
  const flow = SYNONYMS[input.AuthFlow] ?? input.AuthFlow as AuthFlow;
  if (flow === elsewhere) throw invalidParameter('Initiate Auth method not supported.');
  return initiate({ ...target, call, clientMetadata: input.ClientMetadata }, flow, input.AuthParameters ?? {});
}

async function respondToAuthChallenge(target: Target, input: {
  readonly ChallengeName: string;
  readonly ChallengeResponses?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
  readonly Session?: string;
}, call: Call): Promise<object> {
  const needsSession = input.ChallengeName !== 'PASSWORD_VERIFIER';
  if (needsSession && input.Session === undefined) throw missingParameter('Session');
  const request = { ...target, call, clientMetadata: input.ClientMetadata };
  return respond(request, input.ChallengeName, input.ChallengeResponses ?? {}, input.Session);
}

function clientOfPool(service: CognitoService, input: { readonly UserPoolId: string; readonly ClientId: string }): Target {
  const pool = service.pool(input.UserPoolId);
  const target = service.client(input.ClientId);
  if (target.pool !== pool) throw resourceNotFound(`User pool client ${input.ClientId} does not exist.`);
  return target;
}
