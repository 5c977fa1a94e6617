import { Duration, Lazy, Token } from 'aws-cdk-lib';
import fc from 'fast-check';
import { customChallenge, emailCode, flowOf, newStack, newUserPool } from './fixtures';
import { AbuseLimits, AbuseLimitsOptions, ChallengeSequence, CustomAuthUserPoolProps } from '../../src';

function limitsOf(options?: AbuseLimitsOptions): any {
  return flowOf(newUserPool(newStack(), { abuseLimits: options && AbuseLimits.of(options) }).triggers).limits;
}

/** As the functions get them, without the detour over a cloud assembly. */
const rendered = (options: AbuseLimitsOptions) => AbuseLimits.of(options)._render();

const DEFAULTS = {
  resendCoolDown: 60,
  sends: { hour: 5, day: 10 },
  failures: { hour: 10, day: 20 },
  consecutiveFailures: 100,
  pool: { sends: 10_000, failures: 1_000, shards: 8 },
};

test.each<[string, AbuseLimitsOptions | undefined]>([
  ['nothing', undefined],
  ['no options', {}],
  ['options that are undefined', { sendsPerDay: undefined, failuresPerHour: undefined, triesPerCode: undefined }],
])('%s given: the defaults', (_, options) => {
  expect(limitsOf(options)).toEqual(DEFAULTS);
});

test('DEFAULT has every limit at its default', () => {
  expect(AbuseLimits.DEFAULT._render()).toEqual(DEFAULTS);
});

test('each option reaches the functions', () => {
  expect(limitsOf({
    resendCoolDown: Duration.seconds(90),
    sendsPerHour: 2,
    sendsPerDay: 3,
    failuresPerHour: 4,
    failuresPerDay: 5,
    consecutiveFailures: 6,
    poolSendsPerHour: 54_000,
    poolFailuresPerHour: 700,
  })).toEqual({
    resendCoolDown: 90,
    sends: { hour: 2, day: 3 },
    failures: { hour: 4, day: 5 },
    consecutiveFailures: 6,
    pool: { sends: 54_000, failures: 700, shards: 8 },
  });
});

const RANGES = [
  ['sendsPerHour', 1, 20],
  ['sendsPerDay', 5, 100],
  ['failuresPerHour', 1, 100],
  ['failuresPerDay', 10, 100],
  ['consecutiveFailures', 1, 100],
  ['triesPerCode', 1, 5],
  ['poolSendsPerHour', 1, 10_000_000],
  ['poolFailuresPerHour', 1, 1_000_000],
] as const;

describe.each(RANGES)('%s', (option, min, max) => {
  test(`any integer from ${min} to ${max} is accepted`, () => {
    fc.assert(fc.property(fc.integer({ min, max }), (value) => {
      AbuseLimits.of({ [option]: value });
    }));
  });

  test('nothing else is', () => {
    const outside = fc.oneof(fc.integer({ max: min - 1 }), fc.integer({ min: max + 1 }), fc.double().filter((value) => !Number.isInteger(value)));
    fc.assert(fc.property(outside, (value) => {
      expect(() => AbuseLimits.of({ [option]: value })).toThrow(new RegExp(`^${option} must be .*, got ${String(value).replace(/[+.]/g, '\\$&')}`));
    }));
  });

  test('must be known at synth, because it becomes code', () => {
    for (const value of [Token.asNumber({ Ref: 'Limit' }), Lazy.number({ produce: () => min })]) {
      expect(() => AbuseLimits.of({ [option]: value })).toThrow(`${option} must be known at synth`);
    }
  });
});

test.each<[AbuseLimitsOptions, string]>([
  [{ sendsPerHour: 21 }, 'sendsPerHour must be an integer between 1 and 20, got 21'],
  [{ sendsPerDay: 101 }, 'sendsPerDay must be an integer between 1 and 100, got 101'],
  [{ failuresPerHour: 101 }, 'failuresPerHour must be an integer between 1 and 100, got 101'],
  [{ failuresPerDay: 101 }, 'failuresPerDay must be an integer between 1 and 100, got 101'],
  [{ consecutiveFailures: 101 }, 'consecutiveFailures must be an integer between 1 and 100, got 101'],
  [{ triesPerCode: 6 }, 'triesPerCode must be an integer between 1 and 5, got 6'],
  [{ poolSendsPerHour: 0 }, 'poolSendsPerHour must be an integer between 1 and 10000000, got 0'],
  [{ poolFailuresPerHour: 0 }, 'poolFailuresPerHour must be an integer between 1 and 1000000, got 0'],
  [{ sendsPerHour: 7, sendsPerDay: 6 }, 'sendsPerDay must be at least sendsPerHour, which is 7, got 6: raise the one or lower the other'],
  [{ failuresPerHour: 30, failuresPerDay: 29 }, 'failuresPerDay must be at least failuresPerHour, which is 30, got 29: raise the one or lower the other'],
])('%j is refused', (options, message) => {
  expect(() => AbuseLimits.of(options)).toThrow(message);
});

