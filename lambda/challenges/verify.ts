import { checkCaptcha, tokenDigest } from './captcha';
import { pickIn } from './choice';
import { bareCode, codeOf } from './code';
import { checkCustom } from './custom';
import { pictureCode } from './image-captcha';
import { challengeMac, equal, fingerprint } from './mac';
import { type Claim, claimOf, rightAnswer } from './magic-link';
import { readPrivateParameters } from './private-parameters';
import type { Submission } from './round';
import type { Flow, FlowChallenge, FlowLimits } from '../../src/private/flow';
import { asksForResend, type VerifyEvent } from '../events';
import { challengeNamed } from '../flow/challenges';
import type { Invocation } from '../invocation';
import { poolKey, userKey } from '../state/keys';
import { isNearBudget } from '../state/limits';
import { redeem } from '../state/redeem';
import { type AnswerRequest, type AnswerVerdict, count, countAndSettle, type Outcome, settle } from '../state/rules';
import type { State } from '../state/state';
import { changeState, type StateKeys } from '../state/store';

/** The longest answer that is looked at; any longer one counts as wrong. */
const MAX_ANSWER = 8_192;

/** An answer, and all that it is judged by. */
interface Given extends Submission {
  readonly nonce: string;
  /** What the rules are told of any answer to the challenge. */
  readonly request: Omit<AnswerRequest, 'fingerprint'>;
  readonly keys: StateKeys;
  readonly limits: FlowLimits;
}

/** Counts the answer against the challenge's tries and the user's failures, then compares it. */
export async function verifyAnswer({ steps, limits }: Flow, event: VerifyEvent, invocation: Invocation): Promise<boolean> {
  const { step, name, challengeId, nonce, decoy, parameters } = readPrivateParameters(event.request.privateChallengeParameters);
  const challenge = challengeNamed(name, steps[step]);
  // Who asks for a new code does not answer the old one.
  if (!challenge || asksForResend(event)) return false;

  const { signIn, log } = invocation;
  const verdict = await judge(challenge, {
    ...invocation,
    challengeId,
    nonce,
    answer: readAnswer(event.request.challengeAnswer),
    privateParameters: parameters,
    request: { id: challengeId, clientId: signIn.clientId, step, name, guessable: challenge.guessable, exists: !decoy },
    keys: { user: userKey(signIn), pool: poolKey(signIn, limits.pool.shards) },
    limits,
  });
  log('INFO', `ANSWER_${verdict}`, { challenge: name });
  return verdict === 'CORRECT';
}

function readAnswer(answer: unknown): string {
  return typeof answer === 'string' && answer.length <= MAX_ANSWER ? answer : '';
}

function judge(challenge: FlowChallenge, given: Given): Promise<AnswerVerdict> {
  const { answer, challengeId, privateParameters } = given;
  switch (challenge.kind) {
    case 'EMAIL_CODE':
    case 'SMS_CODE': return compare(given, { text: bareCode(answer) }, (mac) => codeOf(mac, challenge.codeLength));
    case 'IMAGE_CAPTCHA':
      return compare(given, { text: bareCode(answer).toUpperCase() }, (mac) => pictureCode(challenge, mac, privateParameters.attempt));
    case 'MAGIC_LINK': {
      const claim = claimOf(challenge, answer, challengeId, privateParameters);
      return compare(given, claim, (mac) => rightAnswer(challenge, claim, mac));
    }
    case 'CHOICE': {
      const pick = pickIn(answer, privateParameters);
      return compare(given, { text: answer, pick }, () => pick);
    }
    case 'CUSTOM': return askElsewhere(given, () => checkCustom(challenge, given));
    case 'CAPTCHA': return askElsewhere(given, () => checkCaptcha(challenge, given), tokenDigest(answer));
  }
}

/** The right answer follows from the MAC, so it is compared in the change that counts the try. Where there is none, every answer is wrong. */
function compare(
  given: Given,
  { text, challengeId = given.challengeId, isToken, pick }: Partial<Claim> & { text: string; pick?: string },
  rightText: (mac: Buffer) => string | undefined,
): Promise<AnswerVerdict> {
  const { signIn, nonce, limits, now, deadline } = given;
  const mac = challengeMac({ ...given.request, signIn, challengeId }, deadline);
  return change(given, async (state) => {
    const key = await mac;
    const right = rightText(key);
    const request = { ...given.request, fingerprint: fingerprint(key, nonce, text), pick };
    const correct = right !== undefined && equal(request.fingerprint, fingerprint(key, nonce, right));
    return isToken
      ? redeem(state, { ...request, id: challengeId }, correct, now)
      : countAndSettle(state, request, correct, limits, now);
  });
}

/** Somebody else judges, once the try has been counted. */
async function askElsewhere(given: Given, check: () => Promise<boolean>, token?: string): Promise<AnswerVerdict> {
  const { signIn, challengeId, nonce, answer, limits, now, deadline } = given;
  const mac = await challengeMac({ ...given.request, signIn, challengeId }, deadline);
  const request = { ...given.request, fingerprint: fingerprint(mac, nonce, answer), token };
  const verdict = await change(given, (state) => count(state, request, limits, now));
  if (verdict !== 'COUNTED') return verdict;
  const correct = answer !== '' && await check();
  return change(given, (state) => settle(state, request, correct, now));
}

/** One write, and a warning if it takes the pool near its budget. */
async function change<V>({ keys, limits, now, deadline, log }: Given, rule: (state: State) => Outcome<V> | Promise<Outcome<V>>): Promise<V> {
  const { verdict, near } = await changeState(keys, async (before) => {
    const outcome = await rule(before);
    const { failures } = outcome.state.pool;
    return { state: outcome.state, verdict: { verdict: outcome.verdict, near: isNearBudget(failures, limits.pool.failures, limits.pool, now) } };
  }, deadline);
  if (near) log('WARN', 'POOL_FAILURES_NEAR_BUDGET');
  return verdict;
}
