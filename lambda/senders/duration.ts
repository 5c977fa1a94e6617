import { randomInt } from 'node:crypto';
import type { FlowChallenge } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';

const REMEMBERED = 16;

/** A refusal comes sooner than a message is taken: by a service that refuses otherwise for nobody than for somebody, no answer comes before this. */
const SHORTEST_MS = 500;

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

/** Ends as sending does, but no sooner than every message. */
export async function noSooner(sending: Promise<void>, deadline: Deadline): Promise<void> {
  await Promise.allSettled([sending, new Promise((resolve) => setTimeout(resolve, Math.min(SHORTEST_MS, deadline.remaining())))]);
  return sending;
}

/** At first a guess. */
function durationsOf(challenge: FlowChallenge): readonly number[] {
  const slow = challenge.kind === 'SMS_CODE' || ('sender' in challenge && challenge.sender.type === 'SENDGRID');
  return durations.get(challenge.name) ?? [slow ? SHORTEST_MS : 100];
}
