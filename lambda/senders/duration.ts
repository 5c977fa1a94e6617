import { randomInt } from 'node:crypto';
import type { FlowChallenge } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';

const REMEMBERED = 16;

/** How long the newest messages of each challenge took to send in this process, in milliseconds. */
const durations = new Map<string, number[]>();

/** Remembers how long a message takes to send. */
export async function timed(challenge: FlowChallenge, sending: Promise<void>): Promise<void> {
  const begun = performance.now();
  try {
    await sending;
  } finally {
    durations.set(challenge.name, [...durationsOf(challenge), performance.now() - begun].slice(-REMEMBERED));
  }
}

/** Takes as long as one of them, so that nobody sees that nothing is sent. */
export async function waitAsLong(challenge: FlowChallenge, deadline: Deadline): Promise<void> {
  const known = durationsOf(challenge);
  const duration = known[randomInt(known.length)];
  await new Promise((resolve) => setTimeout(resolve, Math.min(duration, deadline.remaining())));
}

/** At first a guess. */
function durationsOf({ name, kind }: FlowChallenge): readonly number[] {
  return durations.get(name) ?? [kind === 'SMS_CODE' ? 500 : 100];
}
