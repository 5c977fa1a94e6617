// The code that the README gives to front ends, run as it stands there.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import * as amplify from 'aws-amplify/auth';
import { configureAmplify } from './clients/amplify';
import { MINUTE, PASSWORD, useStage, type PoolName, type User } from './stage';

const MODULES: Readonly<Record<string, unknown>> = { 'aws-amplify/auth': amplify, '@aws-sdk/client-cognito-identity-provider': sdk };
const ENDPOINT_VARIABLE = 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER';

const [, section] = /^## How a front end signs in$(.*?)^## /ms.exec(readFileSync(path.join(__dirname, '../../README.md'), 'utf8'))!;
const blocks = [...section.matchAll(/^```js$(.*?)^```$/gms)].map(([, code]) => code);
const [withAmplify, withSdk, askAnew] = blocks;
/** The first call of the loop for sequences that begin with a password, which the text gives in a line. */
const [, withPassword] = /first call is `(signIn\(.*?\))`/.exec(section)!;

const stage = useStage(process.execPath);

afterEach(() => {
  delete process.env[ENDPOINT_VARIABLE];
});

test('there is an example for each of the two libraries, and one for a new code', () => {
  expect(blocks).toHaveLength(3);
});

test('Amplify asks for a new code', async () => {
  const user = stage.newUser('passwordless');
  await configureAmplify(stage.target('passwordless'));
  const askForCode = async () => {
    if (stage.codesFor(user).length === 2) return stage.codeFor(user);
    stage.advance(MINUTE);
    return 'a new one, please';
  };
  const code = withAmplify.replace(/^( *const code = .*)$/m, `$1\nif (code.includes('new')) { ${askAnew}; continue; }`);
  expect(await run(code, 'nextStep', { username: user.name, askForCode })).toEqual({ signInStep: 'DONE' });
  expect(stage.codesFor(user)).toHaveLength(2);
});

test.each<[string, PoolName, string]>([
  ['the name alone', 'passwordless', withAmplify],
  ['a password first', 'srpAndCustom', withAmplify.replace(/signIn\(\{.*\}\);$/m, `${withPassword};`)],
  ['a password first', 'passwordVerifier', withAmplify.replace(/signIn\(\{.*\}\);$/m, `${withPassword};`)],
])('Amplify signs in with %s (%s)', async (_, pool, code) => {
  const user = stage.newUser(pool);
  const target = stage.target(pool);
  await configureAmplify(target);
  expect(await run(code, 'nextStep', { username: user.name, password: PASSWORD, askForCode: firstWrong(user) })).toEqual({ signInStep: 'DONE' });

  const { idToken, accessToken } = (await amplify.fetchAuthSession()).tokens!;
  const { id } = await stage.claims(target, { idToken: String(idToken), accessToken: String(accessToken) });
  expect(id.email).toBe(user.email);
});

test('the AWS SDK signs in', async () => {
  const user = stage.newUser('passwordless');
  const { region, clientId, endpoint } = stage.target('passwordless');
  process.env[ENDPOINT_VARIABLE] = endpoint;
  const tokens = await run(withSdk, '[IdToken, AccessToken, RefreshToken]', { region, clientId, username: user.name, askForCode: firstWrong(user) });
  const [idToken, accessToken] = tokens as string[];
  expect((await stage.claims(stage.target('passwordless'), { idToken, accessToken })).id.email).toBe(user.email);
});

/** Types one wrong code, then the right one, and sees to it that the parameters are those that the README shows. */
function firstWrong(user: User): (parameters: Record<string, string>) => Promise<string> {
  const [, shown] = /^\s*\/\/ (\{ challenge.*\})$/m.exec(withAmplify)!;
  const names = [...shown.matchAll(/(\w+): '/g)].map(([, name]) => name);
  return async ({ USERNAME: _, error, ...parameters }) => {
    expect(Object.keys(parameters).sort()).toEqual(names.sort());
    return error ? stage.codeFor(user) : 'wrong';
  };
}

/** Runs a module's text as a function; these are its globals. */
async function run(code: string, result: string, globals: Readonly<Record<string, unknown>>): Promise<unknown> {
  const body = code.replace(/^import (\{.*\}) from '(.*)';$/gm, 'const $1 = modules[\'$2\'];');
  const AsyncFunction = (async () => undefined).constructor as new (...text: string[]) => (...values: unknown[]) => Promise<unknown>;
  return new AsyncFunction('modules', ...Object.keys(globals), `${body}\nreturn ${result};`)(MODULES, ...Object.values(globals));
}
