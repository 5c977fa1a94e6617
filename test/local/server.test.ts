import { request } from 'node:http';
import { CLIENT_ID, FakeCognito, PASSWORD, PASSWORDLESS, POOL_ID, startFake, stopFakes } from './fixtures/cognito';
import { CognitoServer } from '../../local/src/server';

const TARGET = 'AWSCognitoIdentityProviderService';
const PAGE = 'http://localhost:5173';

afterEach(stopFakes);

async function post({ endpoint }: FakeCognito, operation: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': `${TARGET}.${operation}`, ...headers }, body });
}

/** `fetch` does not let one say which host is meant. */
async function getAs(endpoint: string, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${endpoint}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }).on('error', reject).end();
  });
}

describe('the API', () => {
  test('answers errors by status, type and message, in body and headers', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS });
    const response = await post(cognito, 'InitiateAuth', JSON.stringify({ AuthFlow: 'CUSTOM_AUTH', ClientId: CLIENT_ID, AuthParameters: { USERNAME: 'x' } }));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ __type: 'UserNotFoundException', message: 'User does not exist.' });
    expect(response.headers.get('x-amzn-errortype')).toBe('UserNotFoundException:');
    expect(response.headers.get('x-amzn-errormessage')).toBe('User does not exist.');
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, string, string, string]>([
    ['an unknown operation', 'MakeCoffee', '{}', 'UnknownOperationException'],
    ['a name that every object has', 'constructor', '{}', 'UnknownOperationException'],
    ['no operation', '', '{}', 'UnknownOperationException'],
    ['a body that is no JSON', 'InitiateAuth', '{', 'SerializationException'],
    ['a body that is no structure', 'InitiateAuth', '[]', 'SerializationException'],
    ['a body of null', 'InitiateAuth', 'null', 'SerializationException'],
    ['an empty body', 'InitiateAuth', '', 'InvalidParameterException'],
    ['members of the prototype', 'InitiateAuth', '{"__proto__":{"AuthFlow":"CUSTOM_AUTH"}}', 'InvalidParameterException'],
  ])('%s', async (_, operation, body, type) => {
    const response = await post(await startFake(), operation, body);
    expect([response.status, (await response.json() as any).__type]).toEqual([400, type]);
  });

  test('an error text of a function with line breaks and other alphabets arrives whole', async () => {
    const text = 'première\nligne ✓';
    const cognito = await startFake({ triggers: { ...PASSWORDLESS, DefineAuthChallenge: () => { throw new Error(text); } }, users: [{ username: 'alice' }] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }))).toBe(`UserLambdaValidationException: DefineAuthChallenge failed with error ${text}.`);
  });

  test('a body beyond one megabyte is refused, and the server goes on', async () => {
    const cognito = await startFake({ users: [{ username: 'alice' }] });
    const outcome = await post(cognito, 'InitiateAuth', 'x'.repeat(3 * 1024 * 1024)).then(({ status }) => status, () => 'closed');
    expect([413, 'closed']).toContain(outcome);
    await expect(cognito.call('AdminGetUser', { UserPoolId: POOL_ID, Username: 'alice' })).resolves.toHaveProperty('Username');
  });

  test('something that goes wrong inside tells the client nothing', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [{ username: 'alice' }], intercept: async () => { throw new Error('internal detail'); } });
    const response = await post(cognito, 'InitiateAuth', JSON.stringify({ AuthFlow: 'CUSTOM_AUTH', ClientId: CLIENT_ID, AuthParameters: { USERNAME: 'alice' } }));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('internal detail');
    expect(cognito.trace.entries.at(-1)).toMatchObject({ type: 'error', detail: { cause: expect.stringContaining('internal detail') } });
  });
});

