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
import type { Flow, FlowChallenge, FlowLimits } from '../../src/private/flow';
import { asksForResend, type CreateEvent, pageAskedFor } from '../events';
import { Fault } from '../fault';
import { readMetadata, writeMetadata } from '../flow/metadata';
import { type NextStep, nextStep } from '../flow/next-step';
import type { Invocation } from '../invocation';
import { hasMessage } from '../state/challenges';
import { destinationKey, poolKey, randomId, userKey } from '../state/keys';
import { isNearBudget } from '../state/limits';
import { open, type OpenRequest, type OpenVerdict } from '../state/rules';
import { changeState } from '../state/store';

/** Opens the challenge that is due, or goes on with it after a wrong answer. */
export async function issueChallenge({ steps, limits }: Flow, event: CreateEvent, invocation: Invocation): Promise<CreateEvent['response']> {
  const { signIn, now, log } = invocation;
  const next = nextStep({ steps }, event.request.session ?? [], asksForResend(event));
  if (next.type !== 'ASK') throw new Fault('NoCustomChallengeDue');

  const { step, repeats } = next;
  const challenge = await challengeDue(steps[step], next, invocation);
  const { name, tries, sends } = challenge;
  const reached = recipientOf(challenge, signIn);
  const verdict = await openInState(challenge, openRequest(challenge, next, event, reached !== undefined), reached, limits, invocation);

  const { challenge: opened, isNew, silent, newMac } = verdict;
  const { id: challengeId, joins: messageId = challengeId, triesLeft } = opened;
  const recipient = hasMessage(opened) ? reached : undefined;
  // Whatever stands before the step that is due has been passed.
  const passwordProved = steps.slice(0, step).some(({ type }) => type === 'PASSWORD_VERIFIER');
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

  const nonce = randomId();
  return {
    publicChallengeParameters: {
      ...publicParameters,
      ...commonParameters(challenge, verdict, limits, repeats ? now : opened.openedAt),
    },
    privateChallengeParameters: writePrivateParameters({
      step, name, challengeId, nonce, decoy: reached === undefined, parameters: privateParameters,
    }),
    challengeMetadata: writeMetadata({ step, name, attemptsLeft: triesLeft, nonce, challengeId }),
  };
}

/** What the rule is told of the round that is due. */
function openRequest(challenge: FlowChallenge, { step, repeats }: NextStep & { type: 'ASK' }, event: CreateEvent, exists: boolean): OpenRequest {
  const session = event.request.session ?? [];
  return {
    ...challenge,
    newId: randomId(),
    clientId: event.callerContext.clientId,
    step,
    round: session.length,
    lifetimeMs: challenge.lifetime * 1000,
    exists,
    after: session.map(({ challengeMetadata }) => readMetadata(challengeMetadata)?.nonce).reverse().find(Boolean),
    previousId: repeats?.challengeId,
    resend: asksForResend(event),
    // Another browser that redeems a link begins a sign-in for it: nobody wants one more link then.
    sharesMessages: challenge.kind === 'MAGIC_LINK' && challenge.crossDevice,
  };
}

/** The rule's verdict and, where a code has to be made for it, the MAC of the new challenge. */
async function openInState(
  challenge: FlowChallenge, request: OpenRequest, reached: string | undefined, limits: FlowLimits, { signIn, now, deadline, log }: Invocation,
): Promise<OpenVerdict & Pick<Round, 'newMac'>> {
  const destination = destinationKey(signIn, reached, channelOf(challenge));
  const keys = { user: userKey(signIn), destination, pool: poolKey(signIn, limits.pool.shards) };

  let mac: Promise<Buffer> | undefined;
  const startMac = () => mac ??= challengeMac({ ...request, signIn, challengeId: request.newId }, deadline);
  const hasCode = ['EMAIL_CODE', 'SMS_CODE', 'MAGIC_LINK', 'IMAGE_CAPTCHA'].includes(challenge.kind);
  // Most likely a code is needed: begun beside the read, its MAC takes no time of its own.
  if (hasCode && (!request.previousId || request.resend)) void startMac();

  const { near, ...opened } = await changeState(keys, async (before) => {
    const { state, verdict } = open(before, request, limits, now);
    return {
      state,
      verdict: {
        ...verdict,
        // A challenge whose code cannot be made is not opened.
        newMac: hasCode && verdict.isNew ? await startMac() : undefined,
        near: isNearBudget(state.pool.sends, limits.pool.sends, limits.pool, now),
      },
    };
  }, deadline);
  if (near) log('WARN', 'POOL_SENDS_NEAR_BUDGET');
  return opened;
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

/**
 * What the client is told of a challenge of any kind.
 * @param seenAt when it is shown. In its first round a challenge is as new as any: its age would tell that somebody else is signing in.
 */
function commonParameters(
  { name, sends }: FlowChallenge, { challenge, error, retryAt }: OpenVerdict, limits: FlowLimits, seenAt: number,
): Record<string, string> {
  const { openedAt, expiresAt, triesLeft } = challenge;
  const secondsUntil = (time: number) => String(Math.max(0, Math.ceil((time - seenAt) / 1000)));
  return {
    challenge: name,
    expiresIn: secondsUntil(expiresAt),
    attemptsLeft: String(triesLeft),
    ...(sends && { resendAfter: secondsUntil(openedAt + limits.resendCoolDown * 1000) }),
    ...(error && { error }),
    ...(retryAt !== undefined && { retryAfter: secondsUntil(retryAt) }),
  };
}
