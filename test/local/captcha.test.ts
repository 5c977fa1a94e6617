import { Stack } from 'aws-cdk-lib';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { readCloudAssembly, type CloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { type LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';

const NOW = Date.parse('2027-01-15T08:00:00.000Z');

let assembly: CloudAssembly;
let aws: LocalAws;

beforeAll(async () => {
  assembly = readCloudAssembly(synth((app) => {
    const stack = new Stack(app, 'S');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Tell', 'exports.handler = async () => process.env.CUSTOM_AUTH_CAPTCHA_URL;'));
  }));
  aws = await startLocalAws(assembly, { clock: () => NOW });
});

afterAll(async () => {
  await aws.close();
  assembly.close();
  removeAssemblies();
});

async function post(path: string, init: RequestInit) {
  const response = await fetch(aws.endpoints.CUSTOM_AUTH_CAPTCHA_URL + path, { method: 'POST', ...init });
  return { status: response.status, body: await response.json() as any };
}

async function siteverify(path: string, response: string, secret = 'any') {
  return (await post(path, { body: new URLSearchParams({ secret, response }) })).body;
}

async function assess(token: string, headers: Record<string, string> = { 'x-goog-api-key': 'any' }) {
  return post('/v1/projects/my-project/assessments', { headers, body: JSON.stringify({ event: { token, siteKey: 'key', expectedAction: 'login' } }) });
}

let tokens = 0;
/** Each test has tokens of its own. */
const newToken = (parameters: Record<string, string> = {}) => `pass?${new URLSearchParams({ ...parameters, id: String(tokens += 1) })}`;

const RECAPTCHA = '/recaptcha/api/siteverify';
const HCAPTCHA = '/siteverify';
const TURNSTILE = '/turnstile/v0/siteverify';

test('functions are told where it is', async () => {
  const [{ arn }] = assembly.functions.values();
  expect(await aws.runner.invoke(arn, {}, 5_000)).toMatchObject({ payload: JSON.stringify(aws.endpoints.CUSTOM_AUTH_CAPTCHA_URL) });
});

test.each<[string, string, object]>([
  ['reCAPTCHA', RECAPTCHA, { hostname: 'localhost', score: 0.9, action: 'login' }],
  ['hCaptcha', HCAPTCHA, { hostname: 'localhost', credit: false }],
  ['Turnstile', TURNSTILE, { 'hostname': 'localhost', 'action': 'login', 'cdata': '', 'error-codes': [] }],
])('%s answers in its own way, and to each token once', async (_, path, expected) => {
  const token = newToken();
  expect(await siteverify(path, token)).toEqual({ success: true, challenge_ts: '2027-01-15T08:00:00.000Z', ...expected });
  expect(await siteverify(path, token)).toEqual({ 'success': false, 'error-codes': ['timeout-or-duplicate'] });
});

test('reCAPTCHA Enterprise too', async () => {
  const token = newToken();
  expect(await assess(token)).toEqual({
    status: 200,
    body: {
      event: { token, siteKey: 'key', expectedAction: 'login' },
      tokenProperties: { valid: true, hostname: 'localhost', action: 'login', createTime: '2027-01-15T08:00:00.000Z' },
      riskAnalysis: { score: 0.9, reasons: [] },
    },
  });
  expect((await assess(token)).body.tokenProperties).toEqual({ valid: false, invalidReason: 'DUPE' });
  expect((await assess('bot')).body.tokenProperties).toEqual({ valid: false, invalidReason: 'MALFORMED' });
  expect(await assess(newToken(), {})).toMatchObject({ status: 403, body: { error: { status: 'PERMISSION_DENIED' } } });
});

test('a token says where, for what, how surely and when it was got', async () => {
  expect(await siteverify(RECAPTCHA, newToken({ hostname: 'www.example.com', action: 'pay', score: '0.3', age: '180' })))
    .toMatchObject({ hostname: 'www.example.com', action: 'pay', score: 0.3, challenge_ts: '2027-01-15T07:57:00.000Z' });
});

test('the plain token passes', async () => {
  expect(await siteverify(RECAPTCHA, 'pass')).toMatchObject({ success: true });
});

test.each([
  ['a bot', 'bot', 'any', 'invalid-input-response'],
  ['a token that only begins well', 'passing', 'any', 'invalid-input-response'],
  ['no token', '', 'any', 'missing-input-response'],
  ['no secret', 'pass', '', 'missing-input-secret'],
])('%s is refused', async (_, token, secret, code) => {
  expect(await siteverify(TURNSTILE, token, secret)).toEqual({ 'success': false, 'error-codes': [code] });
});
