import { issueCustom } from './custom';
import { recipientOf } from './destination';
import { issueEmailCode } from './email-code';
import { challengeMac } from './mac';
import { writePrivateParameters } from './private-parameters';
import type { Round, RoundParameters } from './round';
import type { Flow, FlowChallenge } from '../../src/private/flow';
import { asksForResend, type CreateEvent } from '../events';
import { Fault } from '../fault';
import { readMetadata, writeMetadata } from '../flow/metadata';
import { nextStep } from '../flow/next-step';
import type { Invocation } from '../invocation';
import { destinationKey, poolKey, randomId, userKey } from '../state/keys';
import { isNearBudget } from '../state/limits';
import { open } from '../state/rules';
import { changeState } from '../state/store';

/** Opens the challenge that is due, or goes on with it after a wrong answer. */
export async function issueChallenge({ steps, limits }: Flow, event: CreateEvent, invocation: Invocation): Promise<CreateEvent['response']> {
  const { signIn, now, deadline, log } = invocation;
  const session = event.request.session ?? [];
  const resend = asksForResend(event);
  const next = nextStep({ steps }, session, resend);
  const due = next.type === 'ASK' ? steps[next.step] : undefined;
  if (next.type !== 'ASK' || due?.type !== 'CUSTOM_CHALLENGE') throw new Fault('NoCustomChallengeDue');

  const { challenge } = due;
  const { step, repeats } = next;
  const { name, lifetime, tries, sends } = challenge;
  const reached = recipientOf(challenge, signIn);
  const keys = { user: userKey(signIn), destination: destinationKey(signIn, reached), pool: poolKey(signIn, limits.pool.shards) };
  const newId = randomId();
  const request = {
    newId,
    clientId: signIn.clientId,
    step,
    name,
    round: session.length,
    lifetimeMs: lifetime * 1000,
    tries,
    sends,
    exists: reached !== undefined,
    after: session.map(({ challengeMetadata }) => readMetadata(challengeMetadata)?.nonce).reverse().find(Boolean),
    previousId: repeats?.challengeId,
    resend,
  };

  let mac: Promise<Buffer> | undefined;
  const startMac = () => mac ??= challengeMac({ signIn, step, name, challengeId: newId }, deadline);
  const sendsCode = challenge.kind === 'EMAIL_CODE';
  // Most likely a code is needed: begun beside the read, its MAC takes no time of its own.
  if (sendsCode && (!repeats || resend)) void startMac();

  const { challenge: opened, isNew, silent, error, retryAt, newMac, near } = await changeState(keys, async (state) => {
    const { state: after, verdict } = open(state, request, limits, now);
    return {
      state: after,
      verdict: {
        ...verdict,
        // A challenge whose code cannot be made is not opened.
        newMac: sendsCode && verdict.isNew ? await startMac() : undefined,
        near: isNearBudget(after.pool.sends, limits.pool.sends, limits.pool, now),
      },
    };
  }, deadline);
  if (near) log('WARN', 'POOL_SENDS_NEAR_BUDGET');

  const { id: challengeId, triesLeft, delivers, openedAt, expiresAt } = opened;
  const recipient = delivers ? reached : undefined;
  const { publicParameters, privateParameters = {}, failed } = await issueKind(challenge, {
    ...invocation, challengeId, recipient, silent, attempt: tries - triesLeft + 1, attemptsLeft: triesLeft, newMac,
  });
  if (isNew && sends && !failed) log('INFO', recipient ? 'MESSAGE_SENT' : 'MESSAGE_WITHHELD', { challenge: name });

  // In its first round a challenge is as new as any: its age would tell that somebody else is signing in.
  const seenAt = repeats ? now : openedAt;
  const secondsUntil = (time: number) => String(Math.max(0, Math.ceil((time - seenAt) / 1000)));
  const nonce = randomId();
  return {
    publicChallengeParameters: {
      ...publicParameters,
      challenge: name,
      expiresIn: secondsUntil(expiresAt),
      attemptsLeft: String(triesLeft),
      ...(sends && { resendAfter: secondsUntil(openedAt + limits.resendCoolDown * 1000) }),
      ...(error && { error }),
      ...(retryAt !== undefined && { retryAfter: secondsUntil(retryAt) }),
    },
    privateChallengeParameters: writePrivateParameters({
      step, name, challengeId, nonce, decoy: reached === undefined, parameters: privateParameters,
    }),
    challengeMetadata: writeMetadata({ step, name, attemptsLeft: triesLeft, nonce, challengeId }),
  };
}

function issueKind(challenge: FlowChallenge, round: Round): Promise<RoundParameters> {
  switch (challenge.kind) {
    case 'EMAIL_CODE': return issueEmailCode(challenge, round);
    case 'CUSTOM': return issueCustom(challenge, round);
  }
}
