import type { Factor, HourCount } from './state';
import type { FlowLimits, FlowPoolBudget, FlowRate } from '../../src/private/flow';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** From this part of the budget on, operators are told. */
const NEAR = 0.8;

/** When one more is within the rate: a time in the past if it is now. */
export function freeAt(times: readonly number[], { hour, day }: FlowRate): number {
  return Math.max(after(times.at(-hour), HOUR), after(times.at(-day), DAY));
}

/** The times with one more, and no more of them than the rate asks about. */
export function remember(times: readonly number[], time: number, { day }: FlowRate): number[] {
  // The clocks of two functions may differ a little.
  return [...times, time].sort((a, b) => a - b).slice(-day);
}

/** The times without one of what happened then. */
export function takeBack(times: readonly number[], time: number): number[] {
  const index = times.indexOf(time);
  return times.filter((_, i) => i !== index);
}

/** When answers are compared again: never, until an operator or a right answer comes between, after too many failures in a row. */
export function lockedUntil({ failures, consecutiveFailures }: Factor, limits: FlowLimits): number {
  return consecutiveFailures >= limits.consecutiveFailures ? Infinity : freeAt(failures, limits.failures);
}

/** The same for the whole pool, by the clock hour. */
export function budgetFreeAt(counted: HourCount, budget: number, { shards }: FlowPoolBudget, now: number): number {
  return used(counted, now) < share(budget, shards) ? 0 : (Math.max(counted.hour, hourOf(now)) + 1) * HOUR;
}

export function isNearBudget(counted: HourCount, budget: number, { shards }: FlowPoolBudget, now: number): boolean {
  return used(counted, now) >= NEAR * share(budget, shards);
}

export function add(counted: HourCount, now: number): HourCount {
  return { hour: Math.max(counted.hour, hourOf(now)), count: used(counted, now) + 1 };
}

/** Without what was counted then; what went into another hour stays. */
export function subtract(counted: HourCount, then: number): HourCount {
  return counted.hour === hourOf(then) ? { ...counted, count: Math.max(0, counted.count - 1) } : counted;
}

function after(time: number | undefined, wait: number): number {
  return time === undefined ? 0 : time + wait;
}

function used({ hour, count }: HourCount, now: number): number {
  return hour < hourOf(now) ? 0 : count;
}

function share(budget: number, shards: number): number {
  return Math.ceil(budget / shards);
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
