import { issueCustom } from './custom';
import { issueEmailCode } from './email-code';
import { challengeMac } from './mac';
import { writePrivateParameters } from './private-parameters';
import type { Round, RoundParameters } from './round';
import type { Flow, FlowChallenge } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';
import type { CreateEvent } from '../events';
import { signInOf } from '../events';
import { Fault } from '../fault';
import { writeMetadata } from '../flow/metadata';
import { nextStep } from '../flow/next-step';
import { open, withdraw } from '../state/rules';
import { changeUser, randomId } from '../state/store';

/** Opens the challenge that is due, or goes on with it after a wrong answer. */
export async function issueChallenge(flow: Flow, event: CreateEvent, now: number, deadline: Deadline): Promise<CreateEvent['response']> {
  const session = event.request.session ?? [];
  const next = nextStep(flow, session);
  const due = next.type === 'ASK' ? flow.steps[next.step] : undefined;
  if (next.type !== 'ASK' || due?.type !== 'CUSTOM_CHALLENGE') throw new Fault('NoCustomChallengeDue');

  const { challenge } = due;
  const { step, repeats } = next;
  const { name, lifetime, tries } = challenge;
  const signIn = signInOf(event);
  const newId = randomId();
  const request = {
    newId, clientId: signIn.clientId, step, name, round: session.length, lifetimeMs: lifetime * 1000, tries, repeatsId: repeats?.challengeId,
  };

  let mac: Promise<Buffer> | undefined;
  const startMac = () => mac ??= challengeMac({ signIn, step, name, challengeId: newId }, deadline);
  const sendsCode = challenge.kind === 'EMAIL_CODE';
  // Most likely a code is needed: begun beside the read, its MAC takes no time of its own.
  if (sendsCode && !repeats) void startMac();

  const { challenge: { id: challengeId, expiresAt, triesLeft }, newMac } = await changeUser(signIn, async (state) => {
    const { state: after, verdict } = open(state, request, now);
    // A challenge whose code cannot be made is not opened.
    return { state: after, verdict: { ...verdict, newMac: sendsCode && verdict.isNew ? await startMac() : undefined } };
  }, deadline);

  const { publicParameters, privateParameters = {}, decoy, unsent } = await issueKind(challenge, {
    signIn, challengeId, attempt: tries - triesLeft + 1, attemptsLeft: triesLeft, newMac, deadline,
  });
  if (unsent) await changeUser(signIn, (state) => withdraw(state, challengeId), deadline);
  const error = repeats && (repeats.challengeId === challengeId ? 'CODE_MISMATCH' : 'EXPIRED');

  return {
    publicChallengeParameters: {
      ...publicParameters,
      challenge: name,
      expiresIn: String(Math.ceil((expiresAt - now) / 1000)),
      attemptsLeft: String(triesLeft),
      ...(error && { error }),
    },
    privateChallengeParameters: writePrivateParameters({ step, name, challengeId, nonce: randomId(), decoy, parameters: privateParameters }),
    challengeMetadata: writeMetadata({ step, name, attemptsLeft: triesLeft, challengeId }),
  };
}

function issueKind(challenge: FlowChallenge, round: Round): Promise<RoundParameters> {
  switch (challenge.kind) {
    case 'EMAIL_CODE': return issueEmailCode(challenge, round);
    case 'CUSTOM': return issueCustom(challenge, round);
  }
}
