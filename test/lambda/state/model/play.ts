import type { Deployment } from './deployment';
import type { SignIn } from './history';
import type { Ledger } from './ledger';
import type { AnswerRequest, OpenRequest } from '../../../../lambda/state/rules';

/** Where and when an invocation runs. */
export interface Place {
  readonly shard: number;
  /** In hundredths of the greatest skew. */
  readonly skew: number;
}

/** Create, for the next round of a sign-in. */
export function show(ledger: Ledger, real: Deployment, signIn: SignIn, resend: boolean, at: Place): void {
  const { person, clientId, step, name, sends, shown } = signIn;
  const { lifetimeMs, tries } = ledger.settings;
  signIn.round = shown === undefined ? 0 : signIn.round + 1;
  signIn.lastOpen = {
    newId: '', clientId, step, name, sends, round: signIn.round, lifetimeMs, tries, guessable: true, exists: person.exists, after: signIn.nonce, previousId: shown, resend,
  };
  showAgain(ledger, real, signIn, at);
}

/** Cognito invokes Create with the same event again. */
export function showAgain(ledger: Ledger, real: Deployment, signIn: SignIn, at: Place): void {
  const { user, destination } = signIn.person;
  const { now, shard } = locate(ledger, at);
  const request: OpenRequest = { ...signIn.lastOpen!, newId: `challenge ${ledger.challenges.length}` };
  const verdict = real.open({ user, destination, shard }, request, now);
  ledger.opened(signIn, shard, request, now, verdict);
  signIn.shown = verdict.challenge.id;
  ledger.rounds += 1;
  signIn.nonce = `nonce ${ledger.rounds}`;
}

/** An answer, and whether it is right; a nonce stands for the round that it is given in. */
export function answerTo(id: string, text: string, { person, clientId, step, name }: SignIn, nonce: string): NonNullable<SignIn['lastAnswer']> {
  const request: AnswerRequest = { id, clientId, step, name, guessable: true, exists: person.exists, fingerprint: `${nonce}: ${text}` };
  return { request, correct: text === codeOf(id) };
}

export function codeOf(id: string): string {
  return `code of ${id}`;
}

/** Verify; true if the answer passed. */
export function answer(ledger: Ledger, real: Deployment, signIn: SignIn, given: NonNullable<SignIn['lastAnswer']>, at: Place): boolean {
  signIn.lastAnswer = given;
  const [count, settle] = invocation(ledger, real, signIn, given, at);
  count();
  return settle() === 'CORRECT';
}

/** Several at the same time: all are counted before any is judged, unless both is one change; some die in between. */
export function answerAtOnce(
  ledger: Ledger, real: Deployment, signIn: SignIn, answers: readonly { given: NonNullable<SignIn['lastAnswer']>; dies: boolean; at: Place }[],
): void {
  const settling = answers.map(({ given, dies, at }) => {
    signIn.lastAnswer = given;
    const [count, settle] = invocation(ledger, real, signIn, given, at);
    count();
    return { dies, settle };
  });
  for (const { dies, settle } of settling.reverse()) if (!dies) settle();
}

/** The changes that one Verify makes. */
function invocation(ledger: Ledger, real: Deployment, signIn: SignIn, { request, correct }: NonNullable<SignIn['lastAnswer']>, at: Place) {
  const { now, shard } = locate(ledger, at);
  const keys = { user: signIn.person.user, shard };
  let counts = false;
  return [
    () => {
      if (!signIn.judged) return;
      const verdict = real.count(keys, request, now);
      counts = ledger.counted(signIn, shard, request, now, verdict);
    },
    () => {
      if (signIn.judged && !counts) return undefined;
      const verdict = signIn.judged ? real.settle(keys, request, correct, now) : real.countAndSettle(keys, request, correct, now);
      if (signIn.judged) ledger.settled(signIn, shard, request, correct, now, verdict);
      else ledger.answered(signIn, shard, request, correct, now, verdict);
      return verdict;
    },
  ] as const;
}

function locate({ clock, settings: { maxSkew, limits } }: Ledger, { shard, skew }: Place): { now: number; shard: number } {
  return { now: clock + Math.round(maxSkew * skew / 100), shard: shard % limits.pool.shards };
}
