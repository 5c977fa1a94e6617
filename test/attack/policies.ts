import type { Policy } from './deploy';
import { AbuseLimits } from '../../src';

export const DEFAULT: Policy = { name: 'defaults, 6 digits', digits: 6 };

export const EIGHT_DIGITS: Policy = { name: 'defaults, 8 digits', digits: 8 };

export const TIGHTER: Policy = {
  name: 'tighter, 6 digits',
  digits: 6,
  limits: { triesPerCode: 2, sendsPerHour: 3, sendsPerDay: 6, failuresPerHour: 4, failuresPerDay: 8, consecutiveFailures: 50 },
};

/** Counts in the session only: naive.ts. */
export const NAIVE: Policy = { name: 'naive control, 6 digits', digits: 6 };

/** Messages an hour to each account that the pool has a budget for in the simulation. */
export const SENDS_PER_ACCOUNT = 2;

/** As large as the constructs allow. */
export const UNLIMITED_POOL: Policy = { name: 'no pool budget', digits: 6, limits: { poolSendsPerHour: 10_000_000, poolFailuresPerHour: 1_000_000 } };

/** A budget that is as scarce for so many accounts as the default is for a few thousand. */
export function pooled(accounts: number): Policy {
  return { name: 'pool budget', digits: 6, limits: { poolSendsPerHour: SENDS_PER_ACCOUNT * accounts, poolFailuresPerHour: accounts } };
}

/** What the pool may do in an hour of the clock: each shard has a whole share of the budget. */
export function budgetOf({ limits }: Policy): { readonly sends: number; readonly failures: number } {
  const { sends, failures, shards } = AbuseLimits.of(limits)._render().pool;
  const inWholeShares = (budget: number) => Math.ceil(budget / shards) * shards;
  return { sends: inWholeShares(sends), failures: inWholeShares(failures) };
}
