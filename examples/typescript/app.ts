import { join } from 'path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AccountRecovery, ClientAttributes, StringAttribute } from 'aws-cdk-lib/aws-cognito';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
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

/** A code by e-mail, then a challenge of your own: a question about the customer number, which only an administrator sets. */
const securityQuestion = new Stack(app, 'SecurityQuestion');
const publicAttributes = new ClientAttributes().withStandardAttributes({ email: true });
printIds(securityQuestion, new CustomAuthUserPool(securityQuestion, 'Auth', {
  sequence: ChallengeSequence.passwordless(
    emailCode(),
    Challenge.custom({
      name: 'SECURITY_QUESTION',
      createFunction: questionFunction('CreateQuestion', 'create.handler'),
      verifyFunction: questionFunction('VerifyAnswer', 'verify.handler'),
    }),
  ),
  userPoolProps: { signInAliases: { email: true }, customAttributes: { customer_number: new StringAttribute({ minLen: 4, maxLen: 20 }) } },
  clientOptions: { readAttributes: publicAttributes, writeAttributes: publicAttributes },
}));

app.synth();

function emailCode(): Challenge {
  return Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) });
}

function questionFunction(id: string, handler: string): Function {
  return new Function(securityQuestion, id, {
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(join(__dirname, 'security-question')),
    handler,
  });
}

/** What a front end must know. */
function printIds(stack: Stack, auth: CustomAuthUserPool): void {
  new CfnOutput(stack, 'UserPoolId', { value: auth.userPool.userPoolId });
  new CfnOutput(stack, 'ClientId', { value: auth.client.userPoolClientId });
}
