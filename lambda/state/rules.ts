import { changeJoined, type ChallengeKey, findChallenge, hasMessage, isMessageAlive, mayBeAnswered, newestMessage, replace } from './challenges';
import { closedUntil, countInPool, countSend, factorOf, withFactor } from './factors';
import { budgetFreeAt, freeAt, lockedUntil, remember, subtract, takeBack } from './limits';
import type { AnswerRecord, OpenChallenge, State, UserState } from './state';
import type { FlowLimits } from '../../src/private/flow';

// The `now` of every rule is when the invocation began, in epoch milliseconds: repetitions are told by their distance from it.

export interface Outcome<Verdict> {
  readonly state: State;
  readonly verdict: Verdict;
}

/** Challenges of one name that are kept: at least as many as can have been sent within their lifetime, so none gives way to a stranger's. */
export const MAX_OPEN_CHALLENGES = 20;

/** Cognito repeats an invocation that has not answered within 5 s, at most twice: equal events within this time are one. */
export const REPEAT_WITHIN_MS = 15_000;

/** What comes sooner is taken for somebody's second guess: Cognito repeats an invocation when it has waited for 5 s (ADR 3). */
export const REPEAT_AFTER_MS = 2_500;

export interface OpenRequest {
  /** Id for the challenge, should a new one be opened. */
  readonly newId: string;
  readonly clientId: string;
  readonly step: number;
  readonly name: string;
  readonly round: number;
  readonly lifetimeMs: number;
  readonly tries: number;
  /** Whether a message leaves with a new challenge. */
  readonly sends: boolean;
  /** Whether who tries often could pass for the user. */
  readonly guessable: boolean;
  /** False for somebody whom no message reaches. */
  readonly exists: boolean;
  /** Nonce of the sign-in's last round of any step. */
  readonly after?: string;
  /** The challenge that the round before asked, if this one repeats its step. */
  readonly previousId?: string;
  /** The client wants a new challenge in the place of the previous one. */
  readonly resend: boolean;
  /** Whether a sign-in that begins makes do with the message that another one of the user got. */
  readonly sharesMessages?: boolean;
}

export interface OpenVerdict {
  readonly challenge: OpenChallenge;
  /** True for exactly one of the invocations that ask for the same challenge. */
  readonly isNew: boolean;
  /** Nothing is sent, and it must not show: the decoys of this hour are used up, or the message is another's. */
  readonly silent?: boolean;
  /** Why the client is asked again. */
  readonly error?: 'CODE_MISMATCH' | 'EXPIRED' | 'THROTTLED' | 'LOCKED';
  /** When it makes sense to try again, in epoch milliseconds; absent if time does not help. */
  readonly retryAt?: number;
}

/** A round is about to be shown: recognises a repeated event, goes on with the challenge of the round before, or opens a new one. */
export function open(state: State, request: OpenRequest, limits: FlowLimits, now: number): Outcome<OpenVerdict> {
  const { clientId, step, name, round, after, previousId, resend, sends } = request;
  const ofThisStep = state.user.challenges.filter((c) => c.clientId === clientId && c.step === step && c.name === name);
  const previous = ofThisStep.find((c) => c.id === previousId);
  const closed = closedUntil(state, request, limits, now);
  const freeFrom = sends ? Math.max(closed, sendableAt(state, name, previous, limits, now)) : closed;
  const feedback = (refusedUntil: number, otherwise?: OpenVerdict['error']) =>
    previousId === undefined ? {} : refusal(state, name, refusedUntil, limits, now) ?? { error: otherwise };

  const repeated = ofThisStep.find((c) => c.round === round && c.after === after && now - c.openedAt < REPEAT_WITHIN_MS && !c.lastAnswer);
  if (repeated) {
    const refusedUntil = repeated.delivers ? 0 : freeFrom;
    const verdict = { challenge: repeated, isNew: false, silent: sends, ...feedback(refusedUntil, resend ? undefined : 'EXPIRED') };
    return { state: after === undefined ? { ...state, user: replace(state.user, { ...repeated, shared: true }) } : state, verdict };
  }
  if (previous && !resend && mayBeAnswered(previous, now)) {
    const refusedUntil = previous.delivers ? closed : freeFrom;
    return { state, verdict: { challenge: previous, isNew: false, ...feedback(refusedUntil, 'CODE_MISMATCH') } };
  }
  if (previous && freeFrom > now) {
    return { state, verdict: { challenge: previous, isNew: false, ...feedback(freeFrom) } };
  }

  // A message that is over before another may be asked for would leave the person without any.
  const ofUseUntil = now + Math.min(limits.resendCoolDown * 1000, request.lifetimeMs / 2);
  const joined = request.sharesMessages && previousId === undefined ? newestMessage(ofThisStep, ofUseUntil) : undefined;
  const challenge: OpenChallenge = {
    id: request.newId,
    clientId,
    step,
    name,
    round,
    after,
    delivers: freeFrom <= now || joined !== undefined,
    joins: joined?.id,
    openedAt: now,
    expiresAt: now + request.lifetimeMs,
    triesLeft: request.tries,
  };
  const opened = { ...state, user: { ...state.user, challenges: [...roomFor(challenge, previous, state.user.challenges, limits, now), challenge] } };
  const decoy = !(hasMessage(challenge) && request.exists);
  const silent = decoy && budgetFreeAt(state.pool.decoys, limits.pool.sends, limits.pool, now) > now;
  const counted = sends && hasMessage(challenge) ? countSend(opened, name, limits, now) : opened;
  return {
    state: sends && !silent ? { ...counted, pool: countInPool(state, decoy ? 'decoys' : 'sends', now) } : counted,
    verdict: { challenge, isNew: true, ...(silent && { silent }), ...feedback(freeFrom, resend ? undefined : 'EXPIRED') },
  };
}

