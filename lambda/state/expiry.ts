import { DAY, HOUR } from './limits';
import { REPEAT_WITHIN_MS } from './rules';
import type { Factor, State } from './state';

/** Somebody who failed must not be forgotten before he could come back to guess on. */
const REMEMBER_FAILURES = 365 * DAY;

/** When each item holds nothing that matters any more, in epoch milliseconds. */
export function forgetAt({ user, destination, pool }: State): Record<keyof State, number> {
  return {
    user: Math.max(0, ...user.challenges.map((c) => c.expiresAt + REPEAT_WITHIN_MS), ...Object.values(user.factors).map(forgetFactorAt)),
    destination: after(destination.sends, DAY),
    pool: (Math.max(pool.sends.hour, pool.decoys.hour, pool.failures.hour) + 2) * HOUR,
  };
}

function forgetFactorAt({ sends, failures, consecutiveFailures }: Factor): number {
  return Math.max(after(sends, DAY), after(failures, consecutiveFailures > 0 ? REMEMBER_FAILURES : DAY));
}

function after(times: readonly number[], wait: number): number {
  return (times.at(-1) ?? 0) + wait;
}