describe('web pages', () => {
  test('may use the API, and read the headers that clients look at', async () => {
    const cognito = await startFake();
    const preflight = await fetch(cognito.endpoint, {
      method: 'OPTIONS',
      headers: { 'origin': PAGE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-amz-target,x-amz-user-agent' },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target,x-amz-user-agent');

    const answer = await post(cognito, 'InitiateAuth', '{}', { origin: PAGE });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toBe('x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date');
    const jwks = await fetch(`${cognito.endpoint}/${POOL_ID}/.well-known/jwks.json`, { headers: { origin: PAGE } });
    expect(jwks.headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each(['/', '/outbox', '/trace'])('may not read %s', async (path) => {
    const cognito = await startFake();
    const response = await fetch(`${cognito.endpoint}${path}`, { headers: { origin: PAGE } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await getAs(cognito.endpoint, path, 'rebound.example.com')).toBe(403);
    expect(await getAs(cognito.endpoint, path, 'localhost:9229')).toBe(200);
  });

  test('may not empty the outbox: a preflight does not allow DELETE', async () => {
    const cognito = await startFake();
    const preflight = await fetch(`${cognito.endpoint}/outbox`, { method: 'OPTIONS', headers: { 'origin': PAGE, 'access-control-request-method': 'DELETE' } });
    expect(preflight.headers.get('access-control-allow-methods')).not.toContain('DELETE');
  });
});

describe('the pages of the developer', () => {
  const get = async ({ endpoint }: FakeCognito, path: string) => (await fetch(`${endpoint}${path}`)).json() as Promise<any>;

  test('outbox: all mails, those to somebody, none after DELETE', async () => {
    const cognito = await startFake({ pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] } });
    for (const Username of ['alice@example.com', 'bob@example.com']) await cognito.call('SignUp', { ClientId: CLIENT_ID, Username, Password: PASSWORD });
    expect(await get(cognito, '/outbox')).toHaveLength(2);
    expect(await get(cognito, '/outbox?to=Bob@example.com')).toMatchObject([{ to: ['bob@example.com'], subject: 'Your verification code' }]);
    await fetch(`${cognito.endpoint}/outbox`, { method: 'DELETE' });
    expect(await get(cognito, '/outbox')).toEqual([]);
  });

  test('outbox: texts to a number, with its plus sign written as it is or not at all', async () => {
    const cognito = await startFake({ pool: { UsernameAttributes: ['phone_number'], AutoVerifiedAttributes: ['phone_number'] } });
    for (const Username of ['+15550123', '+15550124']) await cognito.call('SignUp', { ClientId: CLIENT_ID, Username, Password: PASSWORD });
    for (const to of ['+15550123', '%2B15550123', '15550123']) {
      expect(await get(cognito, `/outbox?to=${to}`)).toMatchObject([{ channel: 'SMS', to: ['+15550123'], text: expect.stringMatching(/\d{6}/) }]);
    }
  });

  test('overview: pools, clients, pages; no secrets', async () => {
    const cognito = await startFake({ secret: 'topsecret' });
    const overview = await get(cognito, '/');
    expect(overview).toMatchObject({ endpoint: cognito.endpoint, pools: [{ id: POOL_ID, clients: [{ id: CLIENT_ID, hasSecret: true }] }] });
    expect(JSON.stringify(overview)).not.toContain('topsecret');
  });

  test('trace: what happened, in order, under one request id; neither passwords nor tokens', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [{ username: 'alice', password: PASSWORD }] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    const { AuthenticationResult } = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session);
    await cognito.errorOf(cognito.call('GetUser', { AccessToken: 'x' }));
    const trace = await get(cognito, '/trace');
    expect(trace.map(({ type, detail }: any) => [type, detail.operation ?? detail.trigger ?? detail.awaits])).toEqual([
      ['request', 'InitiateAuth'],
      ['trigger', 'DefineAuthChallenge'],
      ['trigger', 'CreateAuthChallenge'],
      ['session', 'CUSTOM_CHALLENGE'],
      ['response', 'InitiateAuth'],
      ['request', 'RespondToAuthChallenge'],
      ['trigger', 'VerifyAuthChallengeResponse'],
      ['trigger', 'DefineAuthChallenge'],
      ['response', 'RespondToAuthChallenge'],
      ['request', 'GetUser'],
      ['error', 'GetUser'],
    ]);
    expect(new Set(trace.slice(0, 5).map(({ detail }: any) => detail.requestId)).size).toBe(1);
    for (const secret of [PASSWORD, Session, ...Object.values(AuthenticationResult).filter((value) => String(value).length > 100)]) {
      expect(JSON.stringify(trace)).not.toContain(secret);
    }
  });

  test.each(['/nothing', `/${POOL_ID}/.well-known/other`, '/eu-west-1_other/.well-known/jwks.json', '//'])('nothing at %s', async (path) => {
    const cognito = await startFake();
    expect((await fetch(`${cognito.endpoint}${path}`)).status).toBe(404);
  });
});

test('a port in use is told by one line', async () => {
  const { service, endpoint } = await startFake();
  const port = Number(new URL(endpoint).port);
  const server = new CognitoServer({ service, inspection: undefined as never, host: '127.0.0.1', port });
  await expect(server.listen()).rejects.toThrow(`cannot listen on port ${port} of 127.0.0.1: it is in use, choose another with --port`);
});