export interface AnswerRequest extends ChallengeKey {
  /** The same only for the same answer in the same round of the same sign-in. */
  readonly fingerprint: string;
  /** Whether who tries often could pass for the user: if not, wrong answers are no failures of anybody. */
  readonly guessable: boolean;
  /** False for somebody who can never pass. */
  readonly exists: boolean;
  /** Name of the option, if the answer picks one. */
  readonly pick?: string;
  /** Digest of an answer that is good for one challenge alone: the same in every round and sign-in. */
  readonly token?: string;
}

/** `LOCKED` and `DEAD`, which is expired, used, out of tries or never opened: the answer was not compared. */
export type AnswerVerdict = 'CORRECT' | 'WRONG' | 'LOCKED' | 'DEAD';

/** An answer has come: uses up a try, and counts as a failure until it has proved right, before anything is compared. */
export function count(state: State, request: AnswerRequest, limits: FlowLimits, now: number): Outcome<AnswerVerdict | 'COUNTED'> {
  const challenge = findChallenge(state, request);
  if (!challenge) return { state, verdict: 'DEAD' };

  const { lastAnswer, name } = challenge;
  const { fingerprint, token } = request;
  if (lastAnswer && isRepeated(lastAnswer, request, now)) return { state, verdict: lastAnswer.verdict ?? 'COUNTED' };
  if (!mayBeAnswered(challenge, now)) return { state, verdict: 'DEAD' };

  // One message has no more tries than it would have alone.
  const compared = changeJoined(state.user, challenge, (joined) => ({ ...joined, triesLeft: Math.max(0, joined.triesLeft - 1) }));
  const useTry = (verdict?: 'LOCKED' | 'WRONG') =>
    replace(compared, { ...challenge, triesLeft: challenge.triesLeft - 1, lastAnswer: { fingerprint, at: now, verdict, token } });
  // Written as any other answer is, so that the calls do not tell of a lock.
  if (closedUntil(state, request, limits, now) > now) return { state: { ...state, user: useTry('LOCKED') }, verdict: 'LOCKED' };
  if (isSpent(state.user, request)) return { state: { ...state, user: useTry('WRONG') }, verdict: 'WRONG' };

  const user = useTry();
  // Where nothing was delivered, nothing can be guessed.
  if (!challenge.delivers || !request.guessable) return { state: { ...state, user }, verdict: 'COUNTED' };

  const factor = factorOf(user, name);
  return {
    state: {
      ...state,
      user: withFactor(user, name, {
        ...factor,
        failures: remember(factor.failures, now, limits.failures),
        consecutiveFailures: factor.consecutiveFailures + 1,
      }),
      // Written for everybody: the time that it takes must not tell who exists.
      pool: request.exists ? countInPool(state, 'failures', now) : { ...state.pool },
    },
    verdict: 'COUNTED',
  };
}

