import type { AuthFlow } from '../app-client';
import { missingParameter } from '../errors';
import type { Grant } from '../tokens';
import { refresh } from './complete';
import { proceed } from './custom-auth';
import { requireMaySignIn } from './may-sign-in';
import { checkPassword } from './password';
import { askPasswordVerifier, readClientPublic } from './password-verifier';
import { afterPassword } from './respond';
import { passed, type AuthAnswer, type SignIn, type Step, type Subject } from './state';
import { anySubjectNamed, subjectNamed } from './subject';

export type AuthParameters = Readonly<Record<string, string>>;
type Request = Omit<Step, 'subject'>;

/** Begins a sign-in. The client metadata of this request goes to PreAuthentication and UserMigration, and to no other trigger. */
export async function initiate(request: Request, flow: AuthFlow, parameters: AuthParameters): Promise<AuthAnswer> {
  request.client.requireFlow(flow);
  if (flow === 'REFRESH_TOKEN_AUTH') return initiateRefresh(request, parameters);
  const name = parameters.USERNAME;
  if (!name) throw missingParameter('USERNAME');
  request.client.requireSecretHash(name, parameters.SECRET_HASH);
  switch (flow) {
    case 'CUSTOM_AUTH':
      return initiateCustom(request, name, parameters);
    case 'USER_SRP_AUTH':
      return initiateSrp(request, name, parameters);
    default:
      return initiatePassword(request, flow, name, parameters);
  }
}

async function initiateCustom(request: Request, name: string, parameters: AuthParameters): Promise<AuthAnswer> {
  const { pool, client } = request;
  const startsWithSrp = parameters.SRP_A !== undefined || parameters.CHALLENGE_NAME === 'SRP_A';
  const clientPublic = startsWithSrp ? readClientPublic(parameters.SRP_A) : undefined;
  const subject = subjectNamed(pool, client, name);
  requireMaySignIn(subject.user);
  await preAuthentication(request, subject);
  const rounds = startsWithSrp ? [passed('SRP_A')] : [];
  return proceed({ ...request, subject, clientMetadata: undefined }, { ...begin(request, 'CUSTOM_AUTH', subject), rounds, clientPublic });
}

async function initiateSrp(request: Request, name: string, parameters: AuthParameters): Promise<AuthAnswer> {
  const clientPublic = readClientPublic(parameters.SRP_A);
  const subject = subjectNamed(request.pool, request.client, name);
  await preAuthentication(request, subject);
  return askPasswordVerifier({ ...request, subject }, begin(request, 'USER_SRP_AUTH', subject), clientPublic);
}

async function initiatePassword(request: Request, flow: AuthFlow, name: string, parameters: AuthParameters): Promise<AuthAnswer> {
  const subject = anySubjectNamed(request.pool, name);
  if (subject.user || request.client.hidesUnknownUsers) await preAuthentication(request, subject);
  const user = await checkPassword({ ...request, subject }, name, parameters.PASSWORD);
  const known = { username: user.username, user };
  return afterPassword({ ...request, subject: known, clientMetadata: undefined }, { ...begin(request, flow, known), passwordProved: true });
}

async function initiateRefresh(request: Request, parameters: AuthParameters): Promise<AuthAnswer> {
  const { pool, client } = request;
  if (parameters.REFRESH_TOKEN === undefined) throw missingParameter('REFRESH_TOKEN');
  const grant = pool.tokens.grantOf(parameters.REFRESH_TOKEN, client);
  client.requireSecretHash(grant.username, parameters.SECRET_HASH);
  return refreshGrant({ ...request, clientMetadata: undefined }, grant);
}

/** New tokens from a sign-in that has been, as long as its user may sign in. */
export async function refreshGrant(request: Request, grant: Grant): Promise<AuthAnswer> {
  const subject = subjectNamed(request.pool, request.client, grant.username);
  requireMaySignIn(subject.user);
  return refresh({ ...request, subject }, subject.user!, grant);
}

function begin({ client }: Request, flow: AuthFlow, { username }: Subject): SignIn {
  return { flow, clientId: client.id, username, rounds: [] };
}

async function preAuthentication({ pool, client, call, clientMetadata }: Request, { username, user }: Subject): Promise<void> {
  if (!pool.triggers.has('PreAuthentication')) return;
  await pool.triggers.invoke(call, {
    trigger: 'PreAuthentication',
    source: 'PreAuthentication_Authentication',
    username,
    clientId: client.id,
    request: {
      userAttributes: pool.triggerAttributes(user),
      validationData: clientMetadata ?? null,
      ...client.hidesUnknownUsers && { userNotFound: !user },
    },
    response: {},
  });
}
