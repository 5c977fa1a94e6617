import * as fc from 'fast-check';
import { LIMITS, MINUTE, NOW } from './fixtures';
import {
  add, budgetFreeAt, DAY, freeAt, HOUR, isNearBudget, lockedUntil, remember, subtract, takeBack,
} from '../../../lambda/state/limits';
import { NEW_FACTOR } from '../../../lambda/state/state';
import type { FlowPoolBudget } from '../../../src/private/flow';

const NOTHING = { hour: 0, count: 0 };

describe('a rate', () => {
  const RATE = { hour: 2, day: 3 };

  test.each<[string, number[], number]>([
    ['nothing has happened', [], 0],
    ['there is one less than an hour allows', [NOW], 0],
    ['there are as many as an hour allows', [NOW, NOW + MINUTE], NOW + HOUR],
    ['there are as many as a day allows', [NOW, NOW + 2 * HOUR, NOW + 4 * HOUR], NOW + DAY],
    ['both are used up, and the hour ends later', [NOW - DAY + MINUTE, NOW, NOW + MINUTE], NOW + HOUR],
  ])('where %s', (_, times, free) => {
    expect(freeAt(times, RATE)).toBe(free);
  });

  test('remembers no more than it asks about, in the order of time', () => {
    expect(remember([10, 20, 30], 25, RATE)).toEqual([20, 25, 30]);
  });

  test.each([
    ['takes back one of those at a time', [10, 20, 20, 30], 20, [10, 20, 30]],
    ['takes back nothing that it does not remember', [10, 30], 20, [10, 30]],
  ])('%s', (_, times, time, left) => {
    expect(takeBack(times, time)).toEqual(left);
  });

  const rate = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 })).map(([hour, more]) => ({ hour, day: hour + more }));
  const wait = fc.oneof(fc.constantFrom(0, 1, HOUR - 1, HOUR, DAY - 1, DAY), fc.nat(30 * MINUTE), fc.nat(DAY));
  const step = fc.record({ wait, skew: fc.integer({ min: -2_000, max: 2_000 }) });

  test('is never exceeded in any hour or day, and refuses nothing without need, whatever comes when by clocks that differ', () => {
    fc.assert(fc.property(rate, fc.array(step, { maxLength: 80 }), ({ hour, day }, steps) => {
      const accepted: number[] = [];
      let times: number[] = [];
      let clock = NOW;
      for (const { wait: passed, skew } of steps) {
        clock += passed;
        const now = clock + skew;
        const since = (length: number) => accepted.filter((time) => time > now - length).length;
        const allowed = freeAt(times, { hour, day }) <= now;
        expect(allowed).toBe(since(HOUR) < hour && since(DAY) < day);
        if (!allowed) continue;
        accepted.push(now);
        times = remember(times, now, { hour, day });
        expect(times.length).toBeLessThanOrEqual(day);
      }
      for (const start of accepted) {
        const within = (length: number) => accepted.filter((time) => time >= start && time < start + length).length;
        expect(within(HOUR)).toBeLessThanOrEqual(hour);
        expect(within(DAY)).toBeLessThanOrEqual(day);
      }
    }), { numRuns: 300 });
  });
});

describe('failures in a row', () => {
  const lock = (consecutiveFailures: number) => lockedUntil({ ...NEW_FACTOR, failures: [NOW], consecutiveFailures }, LIMITS);

  test('lock for good once there are too many', () => {
    expect([29, 30, 31].map(lock)).toEqual([0, Infinity, Infinity]);
  });

  test('are locked out for as long as the hour allows no more before that', () => {
    const failures = Array.from({ length: 10 }, (_, i) => NOW + i);
    expect(lockedUntil({ ...NEW_FACTOR, failures, consecutiveFailures: 10 }, LIMITS)).toBe(NOW + HOUR);
  });
});

describe('the budget of the pool', () => {
  // NOW is the beginning of an hour.
  const hour = NOW / HOUR;
  const POOL: FlowPoolBudget = { sends: 10, failures: 10, shards: 1 };

  test.each<[string, { hour: number; count: number }, number, number]>([
    ['nothing is counted', NOTHING, 10, 0],
    ['one is left', { hour, count: 9 }, 10, 0],
    ['all is used up, at the beginning of the hour', { hour, count: 10 }, 10, NOW + HOUR],
    ['all was used up in the hour before', { hour: hour - 1, count: 10 }, 10, 0],
    ['all is used up by a clock that is ahead', { hour: hour + 1, count: 10 }, 10, NOW + 2 * HOUR],
  ])('where %s', (_, counted, budget, free) => {
    expect(budgetFreeAt(counted, budget, POOL, NOW)).toBe(free);
  });

  test('is free again in the next hour and not a millisecond sooner', () => {
    const counted = { hour, count: 10 };
    expect(budgetFreeAt(counted, 10, POOL, NOW + HOUR - 1)).toBe(NOW + HOUR);
    expect(budgetFreeAt(counted, 10, POOL, NOW + HOUR)).toBe(0);
  });

  test('is divided among the shards, rounded up', () => {
    const pool = { ...POOL, shards: 4 };
    expect([2, 3].map((count) => budgetFreeAt({ hour, count }, 10, pool, NOW))).toEqual([0, NOW + HOUR]);
  });

  test('is counted by the clock hour; a clock that is behind counts in the hour that has begun', () => {
    let counted = add(NOTHING, NOW - 1);
    expect(counted).toEqual({ hour: hour - 1, count: 1 });
    counted = add(add(counted, NOW), NOW);
    expect(counted).toEqual({ hour, count: 2 });
    expect(add(counted, NOW - 1)).toEqual({ hour, count: 3 });
  });

  test.each([
    ['what counted in this hour', { hour, count: 2 }, NOW, { hour, count: 1 }],
    ['no more than was counted', { hour, count: 0 }, NOW, { hour, count: 0 }],
    ['nothing that counted in another hour', { hour, count: 2 }, NOW - 1, { hour, count: 2 }],
  ])('gives back %s', (_, counted, then, left) => {
    expect(subtract(counted, then)).toEqual(left);
  });

  test('is near its end from four fifths on, in its hour', () => {
    expect([7, 8, 10].map((count) => isNearBudget({ hour, count }, 10, POOL, NOW))).toEqual([false, true, true]);
    expect(isNearBudget({ hour, count: 8 }, 10, POOL, NOW + HOUR)).toBe(false);
    expect([2, 3].map((count) => isNearBudget({ hour, count }, 10, { ...POOL, shards: 4 }, NOW))).toEqual([false, true]);
  });

  test('is never exceeded in any hour of the clock, and never refused before it is used up', () => {
    const waits = fc.array(fc.oneof(fc.constantFrom(0, 1, HOUR), fc.nat(10 * MINUTE)), { maxLength: 80 });
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), waits, (budget, steps) => {
      const accepted = new Map<number, number>();
      let counted = NOTHING;
      let now = NOW;
      for (const wait of steps) {
        now += wait;
        const used = accepted.get(Math.floor(now / HOUR)) ?? 0;
        const allowed = budgetFreeAt(counted, budget, { ...POOL, shards: 1 }, now) <= now;
        expect(allowed).toBe(used < budget);
        if (!allowed) continue;
        accepted.set(Math.floor(now / HOUR), used + 1);
        counted = add(counted, now);
      }
    }), { numRuns: 200 });
  });
});
