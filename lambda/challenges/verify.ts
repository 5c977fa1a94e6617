import { timingSafeEqual } from 'node:crypto';
import { checkCustom } from './custom';
import { bareCode, emailCode } from './email-code';
import { challengeMac, fingerprint } from './mac';
import { readPrivateParameters } from './private-parameters';
import type { Flow } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';
import type { VerifyEvent } from '../events';
import { signInOf } from '../events';
import { count, countAndSettle, settle } from '../state/rules';
import { changeUser } from '../state/store';

/** The longest answer that is looked at; any longer one counts as wrong. */
const MAX_ANSWER = 8_192;

/** Counts the answer against the challenge's tries, then compares it. */
export async function verifyAnswer(flow: Flow, event: VerifyEvent, now: number, deadline: Deadline): Promise<boolean> {
  const { step, name, challengeId, nonce, decoy, parameters } = readPrivateParameters(event.request.privateChallengeParameters);
  const due = flow.steps[step];
  if (due?.type !== 'CUSTOM_CHALLENGE' || due.challenge.name !== name) return false;

  const { challenge } = due;
  const signIn = signInOf(event);
  const answer = readAnswer(event.request.challengeAnswer);
  const mac = challengeMac({ signIn, step, name, challengeId }, deadline);
  const request = { id: challengeId, clientId: signIn.clientId, step, name };

  switch (challenge.kind) {
    // The right answer follows from the MAC, so it is compared in the change that counts the try.
    case 'EMAIL_CODE': return changeUser(signIn, async (state) => {
      const key = await mac;
      const given = fingerprint(key, nonce, bareCode(answer));
      const right = fingerprint(key, nonce, emailCode(challenge, key));
      return countAndSettle(state, { ...request, fingerprint: given }, equal(given, right) && !decoy, now);
    }, deadline);

    // Somebody else judges, once the try has been counted.
    case 'CUSTOM': {
      const counted = { ...request, fingerprint: fingerprint(await mac, nonce, answer) };
      const verdict = await changeUser(signIn, (state) => count(state, counted, now), deadline);
      if (verdict !== 'COUNTED') return verdict;

      const submission = { signIn, challengeId, answer, privateParameters: parameters, deadline };
      const correct = answer !== '' && await checkCustom(challenge, submission) && !decoy;
      return changeUser(signIn, (state) => settle(state, counted, correct, now), deadline);
    }
  }
}

function readAnswer(answer: unknown): string {
  return typeof answer === 'string' && answer.length <= MAX_ANSWER ? answer : '';
}

/** Compares digests of equal length in constant time. */
function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
