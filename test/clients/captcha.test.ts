// The widgets of the providers, by stand-ins that are called as their documentation says.
import { load, SHARED } from '../support/recipes';

const { captchaToken } = load(SHARED, 'captcha.js');
const page = globalThis as Record<string, unknown>;
const element = { appendChild: (child: unknown) => child };

/** Solved by a person: `render(container, parameters)` calls back. */
const toSolve = (outcome: 'callback' | 'error-callback') => ({
  render: (_: unknown, parameters: Record<string, any>) => parameters[outcome](`${parameters.sitekey} ${parameters.action}`),
});

/** Nothing to solve: `execute(siteKey, { action })`, once it is ready. */
const toExecute = {
  ready: (use: () => void) => use(),
  execute: async (siteKey: string, { action }: Record<string, string>) => `${siteKey} ${action}`,
};

beforeEach(() => {
  page.document = { createElement: () => ({}) };
});

afterEach(() => {
  for (const name of ['document', 'turnstile', 'hcaptcha', 'grecaptcha']) delete page[name];
});

test.each<[provider: string, global: string, api: object]>([
  ['TURNSTILE', 'turnstile', toSolve('callback')],
  ['HCAPTCHA', 'hcaptcha', toSolve('callback')],
  ['RECAPTCHA_V2', 'grecaptcha', toSolve('callback')],
  ['RECAPTCHA_V3', 'grecaptcha', toExecute],
  ['RECAPTCHA_ENTERPRISE', 'grecaptcha', { enterprise: toExecute }],
])('%s gives a token for the site key and action of the challenge', async (provider, name, api) => {
  page[name] = api;
  expect(await captchaToken({ provider, siteKey: 'key', action: 'login' }, element)).toBe('key login');
});

test('a widget that fails gives none', async () => {
  page.turnstile = toSolve('error-callback');
  await expect(captchaToken({ provider: 'TURNSTILE', siteKey: 'key' }, element)).rejects.toBe('key undefined');
});

test('a provider of tomorrow is an error', () => {
  expect(() => captchaToken({ provider: 'TOMORROW' }, element)).toThrow('unknown provider TOMORROW');
});
