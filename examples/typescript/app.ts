import { join } from 'path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AccountRecovery, ClientAttributes, StringAttribute } from 'aws-cdk-lib/aws-cognito';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from 'cdk-cognito-custom-auth';

const app = new App();

/** A code by e-mail, no password. */
const passwordless = new Stack(app, 'Passwordless');
printIds(passwordless, new CustomAuthUserPool(passwordless, 'Auth', {
  sequence: ChallengeSequence.passwordless(emailCode()),
  userPoolProps: { selfSignUpEnabled: true, signInAliases: { email: true } },
}));

/** The password, then a code by e-mail. Clients may start with or without SRP_A. */
const srpAndCustom = new Stack(app, 'SrpAndCustom');
printIds(srpAndCustom, new CustomAuthUserPool(srpAndCustom, 'Auth', {
  sequence: ChallengeSequence.srpAndCustom(emailCode()),
  userPoolProps: {
    selfSignUpEnabled: true,
    signInAliases: { email: true },
    // The mailbox is the second factor, so it must not reset the first one.
    accountRecovery: AccountRecovery.NONE,
  },
}));

/** The password, then a code by e-mail. Clients must start with SRP_A. */
const passwordVerifier = new Stack(app, 'PasswordVerifier');
printIds(passwordVerifier, new CustomAuthUserPool(passwordVerifier, 'Auth', {
  sequence: ChallengeSequence.passwordVerifier(emailCode()),
  userPoolProps: { selfSignUpEnabled: true, signInAliases: { email: true }, accountRecovery: AccountRecovery.NONE },
}));

/**
 * A code by e-mail, then a challenge of your own: a question whose answer only your backend sets.
 *
 * It shows how to build one, not that questions are good: answers can be found out or guessed, and NIST SP 800-63 does not accept them as a factor.
 * Never let a question stand alone, nor reset a password.
 */
const securityQuestion = new Stack(app, 'SecurityQuestion');
const publicAttributes = new ClientAttributes().withStandardAttributes({ email: true });
printIds(securityQuestion, new CustomAuthUserPool(securityQuestion, 'Auth', {
  sequence: ChallengeSequence.passwordless(
    emailCode(),
    Challenge.custom({
      name: 'SECURITY_QUESTION',
      createFunction: questionFunction('CreateQuestion', 'create.ts'),
      verifyFunction: questionFunction('VerifyAnswer', 'verify.ts'),
      sendsMessage: false,
    }),
  ),
  userPoolProps: { signInAliases: { email: true }, customAttributes: { answer_hash: new StringAttribute({ maxLen: 100, mutable: true }) } },
  clientOptions: { readAttributes: publicAttributes, writeAttributes: publicAttributes },
}));

app.synth();

function emailCode(): Challenge {
  return Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) });
}

function questionFunction(id: string, file: string): NodejsFunction {
  return new NodejsFunction(securityQuestion, id, {
    entry: join(__dirname, 'security-question', file),
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    // As much memory, so much CPU: the hash takes its time.
    memorySize: 512,
  });
}

/** What a front end must know. */
function printIds(stack: Stack, auth: CustomAuthUserPool): void {
  new CfnOutput(stack, 'UserPoolId', { value: auth.userPool.userPoolId });
  new CfnOutput(stack, 'ClientId', { value: auth.client.userPoolClientId });
}
