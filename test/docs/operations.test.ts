// What operators find by this page: keys of items, made as the functions do, and what the log may say.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SignIn } from '../../lambda/events';
import { destinationKey, poolKey, userKey } from '../../lambda/state/keys';
import { AbuseLimits } from '../../src';

const ROOT = path.join(__dirname, '../..');
const PAGE = 'docs/operations.md';
const DOCSTRING = 'src/custom-auth-triggers.ts';

const signIn = { userPoolId: 'us-east-1_Pool', userName: 'a52f7b4e-0000-4000-8000-1c6d2f3e4a5b' } as SignIn;
const ADDRESS = 'jane@example.com';
const VARIABLES: Record<string, string> = { USER_POOL_ID: signIn.userPoolId, USER_NAME: signIn.userName, ADDRESS };

test.each([PAGE, DOCSTRING])('%s: of a user', (file) => {
  expect(hashes(file)).toContain(userKey(signIn));
});

test(`${PAGE}: of a destination`, () => {
  expect(hashes(PAGE)).toContain(destinationKey(signIn, ADDRESS, 'EMAIL'));
});

test(`${PAGE}: of all shards of the pool's budget`, () => {
  const text = read(PAGE);
  const [, first, last] = /seq (\d+) (\d+)/.exec(text)!;
  const template = /"S":"(pool\|.*?)"/.exec(text)![1].replace(/'/g, '');
  const { shards } = AbuseLimits.DEFAULT._render().pool;

  expect([Number(first), Number(last)]).toEqual([0, shards - 1]);
  expect(poolKey(signIn, 1)).toBe(expand(template, { shard: '0' }));
});

test(`${PAGE}: every event of the log`, () => {
  const events = [...read('lambda/log.ts').matchAll(/^ {2}\| '(\w+)'/gm)].map(([, event]) => event);
  expect(events.length).toBeGreaterThan(10);
  expect([...read(PAGE).matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| (?:Create|Verify) \|/gm)].flatMap(([, names]) => names.match(/\w+/g)!).sort()).toEqual(events.sort());
});

test(`${PAGE}: every error of our own`, () => {
  const handlers = readdirSync(path.join(ROOT, 'lambda'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => read(`lambda/${file}`));
  const faults = handlers.flatMap((code) => [...code.matchAll(/new Fault\(['`](\w+)/g)].map(([, name]) => name));
  const refusals = /type Refusal = (.+);/.exec(read('lambda/captcha/assessment.ts'))![1].match(/\w+/g)!;
  const errors = [...new Set([...faults, ...refusals, 'FunctionError'])];
  expect(errors.length).toBeGreaterThan(15);
  expect(errors.filter((name) => !read(PAGE).includes(`\`${name}`))).toEqual([]);
});

/** What the command lines of a file hash, hashed. */
function hashes(file: string): string[] {
  const templates = [...read(file).matchAll(/printf %s "(.+?)" \| sha256sum/g)].map(([, template]) => template);
  return templates.map((template) => createHash('sha256').update(expand(template)).digest('hex'));
}

/** As a shell does it. */
function expand(template: string, more: Record<string, string> = {}): string {
  return template.replace(/\$(\w+)/g, (_, name: string) => ({ ...VARIABLES, ...more })[name]);
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
