import { timingSafeEqual } from 'node:crypto';
import { checkCaptcha, tokenDigest } from './captcha';
import { pickIn } from './choice';
import { bareCode, codeOf } from './code';
import { checkCustom } from './custom';
import { pictureCode } from './image-captcha';
import { challengeMac, fingerprint } from './mac';
import { claimOf, rightAnswer } from './magic-link';
import { readPrivateParameters } from './private-parameters';
import type { Submission } from './round';
import type { Flow } from '../../src/private/flow';
import { asksForResend, type VerifyEvent } from '../events';
import { challengeNamed } from '../flow/challenges';
import type { Invocation } from '../invocation';
import { poolKey, userKey } from '../state/keys';
import { isNearBudget } from '../state/limits';
import { redeem } from '../state/redeem';
import { type AnswerVerdict, count, countAndSettle, type Outcome, settle } from '../state/rules';
import type { State } from '../state/state';
import { changeState } from '../state/store';

/** The longest answer that is looked at; any longer one counts as wrong. */
const MAX_ANSWER = 8_192;

/** Counts the answer against the challenge's tries and the user's failures, then compares it. */
export async function verifyAnswer({ steps, limits }: Flow, event: VerifyEvent, invocation: Invocation): Promise<boolean> {
  const { step, name, challengeId, nonce, decoy, parameters } = readPrivateParameters(event.request.privateChallengeParameters);
  const challenge = challengeNamed(name, steps[step]);
  // Who asks for a new code does not answer the old one.
  if (!challenge || asksForResend(event)) return false;

  const { signIn, now, deadline, log } = invocation;
  const answer = readAnswer(event.request.challengeAnswer);
  const claim = challenge.kind === 'MAGIC_LINK' ? claimOf(challenge, answer, challengeId, parameters) : { isToken: false, challengeId, text: answer };
  const mac = challengeMac({ signIn, step, name, challengeId: claim.challengeId }, deadline);
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
  // The right answer follows from the MAC, so it is compared in the change that counts the try.
  const judgeCode = (code: string, rightCode: (key: Buffer) => string) => change((state, key) => {
    const given = fingerprint(key, nonce, code);
    const correct = equal(given, fingerprint(key, nonce, rightCode(key)));
    return countAndSettle(state, { ...request, fingerprint: given }, correct, limits, now);
  });
  // Somebody else judges, once the try has been counted.
  const judgeElsewhere = async (check: (submission: Submission) => Promise<boolean>, token?: string): Promise<AnswerVerdict> => {
    const counted = { ...request, fingerprint: fingerprint(await mac, nonce, answer), token };
    const verdict = await change((state) => count(state, counted, limits, now));
    if (verdict !== 'COUNTED') return verdict;
    const correct = answer !== '' && await check({ ...invocation, challengeId, answer, privateParameters: parameters });
    return change((state) => settle(state, counted, correct, now));
  };
  const judge = async (): Promise<AnswerVerdict> => {
    switch (challenge.kind) {
      case 'EMAIL_CODE':
      case 'SMS_CODE': return judgeCode(bareCode(answer), (key) => codeOf(key, challenge.codeLength));
      case 'IMAGE_CAPTCHA': return judgeCode(bareCode(answer).toUpperCase(), (key) => pictureCode(challenge, key, parameters.attempt));
      case 'MAGIC_LINK': return change((state, key) => {
        const given = fingerprint(key, nonce, claim.text);
        const correct = equal(given, fingerprint(key, nonce, rightAnswer(challenge, claim, key)));
        return claim.isToken
          ? redeem(state, { ...request, id: claim.challengeId, fingerprint: given }, correct, now)
          : countAndSettle(state, { ...request, fingerprint: given }, correct, limits, now);
      });
      case 'CHOICE': return change((state, key) => {
        const pick = pickIn(answer, parameters);
        return countAndSettle(state, { ...request, fingerprint: fingerprint(key, nonce, answer), pick }, pick !== undefined, limits, now);
      });
      case 'CUSTOM': return judgeElsewhere((submission) => checkCustom(challenge, submission));
      case 'CAPTCHA': return judgeElsewhere((submission) => checkCaptcha(challenge, submission), tokenDigest(answer));
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
