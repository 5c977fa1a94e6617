import fc from 'fast-check';
import { busiest, chance, inBusiestPeriod, interval, repeated, scaled } from './statistics';

describe('the statistics of the attack simulation', () => {
  test.each([
    // By exact sums of binomial terms, in another program.
    [0, 10, 0.95, 0, 0.3085],
    [5, 10, 0.95, 0.1871, 0.8129],
    [10, 10, 0.95, 0.6915, 1],
    [48, 300, 0.99, 0.1096, 0.2215],
  ])('%i hits in %i runs, confidence %f: %f to %f', (hits, runs, confidence, low, high) => {
    const found = interval(hits, runs, confidence);

    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test('the chance of different guesses at the same code adds up, that at different codes multiplies', () => {
    const at = 0;

    expect(chance([{ at, codeId: 'a' }, { at, codeId: 'a' }, { at, codeId: 'a' }], 10)).toBeCloseTo(0.3);
    expect(chance([{ at, codeId: 'a' }, { at, codeId: 'b' }], 10)).toBeCloseTo(0.19);
    expect(chance([], 10)).toBe(0);
  });

  test('periods of the clock begin where the clock says, not with the first that happens', () => {
    const happened = [8, 9, 10, 11, 12, 30].map((at) => ({ at }));

    expect(inBusiestPeriod(happened, 10)).toBe(3);
    expect(inBusiestPeriod([], 10)).toBe(0);
  });

  test('the busiest window has as many as a look at every window finds', () => {
    fc.assert(fc.property(fc.array(fc.nat(100)), fc.integer({ min: 1, max: 50 }), (times, length) => {
      const happened = times.sort((a, b) => a - b).map((at) => ({ at }));
      const sizes = times.map((from) => times.filter((at) => at >= from && at < from + length).length);

      const found = busiest(happened, length);

      expect(found).toHaveLength(Math.max(0, ...sizes));
      expect(found.every(({ at }) => at - found[0].at < length)).toBe(true);
    }));
  });

  test('scaled to another key space, a single guess is worth a single guess', () => {
    expect(scaled(1 / 100, 100, 10 ** 6)).toBeCloseTo(1e-6, 12);
    expect(scaled(repeated(1 / 100, 20), 100, 10 ** 6)).toBeCloseTo(repeated(1e-6, 20), 12);
  });
});
