import { randomInt } from 'node:crypto';
import type { Deadline } from '../aws/deadline';

const REMEMBERED = 16;

/** How long the newest messages of this process took to send, in milliseconds; at first a guess. */
const durations = [100];

/** Remembers how long a message takes to send. */
export async function timed(sending: Promise<void>): Promise<void> {
  const begun = performance.now();
  try {
    await sending;
  } finally {
    durations.push(performance.now() - begun);
    if (durations.length > REMEMBERED) durations.shift();
  }
}

/** Takes as long as one of them, so that nobody sees that nothing is sent. */
export async function waitAsLong(deadline: Deadline): Promise<void> {
  const duration = durations[randomInt(durations.length)];
  await new Promise((resolve) => setTimeout(resolve, Math.min(duration, deadline.remaining())));
}
