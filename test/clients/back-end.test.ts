// The HTTP API of docs/clients.md, on the AWS SDK for JavaScript v3.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AdminCreateUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { MINUTE, PASSWORD, useStage, type PoolName } from '../sign-in/stage';
import { otherThan } from '../sign-in/stories/outcomes';
import { load } from '../support/recipes';

type Reply = Record<string, any>;

const SECTION = 'AWS SDK for JavaScript v3 in a back end';
const stage = useStage(process.execPath);
const before = { ...process.env };
let server: Server | undefined;

afterEach(() => {
  process.env = { ...before };
  server?.close();
  server?.closeAllConnections();
});

/** Serves the API for a pool and gives the function of a page that calls it. */
async function serve(pool: PoolName): Promise<(path: string, body: object) => Promise<Reply>> {
  enter(pool);
  server = load(SECTION, 'server.js').server as Server;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(body) });
    expect(response.headers.get('cache-control')).toBe('no-store');
    return { status: response.status, ...await response.json() as Reply };
  };
}

function enter(pool: PoolName) {
  const { endpoint, region, userPoolId, clientId, secret } = stage.target(pool, 'Confidential');
  Object.assign(process.env, {
    AWS_REGION: region, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint, USER_POOL_ID: userPoolId, CLIENT_ID: clientId, CLIENT_SECRET: secret,
  });
}

test('somebody signs in: a wrong code, another one, the right one, and later tokens', async () => {
  const post = await serve('passwordless');
  const user = stage.newUser('passwordless');
  const { name: username } = user;
  const { session, challenge } = await post('/login', { username });
  expect(challenge).toEqual({
    challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60',
  });
  const first = stage.codeFor(user);
  const wrong = await post('/verify', { username, session, answer: otherThan(first) });
  expect(wrong).toMatchObject({ status: 200, challenge: { error: 'CODE_MISMATCH' } });
  stage.advance(MINUTE);
  const again = await post('/verify', { username, session: wrong.session, resend: 'true' });
  expect(again.challenge).not.toHaveProperty('error');

  const { tokens } = await post('/verify', { username, session: again.session, answer: stage.codeFor(user) });
  const target = stage.target('passwordless', 'Confidential');
  expect((await stage.claims(target, tokens)).id.email).toBe(user.email);

  const { refreshToken } = tokens;
  const refreshed = await post('/refresh', { refreshToken });
  expect((await stage.claims(target, refreshed.tokens)).id.email).toBe(user.email);
  expect(refreshed.tokens).not.toHaveProperty('refreshToken');
  expect(await post('/logout', { refreshToken })).toEqual({ status: 200 });
  expect(await post('/refresh', { refreshToken })).toEqual({ status: 401, error: 'NotAuthorizedException' });
});

test.each<PoolName>(['srpAndCustom', 'passwordVerifier'])('a password comes first (%s)', async (pool) => {
  enter(pool);
  const user = stage.newUser(pool);
  const { loginWithPassword } = load(SECTION, 'sign-in-with-password.js');
  const { verify } = load(SECTION, 'sign-in.js');
  const { session, challenge } = await loginWithPassword({ username: user.name, password: PASSWORD });
  expect(challenge.challenge).toBe('EMAIL_CODE');
  const { tokens } = await verify({ username: user.name, session, answer: stage.codeFor(user) });
  expect((await stage.claims(stage.target(pool, 'Confidential'), tokens)).id.email).toBe(user.email);
  await expect(loginWithPassword({ username: user.name, password: otherThan(PASSWORD) })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

describe('sign-up', () => {
  let newcomers = 0;
  const newcomer = () => {
    newcomers += 1;
    return { name: '', phone: '', email: `new-${newcomers}@example.com` };
  };

  test('proves the address, and goes on with a sign-in', async () => {
    const post = await serve('passwordless');
    const user = newcomer();
    const { email } = user;
    expect(await post('/sign-up', { email })).toEqual({ status: 200 });
    expect(await post('/login', { username: email })).toEqual({ status: 403, error: 'UserNotConfirmedException' });
    const code = stage.codeFor(user);
    expect(await post('/confirm-sign-up', { email, code: otherThan(code) })).toEqual({ status: 400, error: 'CodeMismatchException' });

    const { session, challenge } = await post('/confirm-sign-up', { email, code });
    expect(challenge).toMatchObject({ challenge: 'EMAIL_CODE' });
    const { tokens } = await post('/verify', { username: email, session, answer: stage.codeFor(user) });
    const { id } = await stage.claims(stage.target('passwordless', 'Confidential'), tokens);
    expect(id).toMatchObject({ email, email_verified: true });
  });

  test('says the same to everybody; who has not confirmed gets another code, who has none', async () => {
    const post = await serve('passwordless');
    const unconfirmed = newcomer();
    for (let i = 0; i < 2; i += 1) expect(await post('/sign-up', { email: unconfirmed.email })).toEqual({ status: 200 });
    expect(stage.messagesFor(unconfirmed)).toHaveLength(2);
    const user = stage.newUser('passwordless');
    expect(await post('/sign-up', { email: user.email })).toEqual({ status: 200 });
    expect(stage.messagesFor(user)).toHaveLength(0);
  });
});

test('a user that an administrator makes signs in at once', async () => {
  const post = await serve('passwordless');
  const user = { name: '', phone: '', email: 'made@example.com' };
  const { endpoint, region, userPoolId } = stage.target('passwordless');
  const administrator = new CognitoIdentityProviderClient({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  await administrator.send(new AdminCreateUserCommand({
    UserPoolId: userPoolId,
    Username: user.email,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: user.email }, { Name: 'email_verified', Value: 'true' }],
  }));
  const { session } = await post('/login', { username: user.email });
  expect(await post('/verify', { username: user.email, session, answer: stage.codeFor(user) })).toHaveProperty('tokens');
});

test.each<[string, string, object, number, string]>([
  ['no such route', '/toString', {}, 404, 'NotFound'],
  ['no name', '/login', {}, 400, 'InvalidParameterException'],
  ['a name that is no text', '/login', { username: { $ne: 1 } }, 400, 'SyntaxError'],
  ['a made-up session', '/verify', { username: 'a@example.com', session: 'x'.repeat(30), answer: '1' }, 401, 'NotAuthorizedException'],
  ['too much', '/login', { username: 'x'.repeat(30_000) }, 413, 'TooLarge'],
])('%s is refused', async (_, path, body, status, error) => {
  const post = await serve('passwordless');
  expect(await post(path, body)).toEqual({ status, error });
});

test('whoever answers three times wrongly begins anew', async () => {
  const post = await serve('passwordless');
  const { name: username } = stage.newUser('passwordless');
  let { session } = await post('/login', { username });
  for (let i = 0; i < 2; i += 1) ({ session } = await post('/verify', { username, session, answer: 'wrong' }));
  expect(await post('/verify', { username, session, answer: 'wrong' })).toEqual({ status: 401, error: 'NotAuthorizedException' });
});
