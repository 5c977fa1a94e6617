import { createHash } from 'node:crypto';
import { App, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { synthPasswordless } from './fixtures/app';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { LocalCognito, LocalCognitoError, LocalCognitoOptions, startLocalCognito } from '../../local/src';

const USERNAME = 'alice@example.com';
let cloudAssembly: string;
const running: LocalCognito[] = [];

beforeAll(() => { cloudAssembly = synthPasswordless(); });
afterEach(async () => { await Promise.all(running.splice(0).map(async (local) => local.close())); });
afterAll(removeAssemblies);

async function start(options: Partial<LocalCognitoOptions> = {}): Promise<LocalCognito> {
  const local = await startLocalCognito({ cloudAssembly, users: [{ username: USERNAME }], ...options });
  running.push(local);
  return local;
}

async function call({ endpoint }: LocalCognito, operation: string, input: object): Promise<any> {
  const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
  return (await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) })).json();
}

async function signIn(local: LocalCognito, ANSWER = '42'): Promise<any> {
  const [{ id: ClientId }] = local.clients;
  const { Session } = await call(local, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME } });
  return call(local, 'RespondToAuthChallenge', { ChallengeName: 'CUSTOM_CHALLENGE', ClientId, Session, ChallengeResponses: { USERNAME, ANSWER } });
}

test('a synthesized app signs its users in', async () => {
  const logs: string[] = [];
  const local = await start({ onLog: (_name, line) => logs.push(line) });
  expect(local.pools).toMatchObject([{ stackName: 'Shop', path: 'Shop/Users', clients: [{ userPoolId: local.pools[0].id }] }]);
  expect(await signIn(local, 'wrong')).toHaveProperty('ChallengeName', 'CUSTOM_CHALLENGE');
  expect(await signIn(local)).toHaveProperty('AuthenticationResult.AccessToken');
  expect(logs.join('\n')).toContain('called for VerifyAuthChallengeResponse_Authentication');
  expect(local.trace.filter(({ type }) => type === 'trigger').map(({ detail }) => detail.trigger)).toContain('CreateAuthChallenge');
});

test('pools, clients and issuers are the same in each run, keys are not', async () => {
  const [one, other] = [await start(), await start()];
  const ids = ({ pools, clients }: LocalCognito) => [pools.map(({ id, issuer }) => [id, issuer]), clients];
  const keys = ({ pools }: LocalCognito) => createHash('sha256').update(JSON.stringify(pools[0].jwks)).digest('hex');
  expect(ids(one)).toEqual(ids(other));
  expect(keys(one)).not.toBe(keys(other));
});

test('a real function that sleeps is given up, and tried again', async () => {
  const local = await start({ lambdaTimeoutMs: 1 });
  expect((await call(local, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId: local.clients[0].id, AuthParameters: { USERNAME } })).__type)
    .toBe('UnexpectedLambdaException');
  expect(local.trace.filter(({ type }) => type === 'trigger').map(({ detail }) => detail.attempt)).toEqual([1, 2, 3]);
});

test('time is the one that it is given', async () => {
  let now = Date.now();
  const local = await start({ clock: () => now });
  const [{ id: ClientId }] = local.clients;
  const { Session } = await call(local, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME } });
  now += 3 * 60_000;
  const answer = { ChallengeName: 'CUSTOM_CHALLENGE', ClientId, Session, ChallengeResponses: { USERNAME, ANSWER: '42' } };
  expect((await call(local, 'RespondToAuthChallenge', answer)).message).toBe('Invalid session for the user, session is expired.');
});

test('users may be added later, and the trace be followed', async () => {
  const types: string[] = [];
  const local = await start({ users: [], onTrace: ({ type }) => types.push(type) });
  local.addUser({ username: USERNAME });
  await signIn(local);
  expect(new Set(types)).toEqual(new Set(['request', 'trigger', 'session', 'response']));
});

test('a user for all pools is left out, with a warning, of those that do not take such a name', async () => {
  const local = await start({
    cloudAssembly: synth((app) => {
      const stack = new Stack(app, 'Shop');
      for (const alias of ['email', 'phone']) customAuthPool(stack, alias, undefined, { signInAliases: { [alias]: true } }).addClient('Client');
    }),
    users: [{ username: USERNAME }, { username: '+491512345678' }],
  });
  expect(local.warnings).toEqual([
    expect.stringMatching(/^cannot add user alice@example.com to pool Shop\/phone: Username should be a phone number/),
    expect.stringMatching(/^cannot add user \+491512345678 to pool Shop\/email: Username should be an email/),
  ]);
});

test('closing ends the server, twice is once', async () => {
  const local = await start();
  await Promise.all([local.close(), local.close()]);
  await expect(fetch(local.endpoint)).rejects.toThrow();
});

test.each<[string, () => Partial<LocalCognitoOptions>, RegExp]>([
  ['no such folder', () => ({ cloudAssembly: '/nowhere/cdk.out' }), /nowhere/],
  ['no user pool', () => ({ cloudAssembly: synth((app) => new Stack(app, 'Empty')) }), /no user pool/],
  ['no custom authentication', () => ({ cloudAssembly: synth((app: App) => new UserPool(new Stack(app, 'Plain'), 'Pool')) }), /no user pool with the triggers/],
  ['a Node.js that is none', () => ({ node: '/bin/echo' }), /node \/bin\/echo is not a Node.js that runs/],
  ['a Node.js that is not there', () => ({ node: '/nowhere/node' }), /node \/nowhere\/node is not a Node.js that runs/],
  ['an address that others reach', () => ({ host: '0.0.0.0' }), /host 0.0.0.0 is not a loopback address/],
  ['a user with a weak password', () => ({ users: [{ username: 'bob@example.com', password: 'x' }] }), /cannot add user bob@example.com/],
])('%s is told by one clear line', async (_, options, message) => {
  const error: Error = await start(options()).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(LocalCognitoError);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('\n');
});

describe('invoke', () => {
  /** Does what the event says. */
  const code = `exports.handler = async ({ fail, end, value }) => {
    if (fail) throw new TypeError(fail);
    if (end) process.exit(1);
    return value;
  }`;
  const startWithFunction = () => start({
    cloudAssembly: synth((app) => {
      const stack = new Stack(app, 'Shop');
      customAuthPool(stack, 'Users', nodeFunction(stack, 'Own', code, { functionName: 'own-function' }));
    }),
    users: [],
  });

  test('runs a function of the app by its construct path or name', async () => {
    const local = await startWithFunction();
    expect(await local.invoke('Shop/Own', { value: { seen: ['ü'] } })).toEqual({ seen: ['ü'] });
    expect(await local.invoke('own-function', {})).toBeNull();
  });

  test('rejects with what the function throws, or how it ends', async () => {
    const local = await startWithFunction();
    await expect(local.invoke('Shop/Own', { fail: 'no' })).rejects.toMatchObject({ name: 'TypeError', message: 'no' });
    await expect(local.invoke('Shop/Own', { end: true })).rejects.toMatchObject({ name: 'Runtime.ExitError' });
  });

  test('tells which functions there are', async () => {
    const local = await startWithFunction();
    await expect(local.invoke('Shop/Other', {})).rejects.toThrow(new LocalCognitoError('no function Shop/Other, there are Shop/Own'));
  });
});
