/** What is known of one user between invocations; kept as one item, changed only by the rules below. */
export interface UserState {
  /** Live challenges, oldest first: one for each sign-in that is under way. */
  readonly challenges: readonly OpenChallenge[];
}

export interface OpenChallenge {
  readonly id: string;
  readonly clientId: string;
  /** Position of the step in the flow, and the public name of its challenge. */
  readonly step: number;
  readonly name: string;
  /** Length of the session when it was opened. */
  readonly round: number;
  /** Times in epoch milliseconds. */
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly triesLeft: number;
  readonly lastAnswer?: AnswerRecord;
}

interface AnswerRecord {
  readonly fingerprint: string;
  readonly at: number;
  /** Absent while the answer is being checked. */
  readonly correct?: boolean;
}

// The `now` of every rule is when the invocation began, in epoch milliseconds: repetitions are told by their distance from it.

/** What a rule makes of an event: the same state object if nothing changes. */
export interface Outcome<Verdict> {
  readonly state: UserState;
  readonly verdict: Verdict;
}

export const NEW_USER: UserState = { challenges: [] };

/** Sign-ins of one user that may be under way at once; the oldest gives way. */
export const MAX_OPEN_CHALLENGES = 5;

/** Cognito repeats an invocation that has not answered within 5 s, at most twice: equal events within this time are one. */
export const REPEAT_WITHIN_MS = 15_000;

/** No repetition of an answer comes sooner, even after a slow cold start; what does is somebody else's. */
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
  /** The challenge that the round before asked and that was answered wrongly. */
  readonly repeatsId?: string;
}

export interface OpenVerdict {
  readonly challenge: OpenChallenge;
  /** True for exactly one of the invocations that ask for the same challenge. */
  readonly isNew: boolean;
}

/** A round is about to be shown: goes on with the challenge of the round before, recognises a repeated event, or opens a new one. */
export function open(state: UserState, request: OpenRequest, now: number): Outcome<OpenVerdict> {
  const { newId, clientId, step, name, round, lifetimeMs, tries, repeatsId } = request;
  const ofThisStep = state.challenges.filter((c) => c.clientId === clientId && c.step === step && c.name === name);
  const known = ofThisStep.find((c) => c.id === repeatsId && mayBeAnswered(c, now))
    ?? ofThisStep.find((c) => c.round === round && now - c.openedAt < REPEAT_WITHIN_MS && !c.lastAnswer);
  if (known) return { state, verdict: { challenge: known, isNew: false } };

  const challenge: OpenChallenge = {
    id: newId, clientId, step, name, round, openedAt: now, expiresAt: now + lifetimeMs, triesLeft: tries,
  };
  const stillOpen = state.challenges.filter((c) => now < c.expiresAt).slice(1 - MAX_OPEN_CHALLENGES);
  return { state: { challenges: [...stillOpen, challenge] }, verdict: { challenge, isNew: true } };
}

/** Nobody has got the code, so it must not stand in the way of the next one. */
export function withdraw(state: UserState, id: string): Outcome<void> {
  return { state: { challenges: state.challenges.filter((c) => c.id !== id) }, verdict: undefined };
}

export interface AnswerRequest {
  readonly id: string;
  readonly clientId: string;
  readonly step: number;
  readonly name: string;
  /** The same only for the same answer in the same round of the same sign-in. */
  readonly fingerprint: string;
}

/** `COUNTED`: the try is used up, now compare; otherwise the verdict on the answer. */
export type CountVerdict = 'COUNTED' | boolean;

/** An answer has come: uses up a try before anything is compared. */
export function count(state: UserState, request: AnswerRequest, now: number): Outcome<CountVerdict> {
  const challenge = findChallenge(state, request);
  if (!challenge) return { state, verdict: false };

  const { lastAnswer } = challenge;
  const age = lastAnswer ? now - lastAnswer.at : 0;
  if (lastAnswer?.fingerprint === request.fingerprint && age >= REPEAT_AFTER_MS && age < REPEAT_WITHIN_MS) {
    return { state, verdict: lastAnswer.correct ?? 'COUNTED' };
  }
  if (!mayBeAnswered(challenge, now)) return { state, verdict: false };

  const counted = { ...challenge, triesLeft: challenge.triesLeft - 1, lastAnswer: { fingerprint: request.fingerprint, at: now } };
  return { state: replace(state, counted), verdict: 'COUNTED' };
}

/** A counted answer has been compared: the first right one uses the challenge up. */
export function settle(state: UserState, request: AnswerRequest, correct: boolean, now: number): Outcome<boolean> {
  const challenge = findChallenge(state, request);
  if (!challenge || challenge.lastAnswer?.correct) return { state, verdict: false };

  const { fingerprint } = request;
  return { state: replace(state, { ...challenge, lastAnswer: { fingerprint, at: now, correct } }), verdict: correct };
}

/** Both in one change, for answers that can be compared at once. */
export function countAndSettle(state: UserState, request: AnswerRequest, correct: boolean, now: number): Outcome<boolean> {
  const counted = count(state, request, now);
  return counted.verdict === 'COUNTED'
    ? settle(counted.state, request, correct, now)
    : { state: counted.state, verdict: counted.verdict };
}

/** When the item holds nothing that matters any more, in epoch milliseconds. */
export function forgetAt(state: UserState): number {
  return Math.max(0, ...state.challenges.map((c) => c.expiresAt + REPEAT_WITHIN_MS));
}

function mayBeAnswered({ expiresAt, triesLeft, lastAnswer }: OpenChallenge, now: number): boolean {
  return now < expiresAt && triesLeft > 0 && !lastAnswer?.correct;
}

function findChallenge(state: UserState, { id, clientId, step, name }: AnswerRequest): OpenChallenge | undefined {
  return state.challenges.find((c) => c.id === id && c.clientId === clientId && c.step === step && c.name === name);
}

function replace(state: UserState, challenge: OpenChallenge): UserState {
  return { challenges: state.challenges.map((c) => (c.id === challenge.id ? challenge : c)) };
}
