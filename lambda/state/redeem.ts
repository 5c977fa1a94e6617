import { type ChallengeKey, findChallenge, hasMessage, replace } from './challenges';
import { factorOf, withFactor } from './factors';
import { type AnswerVerdict, isRepeated, type Outcome } from './rules';
import type { State } from './state';

export interface RedeemRequest extends ChallengeKey {
  /** The same only for the same token in the same round of the same sign-in. */
  readonly fingerprint: string;
  /** False for somebody who can never pass. */
  readonly exists: boolean;
}

/**
 * Somebody gives the token of the challenge's link, or what he takes for it. Nobody can guess one, so there is nothing to count: a wrong one leaves
 * all as it was, and tries, locks and budgets, which are for codes, keep no right one out.
 */
export function redeem(state: State, request: RedeemRequest, correct: boolean, now: number): Outcome<AnswerVerdict> {
  const challenge = findChallenge(state, request);
  if (!challenge) return { state, verdict: 'DEAD' };
  if (!correct || !hasMessage(challenge) || !request.exists) return { state, verdict: 'WRONG' };

  const { lastAnswer, expiresAt, name } = challenge;
  if (lastAnswer?.verdict === 'CORRECT') return { state, verdict: isRepeated(lastAnswer, request, now) ? 'CORRECT' : 'DEAD' };
  if (now >= expiresAt) return { state, verdict: 'DEAD' };

  const used = replace(state.user, { ...challenge, lastAnswer: { fingerprint: request.fingerprint, at: now, verdict: 'CORRECT' } });
  const factor = factorOf(used, name);
  const user = factor.consecutiveFailures > 0 ? withFactor(used, name, { ...factor, consecutiveFailures: 0 }) : used;
  return { state: { ...state, user }, verdict: 'CORRECT' };
}
