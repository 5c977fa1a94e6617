import type { Challenge } from './challenge';
import { ChallengeStep } from './challenge-step';
import type { BindContext } from './private/bind-context';
import { Flow, FLOW_VERSION } from './private/flow';

const MAX_CUSTOM_STEPS = 10;

/**
 * The steps of a sign-in, in their order: tokens are issued when each of them was passed, and at no other time.
 *
 * Each challenge is asked when those before it were passed, with tries, messages and errors of its own; what answers one is wrong for another.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class ChallengeSequence {
  /**
   * Custom challenges alone, without a password.
   *
   * The client starts `CUSTOM_AUTH` with the name of the user (Amplify: `CUSTOM_WITHOUT_SRP`). An SRP_A that it sends all the same proves
   * nothing and is skipped.
   *
   * Throws with more than 10 challenges, and with CAPTCHAs alone.
   */
  public static passwordless(first: Challenge, ...more: Challenge[]): ChallengeSequence {
    return ChallengeSequence.of(...customSteps(first, more));
  }

  /**
   * The password by Secure Remote Password, then custom challenges.
   *
   * The client starts `CUSTOM_AUTH` with SRP_A (Amplify: `CUSTOM_WITH_SRP`); one that starts without is asked for it.
   *
   * Throws with more than 10 challenges.
   */
  public static srpAndCustom(first: Challenge, ...more: Challenge[]): ChallengeSequence {
    return ChallengeSequence.of(ChallengeStep.SRP_A, ChallengeStep.PASSWORD_VERIFIER, ...customSteps(first, more));
  }

  /**
   * The password by Secure Remote Password, then custom challenges, for clients that must start with SRP_A.
   *
   * As `srpAndCustom`, but a client that starts `CUSTOM_AUTH` without SRP_A is refused at once.
   *
   * Throws with more than 10 challenges.
   */
  public static passwordVerifier(first: Challenge, ...more: Challenge[]): ChallengeSequence {
    return ChallengeSequence.of(ChallengeStep.PASSWORD_VERIFIER, ...customSteps(first, more));
  }

  /**
   * Any sequence, step by step.
   *
   * At least one and at most 10 steps are custom; SRP_A stands first if at all; PASSWORD_VERIFIER stands first or directly after SRP_A.
   * One step at least proves who the user is: the password, or a challenge other than a CAPTCHA. Throws on any other sequence. SRP_A without PASSWORD_VERIFIER is allowed, with a warning at synth that no password is proved.
   */
  public static of(...steps: ChallengeStep[]): ChallengeSequence {
    return new ChallengeSequence(steps);
  }

  /** @internal */
  public readonly _challenges: Challenge[];

  /** Whether the client must prove the password. @internal */
  public readonly _provesPassword: boolean;

  /** Whether the sequence asks for SRP_A and then leaves the exchange unfinished. @internal */
  public readonly _abandonsSrp: boolean;

  private readonly steps: ChallengeStep[];

  private constructor(steps: ChallengeStep[]) {
    requireOrder(steps);
    this.steps = [...steps];
    this._challenges = steps.flatMap((step) => step._challenge ?? []);
    this._provesPassword = steps.includes(ChallengeStep.PASSWORD_VERIFIER);
    this._abandonsSrp = steps.includes(ChallengeStep.SRP_A) && !this._provesPassword;
    requireProof(this);
  }

  /** The longest lifetime of a challenge, in seconds. @internal */
  public get _longestLifetime(): number {
    return Math.max(...this._challenges.map((challenge) => challenge._definition.lifetime));
  }

  /** @internal */
  public get _sendsEmail(): boolean {
    return this._challenges.some((challenge) => challenge._definition.sendsEmail);
  }

  /** @internal */
  public get _sendsSms(): boolean {
    return this._challenges.some((challenge) => challenge._definition.sendsSms === true);
  }

  /** @internal */
  public _bind(context: BindContext): Flow {
    return { version: FLOW_VERSION, steps: this.steps.map((step) => step._bind(context)), limits: context.limits._render() };
  }
}

function requireProof({ _provesPassword, _challenges }: ChallengeSequence): void {
  if (!_provesPassword && !_challenges.some((challenge) => challenge._definition.provesUser)) {
    throw new Error(
      'a sequence must prove who the user is, got only CAPTCHAs, which anybody can pass in the name of anybody: ' +
      'add a challenge such as Challenge.emailCode, or begin with the password',
    );
  }
}

function customSteps(first: Challenge, more: Challenge[]): ChallengeStep[] {
  // JavaScript asks nobody for the first.
  return [first, ...more].flatMap((challenge) => challenge ? [ChallengeStep.custom(challenge)] : []);
}

function requireOrder(steps: ChallengeStep[]): void {
  const names = steps.map((step) => step._type);
  const sequence = names.join(', ') || 'no steps';
  const customs = names.filter((name) => name === 'CUSTOM_CHALLENGE').length;
  if (customs < 1 || customs > MAX_CUSTOM_STEPS) {
    throw new Error(`a sequence must have 1 to ${MAX_CUSTOM_STEPS} custom steps, got ${customs}: ${sequence}`);
  }
  if (names.lastIndexOf('SRP_A') > 0) {
    throw new Error(`SRP_A must be the first step, and only that, got ${sequence}`);
  }
  const verifierPosition = names[0] === 'SRP_A' ? 1 : 0;
  if (names.lastIndexOf('PASSWORD_VERIFIER') > verifierPosition) {
    throw new Error(`PASSWORD_VERIFIER must be the first step or directly follow SRP_A, and only that, got ${sequence}`);
  }
}
