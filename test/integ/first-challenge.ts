import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery } from 'aws-cdk-lib/aws-cognito';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';

export function emailCode(): Challenge {
  return Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) });
}

/** Deploys the sequence and starts a sign-in: no user is needed, because a name that belongs to nobody gets the same first challenge. */
export function testFirstChallenge(name: string, sequence: ChallengeSequence, authParameters: Record<string, string>, challengeName: string): void {
  const app = new App();
  const stack = new Stack(app, name);
  const { client } = new CustomAuthUserPool(stack, 'Auth', {
    sequence,
    userPoolProps: { signInAliases: { email: true }, accountRecovery: AccountRecovery.NONE, removalPolicy: RemovalPolicy.DESTROY },
    functionOptions: { logRemovalPolicy: RemovalPolicy.DESTROY },
  });

  const test = new IntegTest(app, 'Test', { testCases: [stack] });
  test.assertions.awsApiCall('@aws-sdk/client-cognito-identity-provider', 'InitiateAuth', {
    AuthFlow: 'CUSTOM_AUTH',
    ClientId: client.userPoolClientId,
    AuthParameters: { USERNAME: 'nobody@example.com', ...authParameters },
  }).expect(ExpectedResult.objectLike({ ChallengeName: challengeName }));
  app.synth();
}
