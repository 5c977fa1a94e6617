// Synthesizes examples/typescript, serves it on this machine, and signs a user in through each of the three sequences.
import { deepStrictEqual, equal, notEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient, ConfirmSignUpCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { formatEntry, startLocalCognito, type LocalClient, type LocalCognito } from 'cognito-custom-auth-local';
import { SdkSignIn } from './sdk-sign-in';
import { synthesize } from './synthesize';

const PASSWORD = 'Correct-horse-7';

async function main(): Promise<void> {
  const cloudAssembly = mkdtempSync(join(tmpdir(), 'cdk.out-'));
  try {
    step('Synthesize examples/typescript');
    synthesize(cloudAssembly);

    step('Serve cdk.out on this machine');
    const local = await startLocalCognito({ cloudAssembly, onTrace: (entry) => console.log(formatEntry(entry)) });
    try {
      console.log(`Cognito is at ${local.endpoint}`);
      await signInToAll(local);
    } finally {
      await local.close();
    }
  } finally {
    rmSync(cloudAssembly, { recursive: true, force: true });
  }
  console.log('\nEverything went as told. For links, CAPTCHAs, pictures and choices in a browser: cd examples/web && npm run local');
}

async function signInToAll(local: LocalCognito): Promise<void> {
  const demo = new Demo(local);

  await demo.register('Passwordless', 'ada@example.com');
  await demo.passwordless('ada@example.com');

  await demo.register('SrpAndCustom', 'bob@example.com');
  await demo.passwordThenCode('SrpAndCustom', 'bob@example.com');

  await demo.register('PasswordVerifier', 'eve@example.com');
  await demo.passwordThenCode('PasswordVerifier', 'eve@example.com');
}

class Demo {
  private readonly cognito: CognitoIdentityProviderClient;

  constructor(private readonly local: LocalCognito) {
    this.cognito = new CognitoIdentityProviderClient({ endpoint: local.endpoint, region: 'us-east-1' });
  }

  async register(stack: string, email: string): Promise<void> {
    step(`${stack}: ${email} signs up`);
    const { id: ClientId } = this.client(stack);
    await this.cognito.send(new SignUpCommand({ ClientId, Username: email, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value: email }] }));
    await this.cognito.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: this.lastCode(email) }));
  }

  async passwordless(email: string): Promise<void> {
    step('Passwordless: a wrong code is refused, a new one too soon as well, the right one signs in');
    await this.answerCodes(this.signIn('Passwordless', email), email, (signIn) => signIn.start());
  }

  async passwordThenCode(stack: string, email: string): Promise<void> {
    step(`${stack}: a wrong password is refused`);
    await refused(() => this.signIn(stack, email).startWithPassword('Wrong-password-7'));

    step(`${stack}: the right password, a wrong code, then the right one`);
    await this.answerCodes(this.signIn(stack, email), email, (signIn) => signIn.startWithPassword(PASSWORD));
  }

  private async answerCodes(signIn: SdkSignIn, email: string, start: (signIn: SdkSignIn) => Promise<void>): Promise<void> {
    await start(signIn);
    equal(signIn.parameters?.challenge, 'EMAIL_CODE');
    const code = this.lastCode(email);

    await signIn.answer(code === '000000' ? '000001' : '000000');
    deepStrictEqual([signIn.parameters?.error, signIn.parameters?.attemptsLeft], ['CODE_MISMATCH', '2']);

    await signIn.resend();
    deepStrictEqual([signIn.parameters?.error, signIn.parameters?.attemptsLeft], ['THROTTLED', '2']);

    await signIn.answer(code);
    await this.verifyTokens(signIn, email);
  }

  private async verifyTokens({ client, tokens }: SdkSignIn, email: string): Promise<void> {
    notEqual(tokens, undefined);
    const { id: userPoolId, jwks } = this.local.pools.find(({ id }) => id === client.userPoolId)!;
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId: client.id, tokenUse: 'id' });
    verifier.cacheJwks(jwks as Parameters<typeof verifier.cacheJwks>[0]);
    const claims = await verifier.verify(tokens!.IdToken!);
    equal(claims.email, email);
    console.log('Tokens, verified by aws-jwt-verify:', claims);
  }

  private signIn(stack: string, email: string): SdkSignIn {
    return new SdkSignIn(this.cognito, this.client(stack), email);
  }

  private client(stack: string): LocalClient {
    return this.local.pools.find(({ stackName }) => stackName === stack)!.clients[0];
  }

  private lastCode(email: string): string {
    const mail = this.local.outbox.list().filter(({ to }) => to.includes(email)).at(-1);
    return /\d{6}/.exec(mail?.text ?? '')![0];
  }
}

async function refused(attempt: () => Promise<void>): Promise<void> {
  const error = await attempt().then(() => undefined, (reason: Error) => reason);
  equal(error?.name, 'NotAuthorizedException');
}

function step(title: string): void {
  console.log(`\n== ${title}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
