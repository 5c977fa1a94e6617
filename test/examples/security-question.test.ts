import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SdkSignIn } from '../../examples/demo/sdk-sign-in';
import { synthesize } from '../../examples/demo/synthesize';
import { hashAnswer } from '../../examples/typescript/security-question/answer';
import { setAnswer } from '../../examples/typescript/security-question/set-answer';
import { checkCustomFunctions, type LocalCognito, startLocalCognito } from '../../local/src';
import { remove } from '../support/synth';

const EXAMPLE = path.join(__dirname, '../../examples/typescript');

let cloudAssembly: string;
let local: LocalCognito;
let cognito: CognitoIdentityProviderClient;
let users = 0;

beforeAll(async () => {
  cloudAssembly = mkdtempSync(path.join(tmpdir(), 'cdk.out-'));
  synthesize(cloudAssembly);
  local = await startLocalCognito({ cloudAssembly });
  cognito = new CognitoIdentityProviderClient({ endpoint: local.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } });
}, 120_000);

afterAll(async () => {
  cognito?.destroy();
  await local?.close();
  remove(cloudAssembly);
});

/** In front of the question, after the code. */
async function startSignIn(answer?: string): Promise<SdkSignIn> {
  users += 1;
  const email = `user-${users}@example.com`;
  const { id, clients: [client] } = local.pools.find(({ stackName }) => stackName === 'SecurityQuestion')!;
  local.addUser({ username: email, attributes: { email, email_verified: 'true' }, pool: id });
  if (answer !== undefined) await setAnswer(cognito, id, email, answer);
  const signIn = new SdkSignIn(cognito, client, email);
  await signIn.start();
  const { text } = await local.outbox.waitFor(({ to }) => to.includes(email));
  await signIn.answer(/\d{6}/.exec(text!)![0]);
  return signIn;
}

test('after the code comes the question, and its answer gives tokens without the hash in them', async () => {
  const signIn = await startSignIn('Lola');
  expect(signIn.parameters).toEqual({
    USERNAME: expect.any(String), challenge: 'SECURITY_QUESTION', question: 'What was the name of your first pet?', attemptsLeft: '3', expiresIn: '300',
  });
  await signIn.answer('Rex');
  expect(signIn.parameters).toMatchObject({ error: 'CODE_MISMATCH', attemptsLeft: '2' });
  await signIn.answer(' lola!');
  const claims = Buffer.from(signIn.tokens!.IdToken!.split('.')[1], 'base64url').toString();
  expect(claims).toContain('"email"');
  expect(claims).not.toContain('answer_hash');
}, 30_000);

test('who has set no answer is asked the same, and no answer is right', async () => {
  const signIn = await startSignIn();
  expect(signIn.parameters).toMatchObject({ question: 'What was the name of your first pet?' });
  for (const answer of ['undefined', '?', 'Lola']) {
    await signIn.answer(answer).catch(({ name }: Error) => expect(name).toBe('NotAuthorizedException'));
    expect(signIn.tokens).toBeUndefined();
  }
}, 30_000);

test('as they are deployed, both functions keep the contract', async () => {
  expect(await checkCustomFunctions({
    createFunction: (event) => local.invoke('SecurityQuestion/CreateQuestion', event),
    verifyFunction: (event) => local.invoke('SecurityQuestion/VerifyAnswer', event),
    user: { userAttributes: { 'custom:answer_hash': await hashAnswer('Müllers Kätzchen') } },
    rightAnswer: () => 'mullers katzchen',
  })).toEqual([]);
}, 60_000);

test('the example’s own test passes', () => {
  const shell = process.platform === 'win32';
  expect(execFileSync('npx', ['tsx', '--test', 'security-question/contract.test.ts'], { cwd: EXAMPLE, shell, encoding: 'utf8' })).toMatch(/# pass 1\n/);
}, 60_000);

describe('what is kept of an answer', () => {
  test('is another text each time, and never the answer', async () => {
    const [one, other] = await Promise.all([hashAnswer('Lola'), hashAnswer('Lola')]);
    expect(one).not.toBe(other);
    for (const kept of [one, other]) {
      expect(kept).toMatch(/^[A-Za-z0-9+/]{64}$/);
      expect(Buffer.from(kept, 'base64').toString('latin1').toLowerCase()).not.toContain('lola');
    }
  });
});
