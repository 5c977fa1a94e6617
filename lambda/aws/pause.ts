import { randomInt } from 'node:crypto';

/** Waits for a third of the time at least, and for all of it at most. */
export function pause(longest: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, randomInt(Math.ceil(longest / 3), longest)));
}
