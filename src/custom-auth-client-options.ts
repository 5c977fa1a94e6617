import type { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';

/**
 * Options of an app client. What decides how somebody signs in is fixed: custom authentication and refresh only, no OAuth, no hint whether
 * a user exists, token revocation on.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
 */
export interface CustomAuthClientOptions {
  /**
   * Name of the app client.
   *
   * @default - a name that CloudFormation generates
   */
  readonly userPoolClientName?: string;

  /**
   * Whether the client has a secret, which each request must then prove. For back ends; browsers cannot keep one.
   *
   * @default false
   */
  readonly generateSecret?: boolean;

  /**
   * How long each step of a sign-in may take: 3 to 15 minutes, and at least the longest lifetime of a challenge.
   *
   * @default - 5 minutes longer than the longest lifetime of a challenge, at most 15 minutes: who answers too late gets a new code in the same sign-in
   */
  readonly authSessionValidity?: Duration;

  /**
   * Validity of the access token, 5 minutes to 1 day.
   *
   * @default Duration.minutes(60)
   */
  readonly accessTokenValidity?: Duration;

  /**
   * Validity of the ID token, 5 minutes to 1 day.
   *
   * @default Duration.minutes(60)
   */
  readonly idTokenValidity?: Duration;

  /**
   * Validity of the refresh token, 60 minutes to 10 years.
   *
   * @default Duration.days(30)
   */
  readonly refreshTokenValidity?: Duration;

  /**
   * User attributes that the client may read.
   *
   * @default - all standard and custom attributes
   */
  readonly readAttributes?: cognito.ClientAttributes;

  /**
   * User attributes that the client may write.
   *
   * @default - all standard and custom attributes
   */
  readonly writeAttributes?: cognito.ClientAttributes;

  /**
   * Whether the client passes on IP addresses and device data for threat protection. Needs a client secret.
   *
   * @default false
   */
  readonly enablePropagateAdditionalUserContextData?: boolean;
}
