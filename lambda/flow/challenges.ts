import type { FlowChallenge, FlowStep } from '../../src/private/flow';

/** What a step may ask: its challenge and, if that is a choice, the options. Each has a name of its own. */
export function challengesOf(step: FlowStep | undefined): readonly FlowChallenge[] {
  if (step?.type !== 'CUSTOM_CHALLENGE') return [];
  const { challenge } = step;
  return challenge.kind === 'CHOICE' ? [challenge, ...challenge.options] : [challenge];
}

export function challengeNamed(name: string | undefined, step: FlowStep | undefined): FlowChallenge | undefined {
  return challengesOf(step).find((challenge) => challenge.name === name);
}
