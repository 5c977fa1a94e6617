import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { App, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { synthPasswordless } from './fixtures/app';
import { compilePackage, removeCompiled } from './fixtures/compiled';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';

const USERNAME = 'alice@example.com';
const started: ChildProcess[] = [];
let cloudAssembly: string;
let program: string;

jest.setTimeout(60_000);
beforeAll(() => {
  cloudAssembly = synthPasswordless();
  program = path.join(compilePackage(), 'lib/cli.js');
});
afterEach(() => { for (const child of started.splice(0)) child.kill('SIGKILL'); });
afterAll(() => {
  removeAssemblies();
  removeCompiled();
});

function cli(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
}

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = cli(...args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')]);
  return { code, stdout, stderr };
}

/** A server that is up, and the lines that it prints. */
async function serve(...args: string[]): Promise<{ child: ChildProcess; endpoint: string; lines: string[] }> {
  const child = cli('serve', cloudAssembly, '--port', '0', ...args);
  const lines: string[] = [];
  const stderr = text(child.stderr!);
  const endpoint = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => {
      lines.push(line);
      const [, url] = /Cognito is at (\S+)/.exec(line) ?? [];
      if (url) resolve(url);
    });
    child.once('exit', () => void stderr.then((told) => reject(new Error(told))));
  });
  return { child, endpoint, lines };
}

async function call(endpoint: string, operation: string, input: object): Promise<any> {
  const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
  return (await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) })).json();
}

/** Processes whose parent is the given one. */
async function childrenOf(pid: number): Promise<string[]> {
  return (await text(spawn('ps', ['-o', 'pid=', '--ppid', String(pid)]).stdout)).split('\n').map((line) => line.trim()).filter(Boolean);
}

async function isAlive(pid: string): Promise<boolean> {
  return (await text(spawn('ps', ['-o', 'stat=', '-p', pid]).stdout)).trim().replace(/^Z.*/, '') !== '';
}

describe('serve', () => {
  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])('signs in, prints what happens, and %s leaves nothing running', async (signal) => {
    const { child, endpoint, lines } = await serve('--user', `${USERNAME}:Passw0rd!:with:colons`);
    const { pools: [{ id: UserPoolId, clients: [{ id: ClientId }] }] } = await (await fetch(endpoint)).json() as any;
    const { Session } = await call(endpoint, 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME } });
    const answer = { ChallengeName: 'CUSTOM_CHALLENGE', ClientId, Session, ChallengeResponses: { USERNAME, ANSWER: '42' } };
    const { AuthenticationResult } = await call(endpoint, 'RespondToAuthChallenge', answer);
    await call(endpoint, 'SignUp', { ClientId, Username: 'bob@example.com', Password: 'Passw0rd!' });
    const functions = await childrenOf(child.pid!);
    expect(functions.length).toBeGreaterThan(0);

    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    for (const pid of functions) expect(await isAlive(pid)).toBe(false);
    await expect(fetch(endpoint)).rejects.toThrow();

    const printed = lines.join('\n');
    for (const part of [
      UserPoolId, ClientId, 'Shop/Users', 'DefineAuthChallenge', `userPoolEndpoint: '${endpoint}'`, `${endpoint}/outbox`,
      `> InitiateAuth CUSTOM_AUTH ${USERNAME}`, 'DefineAuthChallenge [] -> challengeName=CUSTOM_CHALLENGE', 'called for CreateAuthChallenge_Authentication',
      'mail to bob@example.com: ', '< RespondToAuthChallenge tokens',
    ]) expect(printed).toContain(part);
    for (const secret of ['Passw0rd!', ...Object.values(AuthenticationResult).map(String).filter((value) => value.length > 100)]) {
      expect(printed).not.toContain(secret);
    }
  });

  test('ends in good order when nobody reads any more what it prints', async () => {
    const { child, endpoint } = await serve();
    const exit = once(child, 'exit');
    child.stdout!.destroy();
    await call(endpoint, 'GetUser', { AccessToken: 'x' });
    expect(await exit).toEqual([0, null]);
  });

  test('--quiet prints where it is and no more', async () => {
    const { child, endpoint, lines } = await serve('--quiet', '--user', USERNAME);
    await call(endpoint, 'GetUser', { AccessToken: 'x' });
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(lines.join('\n')).not.toContain('GetUser');
  });
});

test.each<[string, string[], RegExp]>([
  ['--help', ['--help'], /serve <cdk.out>/],
  ['-h', ['-h'], /serve <cdk.out>/],
  ['nothing', [], /serve <cdk.out>/],
  ['--version', ['--version'], /^\d+\.\d+\.\d+\n$/],
])('%s', async (_, args, expected) => {
  const { code, stdout } = await run(...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(expected);
});

test.each<[string, () => string[], string]>([
  ['another command', () => ['deploy'], 'unknown command deploy, there is only serve; see --help'],
  ['no folder', () => ['serve'], 'serve needs the folder that cdk synth wrote, usually cdk.out; see --help'],
  ['two folders', () => ['serve', 'a', 'b'], 'unexpected b, serve takes one folder; see --help'],
  ['an unknown option', () => ['serve', cloudAssembly, '--prot', '1'], "Unknown option '--prot'"],
  ['an option without its value', () => ['serve', cloudAssembly, '--port'], "Option '--port <value>' argument missing"],
  ['a port that is none', () => ['serve', cloudAssembly, '--port', '70000'], '--port 70000 is not a port, give a number from 0 to 65535'],
  ['a port of letters', () => ['serve', cloudAssembly, '--port', 'http'], '--port http is not a port'],
  ['a user without a name', () => ['serve', cloudAssembly, '--user', ':secret'], '--user needs <name>:<password> or <name>, the name is missing'],
  ['a user with a weak password', () => ['serve', cloudAssembly, '--user', `${USERNAME}:weak`], `cannot add user ${USERNAME} to pool Shop/Users`],
  ['a user whose name does not fit', () => ['serve', cloudAssembly, '--user', 'alice:Passw0rd!'], 'Username should be an email.'],
  ['a host that others reach', () => ['serve', cloudAssembly, '--host', '0.0.0.0'], 'host 0.0.0.0 is not a loopback address'],
  ['no such folder', () => ['serve', '/nowhere/cdk.out'], '/nowhere/cdk.out'],
  ['a folder that is no cloud assembly', () => ['serve', __dirname], 'manifest.json'],
  ['no user pool', () => ['serve', synth((app) => new Stack(app, 'Empty'))], 'no user pool'],
  ['no custom authentication', () => ['serve', synth((app: App) => new UserPool(new Stack(app, 'Plain'), 'Pool'))], 'no user pool with the triggers'],
  ['a runtime that is not Node.js', () => ['serve', synth((app: App) => {
    const stack = new Stack(app, 'Python');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Trigger', '', { runtime: lambda.Runtime.PYTHON_3_12, code: lambda.Code.fromInline('x') }));
  })], 'python3.12'],
])('bad input: %s', async (_, args, expected) => {
  const { code, stdout, stderr } = await run(...args());
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(expected);
  expect(stderr).toMatch(/^cognito-custom-auth-local: [^\n]+\n$/);
  expect(stderr).not.toMatch(/secret|:weak/);
});

test('bad input: a port in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, stderr } = await run('serve', cloudAssembly, '--port', String(port));
  other.close();
  expect(code).toBe(2);
  expect(stderr).toBe(`cognito-custom-auth-local: cannot listen on port ${port} of 127.0.0.1: it is in use, choose another with --port\n`);
});
