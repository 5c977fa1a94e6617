import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { definitionOf, folderOf, removeFolders, runnerOf } from './fixtures/functions';
import { bootstrapProgram } from '../../local/src/runtime/bootstrap';

const LONG_MS = 20_000;

/** A handler that ends only once the file `event.gate` is there. */
const GATED = `
const fs = require('node:fs');
exports.handler = async ({ gate }) => {
  while (gate && !fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
  return process.pid;
};`;

afterAll(removeFolders);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function payloadOf<T>(outcome: ReturnType<ReturnType<typeof runnerOf>['invoke']>): Promise<T> {
  const result = await outcome;
  expect(result).toMatchObject({ kind: 'response' });
  return JSON.parse((result as { payload: string }).payload);
}

describe('processes of a function', () => {
  test('one invocation after the other shares a warm process; those at once get one each', async () => {
    const definition = definitionOf(GATED);
    const runner = runnerOf([definition]);
    const first = await payloadOf<number>(runner.invoke(definition.arn, {}, LONG_MS));
    const second = await payloadOf<number>(runner.invoke(definition.arn, {}, LONG_MS));
    expect(second).toBe(first);

    const gate = path.join(folderOf({}), 'open');
    const together = [1, 2, 3].map(() => runner.invoke(definition.arn, { gate }, LONG_MS));
    writeFileSync(gate, '');
    const pids = await Promise.all(together.map(async (outcome) => payloadOf<number>(outcome)));
    expect(new Set(pids).size).toBe(3);
    await runner.close();
  });

  test('invocations beyond the limit wait until a process is free', async () => {
    const definition = definitionOf(GATED);
    const runner = runnerOf([definition], { maxConcurrency: 2 });
    const gate = path.join(folderOf({}), 'open');
    const together = [1, 2, 3, 4, 5].map(() => runner.invoke(definition.arn, { gate }, LONG_MS));
    writeFileSync(gate, '');
    const pids = await Promise.all(together.map(async (outcome) => payloadOf<number>(outcome)));
    expect(new Set(pids).size).toBe(2);
    await runner.close();
  });

  test('processes that break down make room for the invocations that wait', async () => {
    const definition = definitionOf('exports.handler = async ({ spin }) => { while (spin); process.exit(7); };', { timeoutSeconds: 0.1 });
    const runner = runnerOf([definition], { maxConcurrency: 1 });
    const outcomes = await Promise.all([true, false, true, false].map((spin) => runner.invoke(definition.arn, { spin }, LONG_MS)));
    expect(outcomes).toMatchObject(['Sandbox.Timedout', 'Runtime.ExitError', 'Sandbox.Timedout', 'Runtime.ExitError'].map((errorType) => ({ errorType })));
    expect(await runner.invoke(definition.arn, {}, LONG_MS)).toMatchObject({ errorType: 'Runtime.ExitError' });
    await runner.close();
  });

  test('a caller that stops waiting gets a timeout, and the function goes on', async () => {
    const definition = definitionOf(GATED.replace('return', 'if (gate) fs.writeFileSync(`${gate}.done`, ""); return'));
    const runner = runnerOf([definition]);
    const gate = path.join(folderOf({}), 'open');
    const busy = await payloadOf<number>(runner.invoke(definition.arn, {}, LONG_MS));
    expect(await runner.invoke(definition.arn, { gate }, 50)).toEqual({ kind: 'timeout' });
    expect(await payloadOf<number>(runner.invoke(definition.arn, {}, LONG_MS))).not.toBe(busy);
    writeFileSync(gate, '');
    while (!existsSync(`${gate}.done`)) await new Promise((resolve) => setTimeout(resolve, 5));
    await runner.close();
  });

  test('close ends all of them, also busy ones, and answers whoever waits', async () => {
    const definition = definitionOf('console.log(process.pid); exports.handler = () => { for (;;); };', { timeoutSeconds: 900 });
    const pids: number[] = [];
    let started = () => {};
    const twoStarted = new Promise<void>((resolve) => { started = resolve; });
    const runner = runnerOf([definition], {
      maxConcurrency: 2,
      onLog: (_, line) => {
        pids.push(Number(line));
        if (pids.length === 2) started();
      },
    });
    const outcomes = [1, 2, 3].map(() => runner.invoke(definition.arn, {}, LONG_MS));
    await twoStarted;
    await runner.close();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['crash', 'crash', 'crash']);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(await runner.invoke(definition.arn, {}, LONG_MS)).toEqual({ kind: 'crash', errorMessage: 'the local server is closed' });
  });

  test('they end when the server dies without closing them', async () => {
    const { codeDir } = definitionOf('exports.handler = async () => 1;');
    const server = `
      const child = require('node:child_process').spawn(process.execPath,
        ['-e', process.argv[1], process.argv[2], 'commonjs', 'handler'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.once('message', () => console.log(child.pid));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', server, bootstrapProgram(), path.join(codeDir, 'index.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    expect(isAlive(pid)).toBe(true);
    // The function's process has the other end too, so the pipe ends when both are gone.
    const pipeEnded = once(parent.stdout, 'end');
    parent.kill('SIGKILL');
    await pipeEnded;
  });
});

describe('what a function finds', () => {
  const TELL = 'exports.handler = async (event, context) => ({ env: process.env, cwd: process.cwd(), context, left: context.getRemainingTimeInMillis() });';

  test('the environment of the template and of Lambda, and none of the developer', async () => {
    process.env.AWS_PROFILE = 'production';
    process.env.AWS_ACCESS_KEY_ID = 'AKIAREAL';
    process.env.SOME_SECRET = 'x';
    try {
      const definition = definitionOf(TELL, { environment: { TABLE: 'T', AWS_ENDPOINT_URL_KMS: 'https://kms.example.com' } });
      const runner = runnerOf([definition], { endpoints: { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1' } });
      const { env, cwd } = await payloadOf<{ env: NodeJS.ProcessEnv; cwd: string }>(runner.invoke(definition.arn, {}, LONG_MS));
      await runner.close();
      expect(env).toMatchObject({
        TABLE: 'T',
        AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'Fn',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Fn',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
        LAMBDA_TASK_ROOT: cwd,
        _HANDLER: 'index.handler',
        TZ: ':UTC',
      });
      expect(env.AWS_ACCESS_KEY_ID).toMatch(/^ASIA[0-9A-F]{16}$/);
      expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
      expect(JSON.stringify(env)).not.toContain('AKIAREAL');
      expect(env.SOME_SECRET).toBeUndefined();
      expect(env.HOME).not.toBe(process.env.HOME);
    } finally {
      for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'SOME_SECRET']) delete process.env[name];
    }
  });

  test('the context object of Lambda, with the ARN that was called', async () => {
    const definition = definitionOf(TELL, { timeoutSeconds: 5 });
    const runner = runnerOf([definition]);
    const invoke = async () => payloadOf<{ context: Record<string, unknown>; left: number }>(runner.invoke(`${definition.arn}:live`, {}, LONG_MS));
    const [first, second] = [await invoke(), await invoke()];
    await runner.close();
    expect(first.context).toMatchObject({
      functionName: 'Fn',
      functionVersion: '$LATEST',
      invokedFunctionArn: `${definition.arn}:live`,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/Fn',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(second.context.awsRequestId).not.toBe(first.context.awsRequestId);
    expect(first.left).toBeGreaterThan(0);
    expect(first.left).toBeLessThanOrEqual(5000);
  });

  test('the time of the clock that the server is given, from loading on', async () => {
    let now = Date.parse('2031-02-03T04:05:06Z');
    const definition = definitionOf(`const loaded = new Date().toISOString();
      exports.handler = async () => [loaded, new Date().toISOString(), new Date(Date.now()).toISOString(), new Date(0).toISOString(), new Date() instanceof Date];`);
    const runner = runnerOf([definition], { clock: () => now });
    const invoke = async () => payloadOf<string[]>(runner.invoke(definition.arn, {}, LONG_MS));
    const second = /^2031-02-03T04:05:0\d/;
    expect(await invoke()).toEqual([...Array(3).fill(expect.stringMatching(second)), '1970-01-01T00:00:00.000Z', true]);
    now += 3_600_000;
    expect(await invoke()).toEqual([expect.stringMatching(second), ...Array(2).fill(expect.stringMatching(/^2031-02-03T05:05:0\d/)), '1970-01-01T00:00:00.000Z', true]);
    await runner.close();
  });

  test('the AWS SDK that Lambda brings along, and no other package of the project', async () => {
    const files = (load: string) => ({ 'index.mjs': `export const handler = async () => typeof (await import('${load}'));` });
    const sdk = definitionOf(files('@aws-sdk/client-kms'), { name: 'Sdk' });
    const other = definitionOf(files('aws4'), { name: 'Other' });
    const runner = runnerOf([sdk, other]);
    expect(await payloadOf(runner.invoke(sdk.arn, {}, LONG_MS))).toBe('object');
    expect(await runner.invoke(other.arn, {}, LONG_MS)).toMatchObject({ kind: 'error', errorMessage: expect.stringContaining('Cannot find package') });
    await runner.close();
  });

  test('its own code as CommonJS, also when the project around cdk.out is a module', async () => {
    const project = folderOf({ 'package.json': '{"type":"module"}', 'cdk.out/asset.1/index.js': 'exports.handler = async () => "cjs";' });
    const definition = definitionOf('', { codeDir: path.join(project, 'cdk.out/asset.1') });
    const runner = runnerOf([definition]);
    expect(await payloadOf(runner.invoke(definition.arn, {}, LONG_MS))).toBe('cjs');
    await runner.close();
  });
});

test('each printed line reaches the log with the name of the function', async () => {
  const definition = definitionOf('exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); };');
  const lines: string[] = [];
  let done = () => {};
  const allThree = new Promise<void>((resolve) => { done = resolve; });
  const runner = runnerOf([definition], {
    onLog: (name, line) => {
      lines.push(`${name}: ${line}`);
      if (lines.length === 3) done();
    },
  });
  await runner.invoke(definition.arn, {}, LONG_MS);
  await allThree;
  await runner.close();
  expect(lines.sort()).toEqual(['Fn: one', 'Fn: three', 'Fn: two']);
});
