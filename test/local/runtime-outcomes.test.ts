import { definitionOf, removeFolders, runnerOf } from './fixtures/functions';
import { FunctionDefinition, InvocationOutcome } from '../../local/src/model';

const LONG_MS = 20_000;

afterAll(removeFolders);

type Files = Readonly<Record<string, string>>;

async function outcomeOf(code: string | Files, event: unknown = {}, overrides: Partial<FunctionDefinition> = {}): Promise<InvocationOutcome> {
  const definition = definitionOf(code, overrides);
  const runner = runnerOf([definition]);
  try {
    return await runner.invoke(definition.arn, event, LONG_MS);
  } finally {
    await runner.close();
  }
}

describe('a handler that answers', () => {
  test.each<[string, string | Files, string, unknown]>([
    ['async', 'exports.handler = async (event) => ({ got: event });', 'index.handler', { got: { a: 'é' } }],
    ['callback', 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, { got: event }), 1); };', 'index.handler', { got: { a: 'é' } }],
    ['context.succeed', 'exports.handler = (event, context) => { context.succeed("done"); };', 'index.handler', 'done'],
    ['callback without waiting for the event loop',
      'exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 1); };',
      'index.handler', 1],
    ['ES module by extension', { 'index.mjs': 'export const handler = async () => import.meta.url.endsWith("index.mjs");' }, 'index.handler', true],
    ['ES module by package.json',
      { 'package.json': '{"type":"module"}', 'index.js': 'import { one } from "./one.js"; export const handler = async () => one;', 'one.js': 'export const one = 1;' },
      'index.handler', 1],
    ['CommonJS by extension', { 'index.cjs': 'exports.handler = async () => 2;' }, 'index.handler', 2],
    ['in a folder', { 'dir/file.js': 'exports.other = async () => 3;' }, 'dir/file.other', 3],
    ['nested export', 'exports.a = { b: async () => 4 };', 'index.a.b', 4],
    ['undefined', 'exports.handler = async () => {};', 'index.handler', null],
    ['a function, which JSON does not have', 'exports.handler = async () => () => {};', 'index.handler', null],
    ['nothing at all', 'exports.handler = () => {};', 'index.handler', null],
    ['a promise that nothing will ever settle', 'exports.handler = () => new Promise(() => {});', 'index.handler', null],
  ])('%s', async (_, code, handler, expected) => {
    const outcome = await outcomeOf(code, { a: 'é' }, { handler });
    expect(outcome).toEqual({ kind: 'response', payload: JSON.stringify(expected) });
  });
});

describe('a handler that fails', () => {
  test.each<[string, string, string, string]>([
    ['throws', 'exports.handler = () => { throw new TypeError("no"); };', 'TypeError', 'no'],
    ['rejects', 'exports.handler = async () => { throw new Error("no"); };', 'Error', 'no'],
    ['rejects with its own error class', 'class MyError extends Error { name = "MyError" }; exports.handler = async () => { throw new MyError("no"); };', 'MyError', 'no'],
    ['throws a string', 'exports.handler = async () => { throw "no"; };', 'string', 'no'],
    ['calls back with an error', 'exports.handler = (e, c, callback) => callback(new RangeError("no"));', 'RangeError', 'no'],
    ['calls context.fail', 'exports.handler = (e, context) => context.fail(new Error("no"));', 'Error', 'no'],
    ['answers with a circle', 'exports.handler = async () => { const a = {}; a.a = a; return a; };', 'Error', 'Unable to stringify response body'],
    ['throws outside of its promise', 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("late"); }, 1));', 'Error', 'late'],
    ['forgets a promise that rejects', 'exports.handler = () => new Promise(() => { void Promise.reject(new Error("lost")); });',
      'Runtime.UnhandledPromiseRejection', 'Error: lost'],
  ])('%s', async (_, code, errorType, errorMessage) => {
    expect(await outcomeOf(code)).toEqual({ kind: 'error', errorType, errorMessage });
  });

  test('its own timeout ends it, with the words of Lambda', async () => {
    const outcome = await outcomeOf('exports.handler = async () => { for (;;); };', {}, { timeoutSeconds: 0.2 });
    expect(outcome).toMatchObject({
      kind: 'error',
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.20 seconds$/),
    });
  });
});

describe('a process that breaks down', () => {
  test.each<[string, string, string, RegExp]>([
    ['exits with a status', 'exports.handler = async () => process.exit(1);', 'Runtime.ExitError', /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/],
    ['exits with status 0', 'exports.handler = async () => process.exit(0);', 'Runtime.ExitError', /Error: Runtime exited without providing a reason$/],
    ['is killed', 'exports.handler = async () => { process.kill(process.pid, "SIGKILL"); await new Promise(() => setInterval(() => {}, 1000)); };',
      'Runtime.ExitError', /Error: Runtime exited with error: signal: killed$/],
    ['has a syntax error', 'exports.handler = (;', 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
    ['misses a module', 'require("not-here"); exports.handler = async () => 1;', 'Runtime.ImportModuleError', /^Error: Cannot find module 'not-here'/],
    ['throws while it loads', 'throw new RangeError("at load");', 'RangeError', /^RangeError: at load$/],
    ['exits while it loads', 'process.exit(3);', 'Runtime.ExitError', /exit status 3$/],
    ['lacks the export', 'exports.other = 1;', 'Runtime.HandlerNotFound', /index\.handler is undefined or not exported$/],
  ])('%s', async (_, code, errorType, errorMessage) => {
    expect(await outcomeOf(code)).toEqual({ kind: 'crash', errorType, errorMessage: expect.stringMatching(errorMessage) });
  });

  test('a Node.js binary that is not there', async () => {
    const definition = definitionOf('exports.handler = async () => 1;');
    const runner = runnerOf([definition], { node: '/no/such/node' });
    expect(await runner.invoke(definition.arn, {}, LONG_MS)).toMatchObject({ kind: 'crash', errorMessage: expect.stringContaining('cannot start /no/such/node') });
    await runner.close();
  });

  test('the next invocation gets a new process', async () => {
    const definition = definitionOf('let n = 0; exports.handler = async (event) => { if (event.die) setTimeout(() => { throw new Error("dead"); }); '
      + 'if (event.die) await new Promise(() => {}); n += 1; return n; };');
    const runner = runnerOf([definition]);
    const outcomes = [];
    for (const die of [false, false, true, false]) outcomes.push(await runner.invoke(definition.arn, { die }, LONG_MS));
    expect(outcomes).toMatchObject([
      { kind: 'response', payload: '1' },
      { kind: 'response', payload: '2' },
      { kind: 'error', errorMessage: 'dead' },
      { kind: 'response', payload: '1' },
    ]);
    await runner.close();
  });
});

test('a function that is not there is refused, one that cannot run is a crash that says so', async () => {
  const python = definitionOf('', { runtime: 'python3.12', problem: 'function Fn has runtime python3.12' });
  const runner = runnerOf([python]);
  expect(await runner.invoke('arn:aws:lambda:eu-west-1:123456789012:function:Nope', {}, LONG_MS))
    .toEqual({ kind: 'refused', reason: 'ResourceNotFoundException' });
  expect(await runner.invoke(python.arn, {}, LONG_MS)).toEqual({ kind: 'crash', errorMessage: 'function Fn has runtime python3.12' });
  await runner.close();
});