describe('resendCoolDown', () => {
  test.each([[Duration.seconds(30), 30], [Duration.minutes(10), 600], [Duration.millis(61_000), 61]])('%s is accepted', (resendCoolDown, seconds) => {
    expect(rendered({ resendCoolDown }).resendCoolDown).toBe(seconds);
  });

  test.each([Duration.seconds(0), Duration.seconds(29), Duration.seconds(601), Duration.millis(60_500)])('%s is refused', (resendCoolDown) => {
    expect(() => AbuseLimits.of({ resendCoolDown }))
      .toThrow(`resendCoolDown must be whole seconds between 30 seconds and 10 minutes, got ${resendCoolDown.toHumanString()}`);
  });

  test('must be known at synth', () => {
    expect(() => AbuseLimits.of({ resendCoolDown: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })) })).toThrow('resendCoolDown must be known at synth');
  });
});

describe('a limit of the hour above the default of the day', () => {
  test.each<[AbuseLimitsOptions, object]>([
    [{ sendsPerHour: 10 }, { sends: { hour: 10, day: 10 } }],
    [{ sendsPerHour: 11 }, { sends: { hour: 11, day: 11 } }],
    [{ failuresPerHour: 20 }, { failures: { hour: 20, day: 20 } }],
    [{ failuresPerHour: 100 }, { failures: { hour: 100, day: 100 } }],
  ])('%j raises that of the day', (options, limits) => {
    expect(rendered(options)).toMatchObject(limits);
  });
});

describe('triesPerCode', () => {
  const triesOf = (props: Partial<CustomAuthUserPoolProps>, stack = newStack()) => {
    const { triggers } = newUserPool(stack, props);
    return flowOf(triggers).steps.map((step: any) => step.challenge.tries);
  };

  test('holds for every challenge that has no tries of its own, and for no other', () => {
    const stack = newStack();
    const sequence = ChallengeSequence.passwordless(
      emailCode(), emailCode({ tries: 2 }), customChallenge(stack), customChallenge(stack, 'OTHER', { tries: 1 }),
    );

    expect(triesOf({ sequence, abuseLimits: AbuseLimits.of({ triesPerCode: 5 }) }, stack)).toEqual([5, 2, 5, 1]);
  });

  test('may differ between two user pools with one sequence', () => {
    const sequence = ChallengeSequence.passwordless(emailCode());

    expect([4, undefined].map((triesPerCode) => triesOf({ sequence, abuseLimits: AbuseLimits.of({ triesPerCode }) }))).toEqual([[4], [3]]);
  });
});

describe('items that the budget of the user pool is counted in', () => {
  test.each([
    [18_000, 500, 8],
    [5, 500, 5],
    [144_000, 4_000, 8],
    [144_001, 4_000, 9],
    [144_000, 4_001, 9],
    [1_000_000, 1_000, 56],
    [10_000_000, 1_000_000, 1024],
    [10_000_000, 1, 1],
    [1, 1_000_000, 1],
  ])('%d messages and %d wrong answers: %d', (poolSendsPerHour, poolFailuresPerHour, shards) => {
    expect(rendered({ poolSendsPerHour, poolFailuresPerHour }).pool.shards).toBe(shards);
  });

  test('rounding their shares up never doubles a budget', () => {
    const budgets = {
      poolSendsPerHour: fc.integer({ min: 1, max: 10_000_000 }),
      poolFailuresPerHour: fc.integer({ min: 1, max: 1_000_000 }),
    };
    fc.assert(fc.property(fc.record(budgets), (options) => {
      const { sends, failures, shards } = rendered(options).pool;

      expect(Number.isInteger(shards) && shards >= 1 && shards <= 1024).toBe(true);
      for (const budget of [sends, failures]) {
        expect(Math.ceil(budget / shards) * shards).toBeLessThan(2 * budget);
      }
    }));
  });
});
