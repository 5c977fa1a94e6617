import { timingSafeEqual } from 'node:crypto';
import { checkCaptcha, tokenFingerprint } from './captcha';
import { bareCode, codeOf } from './code';
import { checkCustom } from './custom';
import { challengeMac, fingerprint } from './mac';
import { readPrivateParameters } from './private-parameters';
import type { Submission } from './round';
import type { Flow } from '../../src/private/flow';
import { asksForResend, type VerifyEvent } from '../events';
import type { Invocation } from '../invocation';
import { poolKey, userKey } from '../state/keys';
import { isNearBudget } from '../state/limits';
import { type AnswerVerdict, count, countAndSettle, type Outcome, settle } from '../state/rules';
import type { State } from '../state/state';
import { changeState } from '../state/store';

/** The longest answer that is looked at; any longer one counts as wrong. */
const MAX_ANSWER = 8_192;

/** Counts the answer against the challenge's tries and the user's failures, then compares it. */
export async function verifyAnswer({ steps, limits }: Flow, event: VerifyEvent, invocation: Invocation): Promise<boolean> {
  const { step, name, challengeId, nonce, decoy, parameters } = readPrivateParameters(event.request.privateChallengeParameters);
  const due = steps[step];
  // Who asks for a new code does not answer the old one.
  if (due?.type !== 'CUSTOM_CHALLENGE' || due.challenge.name !== name || asksForResend(event)) return false;

  const { challenge } = due;
  const { signIn, now, deadline, log } = invocation;
  const answer = readAnswer(event.request.challengeAnswer);
  const mac = challengeMac({ signIn, step, name, challengeId }, deadline);
  const request = { id: challengeId, clientId: signIn.clientId, step, name, guessable: challenge.guessable, exists: !decoy };
  const keys = { user: userKey(signIn), pool: poolKey(signIn, limits.pool.shards) };

  const change = async <V>(rule: (state: State, key: Buffer) => Outcome<V>) => {
    const outcome = await changeState(keys, async (state) => {
      const { state: after, verdict } = rule(state, await mac);
      return { state: after, verdict: { verdict, near: isNearBudget(after.pool.failures, limits.pool.failures, limits.pool, now) } };
    }, deadline);
    if (outcome.near) log('WARN', 'POOL_FAILURES_NEAR_BUDGET');
    return outcome.verdict;
  };
  // Somebody else judges, once the try has been counted.
  const judgeElsewhere = async (given: string, check: (submission: Submission) => Promise<boolean>): Promise<AnswerVerdict> => {
    const counted = { ...request, fingerprint: given };
    const verdict = await change((state) => count(state, counted, limits, now));
    if (verdict !== 'COUNTED') return verdict;
    const correct = answer !== '' && await check({ ...invocation, challengeId, answer, privateParameters: parameters });
    return change((state) => settle(state, counted, correct, now));
  };
  const judge = async (): Promise<AnswerVerdict> => {
    switch (challenge.kind) {
      // The right answer follows from the MAC, so it is compared in the change that counts the try.
      case 'EMAIL_CODE':
      case 'SMS_CODE': return change((state, key) => {
        const given = fingerprint(key, nonce, bareCode(answer));
        const right = fingerprint(key, nonce, codeOf(key, challenge.codeLength));
        return countAndSettle(state, { ...request, fingerprint: given }, equal(given, right), limits, now);
      });
      case 'CUSTOM': return judgeElsewhere(fingerprint(await mac, nonce, answer), (submission) => checkCustom(challenge, submission));
      case 'CAPTCHA': return judgeElsewhere(tokenFingerprint(answer), (submission) => checkCaptcha(challenge, submission));
    }
  };

  const verdict = await judge();
  log('INFO', `ANSWER_${verdict}`, { challenge: name });
  return verdict === 'CORRECT';
}

function readAnswer(answer: unknown): string {
  return typeof answer === 'string' && answer.length <= MAX_ANSWER ? answer : '';
}

/** Compares digests of equal length in constant time. */
function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
