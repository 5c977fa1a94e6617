import { recipientOf } from './destination';
import type { Round, RoundParameters } from './round';
import type { FlowChallenge, FlowChoice, FlowStep } from '../../src/private/flow';
import { Fault } from '../fault';
import { challengeNamed } from '../flow/challenges';
import type { RoundMetadata } from '../flow/metadata';
import type { NextStep } from '../flow/next-step';
import type { Invocation } from '../invocation';
import { userKey } from '../state/keys';
import type { UserState } from '../state/state';
import { changeState } from '../state/store';

/** Names the options; nothing is sent before the pick. To strangers all of them, since what reaches a user is not for them to know. */
export async function issueChoice({ options }: FlowChoice, { signIn, passwordProved }: Round): Promise<RoundParameters> {
  const usable = options.filter((option) => !passwordProved || recipientOf(option, signIn) !== undefined);
  // Whom nothing reaches is asked like a stranger: he cannot pass either.
  const offer = { options: (usable.length > 0 ? usable : options).map(({ name }) => name).join(',') };
  return { publicParameters: offer, privateParameters: offer };
}

/** The option that the answer names, if it is one of those that were offered. */
export function pickIn(answer: string, { options = '' }: Readonly<Record<string, string>>): string | undefined {
  return options.split(',').find((name) => name === answer && name !== '');
}

/** The challenge that the next round is about: that of the step or, after a pick, the option. */
export async function challengeDue(step: FlowStep, { repeats, pick }: NextStep & { type: 'ASK' }, invocation: Invocation): Promise<FlowChallenge> {
  const own = step.type === 'CUSTOM_CHALLENGE' ? step.challenge.name : undefined;
  const name = repeats?.name ?? (pick ? await readPick(pick, invocation) : own);
  const challenge = challengeNamed(name, step);
  if (!challenge) throw new Fault('NoCustomChallengeDue');
  return challenge;
}

/** Neither the session nor the client is asked what was picked, but what Verify wrote down before it called the pick right. */
function readPick({ challengeId }: RoundMetadata, { signIn, deadline }: Invocation): Promise<string | undefined> {
  return changeState({ user: userKey(signIn) }, (state) => ({ state, verdict: pickOf(state.user, challengeId) }), deadline);
}

function pickOf({ challenges }: UserState, challengeId: string): string | undefined {
  const answer = challenges.find(({ id }) => id === challengeId)?.lastAnswer;
  return answer?.verdict === 'CORRECT' ? answer.pick : undefined;
}
