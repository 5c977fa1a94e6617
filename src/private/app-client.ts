import { Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { ChallengeSequence } from '../challenge-sequence';
import type { CustomAuthClientOptions } from '../custom-auth-client-options';

const MAX_MINUTES = 15;

/** Who answers a little too late is told so and gets a new code, in the same sign-in. */
const GRACE_MINUTES = 5;

/** An app client through which nobody signs in but by the sequence. */
export function newAppClient(
  scope: Construct, id: string, userPool: cognito.IUserPool, sequence: ChallengeSequence, options: CustomAuthClientOptions = {},
): cognito.UserPoolClient {
  return new cognito.UserPoolClient(scope, id, {
    ...options,
    userPool,
    authFlows: { custom: true },
    disableOAuth: true,
    supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    authSessionValidity: sessionValidity(sequence, options.authSessionValidity),
  });
}

function sessionValidity(sequence: ChallengeSequence, given?: Duration): Duration {
  const longest = Duration.seconds(sequence._longestLifetime);
  if (given === undefined) {
    return Duration.minutes(Math.min(MAX_MINUTES, Math.ceil(longest.toMinutes({ integral: false })) + GRACE_MINUTES));
  }
  if (given.toMilliseconds() < longest.toMilliseconds()) {
    throw new Error(
      `authSessionValidity must be at least ${longest.toHumanString()}, the longest lifetime of a challenge, got ${given.toHumanString()}`,
    );
  }
  return given;
}
