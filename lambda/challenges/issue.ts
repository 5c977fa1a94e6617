import { issueCaptcha } from './captcha';
import { challengeDue, issueChoice } from './choice';
import { issueCustom } from './custom';
import { channelOf, recipientOf } from './destination';
import { issueEmailCode } from './email-code';
import { issueImageCaptcha } from './image-captcha';
import { challengeMac } from './mac';
import { issueMagicLink } from './magic-link';
import { writePrivateParameters } from './private-parameters';
import type { Round, RoundParameters } from './round';
import { issueSmsCode } from './sms-code';
import type { Flow, FlowChallenge } from '../../src/private/flow';
import { asksForResend, type CreateEvent, pageAskedFor } from '../events';
import { Fault } from '../fault';
import { readMetadata, writeMetadata } from '../flow/metadata';
import { nextStep } from '../flow/next-step';
import type { Invocation } from '../invocation';
import { hasMessage } from '../state/challenges';
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
  if (next.type !== 'ASK') throw new Fault('NoCustomChallengeDue');

  const { step, repeats } = next;
  const challenge = await challengeDue(steps[step], next, invocation);
  // Whatever stands before the step that is due has been passed.
  const passwordProved = steps.slice(0, step).some(({ type }) => type === 'PASSWORD_VERIFIER');
  const { name, lifetime, tries, sends, guessable } = challenge;
  const reached = recipientOf(challenge, signIn);
  const destination = destinationKey(signIn, reached, channelOf(challenge));
  const keys = { user: userKey(signIn), destination, pool: poolKey(signIn, limits.pool.shards) };
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
    guessable,
    exists: reached !== undefined,
    after: session.map(({ challengeMetadata }) => readMetadata(challengeMetadata)?.nonce).reverse().find(Boolean),
    previousId: repeats?.challengeId,
    resend,
    // Another browser that redeems a link begins a sign-in for it: nobody wants one more link then.
    sharesMessages: challenge.kind === 'MAGIC_LINK' && challenge.crossDevice,
  };

  let mac: Promise<Buffer> | undefined;
  const startMac = () => mac ??= challengeMac({ signIn, step, name, challengeId: newId }, deadline);
  const hasCode = ['EMAIL_CODE', 'SMS_CODE', 'MAGIC_LINK', 'IMAGE_CAPTCHA'].includes(challenge.kind);
  // Most likely a code is needed: begun beside the read, its MAC takes no time of its own.
  if (hasCode && (!repeats || resend)) void startMac();

  const { challenge: opened, isNew, silent, error, retryAt, newMac, near } = await changeState(keys, async (state) => {
    const { state: after, verdict } = open(state, request, limits, now);
    return {
      state: after,
      verdict: {
        ...verdict,
        // A challenge whose code cannot be made is not opened.
        newMac: hasCode && verdict.isNew ? await startMac() : undefined,
        near: isNearBudget(after.pool.sends, limits.pool.sends, limits.pool, now),
      },
    };
  }, deadline);
  if (near) log('WARN', 'POOL_SENDS_NEAR_BUDGET');

  const { id: challengeId, joins: messageId = challengeId, triesLeft, openedAt, expiresAt } = opened;
  const recipient = hasMessage(opened) ? reached : undefined;
  const { publicParameters, privateParameters = {}, failed } = await issueKind(challenge, {
    ...invocation,
    challengeId,
    step,
    messageId,
    recipient,
    silent,
    passwordProved,
    attempt: tries - triesLeft + 1,
    attemptsLeft: triesLeft,
    newMac,
    linkTo: pageAskedFor(event),
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
    case 'SMS_CODE': return issueSmsCode(challenge, round);
    case 'MAGIC_LINK': return issueMagicLink(challenge, round);
    case 'CUSTOM': return issueCustom(challenge, round);
    case 'CAPTCHA': return issueCaptcha(challenge);
    case 'IMAGE_CAPTCHA': return issueImageCaptcha(challenge, round);
    case 'CHOICE': return issueChoice(challenge, round);
  }
}
