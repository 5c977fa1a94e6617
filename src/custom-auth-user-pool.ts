import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { ChallengeSequence } from './challenge-sequence';
import type { CustomAuthClientOptions } from './custom-auth-client-options';
import { CustomAuthTriggers, CustomAuthTriggersOptions } from './custom-auth-triggers';
import { newAppClient } from './private/app-client';
import { userPoolPropsFor } from './private/user-pool-props';

/** Properties of `CustomAuthUserPool`. */
export interface CustomAuthUserPoolProps extends CustomAuthTriggersOptions {
  /**
   * Everything that `aws-cognito` offers for a user pool, with its defaults, but for these:
   *
   * - `autoVerify.email` is true with a challenge that sends e-mail, `autoVerify.phone` with one that sends SMS, because codes go to verified addresses
   *   and numbers only;
   * - `keepOriginal.email` and `keepOriginal.phone` are true as long as both such a challenge and the verification are there, so that somebody who takes over
   *   a session cannot lead the codes to another address or number before that one is verified.
   *
   * To verify numbers, `aws-cognito` makes a role by which Amazon Cognito may send SMS to anybody; set `autoVerify.phone` to false where
   * only administrators write numbers.
   *
   * @default - a user pool as `aws-cognito` makes it, with the differences above
   */
  readonly userPoolProps?: cognito.UserPoolProps;

  /**
   * Options of the app client.
   *
   * @default - see each option
   */
  readonly clientOptions?: CustomAuthClientOptions;
}

/**
 * A user pool whose sign-in is a sequence of challenges, with one app client.
 *
 * Makes the user pool, the app client, three Lambda functions, each with a role and a log group of its own, a DynamoDB table, a KMS key, and two
 * CloudWatch alarms, each with a metric filter.
 *
 * Every app client of the user pool in the app must sign users in by the sequence; synth fails otherwise. Add more with `addClient`. App clients
 * that are made outside this app, or name the user pool by a literal id, a parameter or an export, are not seen. Where other ways to sign in
 * are wanted, use `CustomAuthTriggers` on a user pool of your own: there they are a warning.
 *
 * Throws when `userPoolProps` contradict the sequence: a trigger for custom authentication of your own, or `mfa` REQUIRED without a password.
 *
 * @example
 * const auth = new CustomAuthUserPool(this, 'Auth', {
 *   sequence: ChallengeSequence.passwordless(
 *     Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
 *   ),
 * });
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class CustomAuthUserPool extends Construct {
  /** The user pool. */
  public readonly userPool: cognito.UserPool;

  /** The app client. */
  public readonly client: cognito.UserPoolClient;

  /** The trigger functions and their state. */
  public readonly triggers: CustomAuthTriggers;

  private readonly sequence: ChallengeSequence;

  public constructor(scope: Construct, id: string, props: CustomAuthUserPoolProps) {
    super(scope, id);
    const { userPoolProps, clientOptions, ...triggersOptions } = props;
    this.sequence = props.sequence;
    this.userPool = new cognito.UserPool(this, 'UserPool', userPoolPropsFor(props.sequence, userPoolProps));
    this.triggers = new CustomAuthTriggers(this, 'Triggers', { ...triggersOptions, userPool: this.userPool });
    this.triggers._refuseWalkArounds();
    this.client = this.addClient('Client', clientOptions);
  }

  /**
   * Adds another app client through which users sign in by the sequence and in no other way.
   *
   * Throws when `authSessionValidity` is shorter than the lifetime of a challenge.
   *
   * @param id id of the construct that is added
   * @param options options of the app client
   */
  public addClient(id: string, options?: CustomAuthClientOptions): cognito.UserPoolClient {
    return newAppClient(this, id, this.userPool, this.sequence, options);
  }
}
