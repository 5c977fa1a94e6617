import { challengeNamed } from './challenges';
import type { RoundMetadata } from './metadata';
import { readMetadata } from './metadata';
import type { Flow, FlowChallenge } from '../../src/private/flow';
import type { SessionEntry } from '../events';

export type NextStep =
  | { readonly type: 'TOKENS' }
  | { readonly type: 'FAIL' }
  | {
    readonly type: 'ASK';
    readonly challengeName: 'SRP_A' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';
    /** Position of the step in the flow. */
    readonly step: number;
    /** The round that was not passed, if this one repeats its challenge. */
    readonly repeats?: RoundMetadata;
    /** The round in which the option of a choice was picked that is due now. Which one it was stands in the state, and in each round of it. */
    readonly pick?: RoundMetadata;
  };

const FAIL: NextStep = { type: 'FAIL' };

/** Challenges that Cognito puts into the session by itself; passed ones prove none of our steps. */
const INSERTED_BY_COGNITO = [
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'NEW_PASSWORD_REQUIRED',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
];

/** Rounds of one step, however often a new code is asked for: the session must not grow without end. */
const MAX_ROUNDS = 20;

/**
 * Replays the session over the flow's steps: every entry must be the step that was due, or one that Cognito inserted.
 * @param resend the last round was not answered but asks for a new challenge
 */
export function nextStep({ steps }: Pick<Flow, 'steps'>, session: readonly SessionEntry[], resend = false): NextStep {
  let step = 0;
  let rounds = 0;
  let srpGiven = false;
  let repeats: RoundMetadata | undefined;
  let pick: RoundMetadata | undefined;

  for (const [position, { challengeName, challengeResult, challengeMetadata }] of session.entries()) {
    const due = steps[step];
    const passed = challengeResult === true;

    if (challengeName === 'SRP_A' && passed && position === 0) {
      // SDKs that always send SRP_A may lead with one; only a step that asks for it counts it.
      srpGiven = true;
      if (due.type === 'SRP_A') step += 1;
    } else if (challengeName === 'PASSWORD_VERIFIER' && passed && srpGiven && due?.type === 'PASSWORD_VERIFIER') {
      step += 1;
    } else if (challengeName === 'CUSTOM_CHALLENGE' && due?.type === 'CUSTOM_CHALLENGE') {
      const round = readMetadata(challengeMetadata);
      if (round?.step !== step || !mayBe(round.name, due.challenge, pick, repeats)) return FAIL;
      rounds = passed ? 0 : rounds + 1;
      if (!passed && (challengeResult !== false || rounds === MAX_ROUNDS)) return FAIL;
      repeats = passed ? undefined : round;
      if (passed && due.challenge.kind === 'CHOICE' && !pick) {
        pick = round;
      } else if (passed) {
        step += 1;
        pick = undefined;
      }
    } else if (!(passed && INSERTED_BY_COGNITO.includes(challengeName))) {
      return FAIL;
    }
  }

  const due = steps[step];
  // Rounds before the last one were shown because there were answers left, or a new code was asked for.
  if (repeats && repeats.attemptsLeft <= 1 && !resend && answersUseTries(challengeNamed(repeats.name, due))) return FAIL;
  if (!due) return { type: 'TOKENS' };
  if (due.type === 'SRP_A' && session.length > 0) return FAIL;
  if (due.type === 'PASSWORD_VERIFIER' && !srpGiven) return FAIL;
  return { type: 'ASK', challengeName: due.type, step, repeats, pick };
}

/** Whether a round may have this name: that of the challenge or, after a pick, of one of its options; and until it is passed always the same. */
function mayBe(name: string, challenge: FlowChallenge, pick: RoundMetadata | undefined, repeats: RoundMetadata | undefined): boolean {
  const due = pick && challenge.kind === 'CHOICE' ? challenge.options : [challenge];
  return due.some((candidate) => candidate.name === name) && (repeats?.name ?? name) === name;
}

/** Not those to a link alone: nobody can guess one, so a wrong one takes nothing from the right one. */
function answersUseTries(challenge: FlowChallenge | undefined): boolean {
  return !(challenge?.kind === 'MAGIC_LINK' && challenge.codeLength === undefined);
}
