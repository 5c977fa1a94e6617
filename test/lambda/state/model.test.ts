import * as fc from 'fast-check';
import { commands } from './model/commands';
import { Deployment } from './model/deployment';
import type { Settings } from './model/history';
import { Ledger } from './model/ledger';
import * as rules from '../../../lambda/state/rules';
import { knownBadRules, type Rules } from '../fixtures/known-bad-rules';

const rate = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.nat(max)).map(([hour, more]) => ({ hour, day: hour + more }));
const often = <T>(usual: T, drawn: fc.Arbitrary<T>) => fc.oneof(fc.constant(usual), drawn);

const settings: fc.Arbitrary<Settings> = fc.record({
  limits: fc.record({
    resendCoolDown: fc.constantFrom(30, 60, 600),
    sends: often({ hour: 5, day: 10 }, rate(4)),
    failures: often({ hour: 10, day: 20 }, rate(5)),
    consecutiveFailures: often(100, fc.integer({ min: 1, max: 8 })),
    pool: fc.record({
      sends: often(10_000, fc.integer({ min: 2, max: 8 })),
      failures: often(1_000, fc.integer({ min: 2, max: 8 })),
      shards: fc.integer({ min: 1, max: 2 }),
    }),
  }),
  tries: fc.integer({ min: 1, max: 5 }),
  lifetimeMs: fc.constantFrom(60_000, 300_000, 600_000),
  maxSkew: fc.constantFrom(0, 2_000),
});

/** Whatever happens, in whatever order, these rules keep every claim of the ledger. */
const property = (of: Rules) => fc.property(settings, commands(), (drawn, played) => {
  const real = new Deployment(of, drawn.limits);
  fc.modelRun(() => ({ model: new Ledger(drawn), real }), played);
  for (const size of real.sizes()) expect(size).toBeLessThan(16_000);
});

test('whatever people, strangers, Cognito and time do: no limit is exceeded, and nothing is refused without need', () => {
  fc.assert(property(rules), { numRuns: 2_000 });
});

test.each(Object.entries(knownBadRules))('a rule that %s is found out', (_, bad) => {
  expect(fc.check(property(bad), { numRuns: 200, seed: 1, endOnFailure: true }).failed).toBe(true);
});
