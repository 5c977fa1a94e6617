import type { Challenge } from './challenge';
import type { BindContext } from './private/bind-context';
import type { FlowStep } from './private/flow';

/**
 * One step of a `ChallengeSequence`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class ChallengeStep {
  /** The client names the user and begins the Secure Remote Password exchange. On its own it proves nothing. */
  public static readonly SRP_A = new ChallengeStep('SRP_A');

  /** The client proves that it knows the password, without sending it. Possible only after the client has sent SRP_A. */
  public static readonly PASSWORD_VERIFIER = new ChallengeStep('PASSWORD_VERIFIER');

  /** The client answers a custom challenge. */
  public static custom(challenge: Challenge): ChallengeStep {
    return new ChallengeStep('CUSTOM_CHALLENGE', challenge);
  }

  /** @internal */
  public readonly _type: FlowStep['type'];

  /** @internal */
  public readonly _challenge?: Challenge;

  private constructor(type: FlowStep['type'], challenge?: Challenge) {
    this._type = type;
    this._challenge = challenge;
  }

  /** @internal */
  public _bind(context: BindContext): FlowStep {
    return this._challenge
      ? { type: 'CUSTOM_CHALLENGE', challenge: this._challenge._definition.bind(context) }
      : { type: this._type } as FlowStep;
  }
}
