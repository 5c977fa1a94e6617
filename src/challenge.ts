import { customChallenge, CustomChallengeOptions } from './challenges/custom';
import { emailCode, EmailCodeOptions } from './challenges/email-code';
import type { ChallengeDefinition } from './private/challenge-definition';

/**
 * What one custom step of a sign-in asks of the user.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class Challenge {
  /**
   * Asks for a decimal code that was sent to the e-mail address of the user.
   *
   * The code goes to the `email` attribute, only while `email_verified` is true and within the `AbuseLimits`; for everybody else the sign-in looks
   * the same and cannot succeed. The code is derived from a key in AWS KMS and never stored. Clients see the challenge as `EMAIL_CODE`; they never see the
   * address: the parameter `destination` is `***@***` for everybody, because any hint at it could tell who has an account.
   *
   * The Create function is allowed what the sender needs. Throws on an option outside its range.
   */
  public static emailCode(options: EmailCodeOptions): Challenge {
    return new Challenge(emailCode(options));
  }

  /**
   * Asks what two Lambda functions of your own decide: one creates the challenge, one verifies the answer.
   *
   * Both are invoked synchronously and share the 5 seconds that Amazon Cognito gives to the whole trigger: answer within about 3 seconds.
   * An error, a late answer or one of another shape ends the sign-in when it comes from `createFunction`; from `verifyFunction` it makes the
   * user's answer wrong. The Create function is allowed to invoke `createFunction`, the Verify function `verifyFunction`, and nothing else of yours.
   *
   * `createFunction` is given
   * ```json
   * {
   *   "version": "1", "action": "create", "challenge": "SECURITY_QUESTION", "challengeId": "...",
   *   "userPoolId": "...", "clientId": "...", "userName": "...", "userAttributes": { "email": "..." }, "userNotFound": false,
   *   "decoy": false, "attempt": 1, "attemptsLeft": 3
   * }
   * ```
   * and returns, both optional, at most 4 KB of JSON each, with strings as values:
   * ```json
   * { "publicParameters": { "question": "..." }, "privateParameters": { "answer": "..." } }
   * ```
   * Public parameters reach the client, private ones only `verifyFunction`. Leave the names of the library's own public parameters to it
   * (`challenge`, `destination`, `codeLength`, `expiresIn`, `attemptsLeft`, `resendAfter`, `error`, `retryAfter`): where it sends one, its value wins.
   * After a wrong answer it is invoked again with the same `challengeId` and the next `attempt`, and Amazon Cognito may repeat an invocation:
   * what it sends, it sends once for each `challengeId`.
   *
   * With `decoy: true` nobody may receive anything, because the name belongs to no user, a limit of `AbuseLimits` is reached or the challenge is
   * closed to the user: answer in the same shape, after the same time, and send nothing, so that nobody learns which it is. No answer
   * to this `challengeId` will be accepted, whatever `verifyFunction` says.
   *
   * `verifyFunction` is given
   * ```json
   * {
   *   "version": "1", "action": "verify", "challenge": "SECURITY_QUESTION", "challengeId": "...",
   *   "userPoolId": "...", "clientId": "...", "userName": "...", "userAttributes": { "email": "..." }, "userNotFound": false,
   *   "privateParameters": { "answer": "..." }, "answer": "what the user typed"
   * }
   * ```
   * and returns
   * ```json
   * { "answerCorrect": true }
   * ```
   * The library counts the wrong answers, and the messages unless `sendsMessage` is false, and holds both within the `AbuseLimits`. Messages are
   * counted for the user and the user pool, not for the destination, which it does not know: where users share one, limit that in `createFunction`.
   *
   * The functions must not refer to the user pool or its client (in an environment variable, say): the user pool depends on them already. Its id is in the event.
   *
   * Throws on a name or another option outside its range.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
   */
  public static custom(options: CustomChallengeOptions): Challenge {
    return new Challenge(customChallenge(options));
  }

  /** @internal */
  public readonly _definition: ChallengeDefinition;

  private constructor(definition: ChallengeDefinition) {
    this._definition = definition;
  }
}