/** A counted answer has been compared: the first right one uses the challenge up and takes its failure back. */
export function settle(state: State, request: AnswerRequest, correct: boolean, now: number): Outcome<AnswerVerdict> {
  const challenge = findChallenge(state, request);
  if (!challenge) return { state, verdict: 'DEAD' };

  const { name, delivers, lastAnswer } = challenge;
  const { fingerprint, pick, token } = request;
  // The first of two equal invocations may still have been at work when the second one began.
  if (lastAnswer?.verdict === 'CORRECT') return { state, verdict: isRepeated(lastAnswer, request, now) ? 'CORRECT' : 'DEAD' };

  const verdict = correct && delivers && request.exists ? 'CORRECT' : 'WRONG';
  const at = lastAnswer?.fingerprint === fingerprint ? lastAnswer.at : now;
  const record: AnswerRecord = { fingerprint, at, verdict, pick, token };
  const used = verdict === 'CORRECT' ? changeJoined(state.user, challenge, (joined) => ({ ...joined, lastAnswer: record })) : state.user;
  const user = replace(used, { ...challenge, lastAnswer: record });
  // What was not counted is not taken back.
  if (verdict === 'WRONG' || !request.guessable) return { state: { ...state, user }, verdict };

  const factor = factorOf(user, name);
  return {
    state: {
      ...state,
      user: withFactor(user, name, { ...factor, failures: takeBack(factor.failures, at), consecutiveFailures: 0 }),
      pool: { ...state.pool, failures: subtract(state.pool.failures, at) },
    },
    verdict,
  };
}

/** Both in one change, for answers that can be compared at once. */
export function countAndSettle(state: State, request: AnswerRequest, correct: boolean, limits: FlowLimits, now: number): Outcome<AnswerVerdict> {
  const counted = count(state, request, limits, now);
  if (counted.verdict !== 'COUNTED') return { state: counted.state, verdict: counted.verdict };

  const isAlive = isMessageAlive(state.user, findChallenge(state, request)!, now);
  const settled = settle(counted.state, request, correct && isAlive, now);
  // A right answer leaves the pool as it was: an item less for each sign-in to write.
  return settled.verdict === 'CORRECT' ? { ...settled, state: { ...settled.state, pool: state.pool } } : settled;
}

/** When the limits on messages allow the next one. */
function sendableAt(state: State, name: string, previous: OpenChallenge | undefined, limits: FlowLimits, now: number): number {
  const { user, destination, pool } = state;
  return Math.max(
    freeAt(factorOf(user, name).sends, limits.sends),
    freeAt(destination.sends, limits.sends),
    budgetFreeAt(pool.sends, limits.pool.sends, limits.pool, now),
    previous?.delivers ? coolsDownAt(previous, limits) : 0,
  );
}

/** What the client is told of a limit that is in force. */
function refusal({ user }: State, name: string, until: number, limits: FlowLimits, now: number): Pick<OpenVerdict, 'error' | 'retryAt'> | undefined {
  if (until <= now) return undefined;
  const error = lockedUntil(factorOf(user, name), limits) > now ? 'LOCKED' : 'THROTTLED';
  return { error, retryAt: Number.isFinite(until) ? until : undefined };
}

/** The challenges that stay beside a new one: neither those that are over, nor the one that it replaces, unless that is another's too, nor the oldest of too many like it. */
function roomFor(
  { name, delivers, joins }: OpenChallenge, replaced: OpenChallenge | undefined,
  challenges: readonly OpenChallenge[], limits: FlowLimits, now: number,
): OpenChallenge[] {
  // What was picked is about to be read by the sign-in that shares the choice with this one.
  const givesWay = (c: OpenChallenge) => c === replaced && !c.shared && c.lastAnswer?.pick === undefined;
  const kept = challenges.filter((c) => !givesWay(c) && now < Math.max(c.expiresAt + REPEAT_WITHIN_MS, coolsDownAt(c, limits)));
  const crowd = kept.filter((c) => c.name === name && c.delivers === delivers && !c.joins === !joins).slice(0, 1 - MAX_OPEN_CHALLENGES);
  return kept.filter((c) => !crowd.includes(c));
}

function coolsDownAt({ openedAt }: OpenChallenge, limits: FlowLimits): number {
  return openedAt + limits.resendCoolDown * 1000;
}

export function isRepeated(answer: AnswerRecord, { fingerprint }: Pick<AnswerRequest, 'fingerprint'>, now: number): boolean {
  const age = now - answer.at;
  return answer.fingerprint === fingerprint && age >= REPEAT_AFTER_MS && age < REPEAT_WITHIN_MS;
}

/** The token has been given to another challenge. */
function isSpent({ challenges }: UserState, { id, token }: AnswerRequest): boolean {
  return token !== undefined && challenges.some((c) => c.id !== id && c.lastAnswer?.token === token);
}
