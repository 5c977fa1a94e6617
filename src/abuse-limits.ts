import { Duration } from 'aws-cdk-lib';
import { requireTries } from './challenges/limits';
import type { FlowLimits, FlowRate } from './private/flow';
import { requireIntegerBetween, requireSecondsBetween } from './private/validation';

/** Options of `AbuseLimits.of`. */
export interface AbuseLimitsOptions {
  /**
   * Time between two messages of one sign-in, 30 seconds to 10 minutes in whole seconds. A client that asks sooner is told to wait.
   *
   * @default Duration.seconds(60)
   */
  readonly resendCoolDown?: Duration;

  /**
   * Messages of one challenge to one user within any hour, 1 to 20, and as many to one destination, however many users share it. With
   * `Challenge.custom` for each user alone: where your function sends to is not known to the library.
   *
   * It bounds what a stranger who knows a name can send to somebody, and costs that person: once it is reached, the person gets no
   * message of this challenge either until an hour has passed. Messages that have arrived can be answered all the while.
   *
   * @default 5
   */
  readonly sendsPerHour?: number;

  /**
   * The same within any day, `sendsPerHour` to 100.
   *
   * @default - 10, or `sendsPerHour` if that is more
   */
  readonly sendsPerDay?: number;

  /**
   * Wrong answers of one user to one challenge within any hour, 1 to 100, in all sign-ins together; a new code or a new sign-in
   * starts no new count. Then the challenge is closed to the user, right answers included, until an hour has passed.
   *
   * A stranger who fails on purpose closes the challenge to that person for as long, never the password or another challenge.
   *
   * @default 10
   */
  readonly failuresPerHour?: number;

  /**
   * The same within any day, `failuresPerHour` to 100.
   *
   * It is how often a stranger can guess: with 20 a day, a code of 6 digits is hit with a probability of 0.002 % a day and 0.7 % in a year
   * of guessing every day; one of 8 digits with a hundredth of that.
   *
   * @default - 20, or `failuresPerHour` if that is more
   */
  readonly failuresPerDay?: number;

  /**
   * Wrong answers in a row of one user to one challenge, 1 to 100, after which it stays closed to the user until an operator opens it
   * (see `CustomAuthTriggers.grantUnlock`). A right answer starts the count anew.
   *
   * It ends guessing that goes on for days within the limits above: a code of 6 digits is hit with a probability of at most 0.01 % before.
   * A stranger who fails on purpose for days locks the person out of this challenge, and of no other.
   *
   * @see https://pages.nist.gov/800-63-4/sp800-63b.html#throttle
   * @default 100
   */
  readonly consecutiveFailures?: number;

  /**
   * How many answers are compared with one code before it is dead, 1 to 5, for each challenge that has no `tries` of its own.
   *
   * @default 3
   */
  readonly triesPerCode?: number;

  /**
   * Messages to all users of the user pool together within each hour of the clock, 1 to 10,000,000. Those that go to nobody, for names that
   * nobody has or because of another limit, are counted apart, up to as many; beyond that none is sent, which hardly shows. No alarm rings for those.
   *
   * It bounds the bill when somebody starts sign-ins of many users. Set it to a few times your busiest hour: when it is used up, no user gets
   * a message until the next hour begins. `CustomAuthTriggers.sendBudgetAlarm` tells you before. Exact to about a tenth.
   *
   * @default 10_000
   */
  readonly poolSendsPerHour?: number;

  /**
   * Wrong answers of all users of the user pool together within each hour of the clock, 1 to 1,000,000. Answers for names that belong to
   * nobody don't count.
   *
   * It bounds guessing that is spread over many users: somebody who makes 1,000 guesses in every hour enters one account in 6 weeks on average
   * where codes have 6 digits, one in 11 years with 8. Set it to a few times your busiest hour: when it is used up, no answer is
   * accepted and no message sent until the next hour begins, and whoever knows the names of a hundred users can use up the default in seconds.
   * `CustomAuthTriggers.failureBudgetAlarm` tells you before. Exact to about a fifth, and coarser below one in 40 of `poolSendsPerHour`.
   *
   * @default 1_000
   */
  readonly poolFailuresPerHour?: number;
}

const MIN_COOL_DOWN = Duration.seconds(30);
const MAX_COOL_DOWN = Duration.minutes(10);

/** NIST SP 800-63B-4, 3.2.2. */
const MAX_FAILURES = 100;

const MAX_SENDS_PER_HOUR = 20;
const MAX_SENDS_PER_DAY = 100;
const MAX_POOL_SENDS = 10_000_000;
const MAX_POOL_FAILURES = 1_000_000;

/** Enough for a burst of sign-ins in the smallest pool. */
const MIN_SHARDS = 8;

/**
 * How often messages may be sent and answers may be wrong, against guessing and flooding.
 *
 * The limits hold for every challenge, each counted on its own, and for names that belong to nobody in the same way. Who has reached one sees
 * a sign-in that looks as any other and cannot succeed; in a sign-in under way the client is told why (`error` LOCKED after too many wrong
 * answers of the user, THROTTLED for every other limit, `poolFailuresPerHour` included) and, where waiting helps, how long (`retryAfter`, in seconds).
 */
export class AbuseLimits {
  /** Every limit at its default. */
  public static readonly DEFAULT = AbuseLimits.of();

  /**
   * The limits given, and the defaults of the others.
   *
   * Throws on a value outside its range, and on one that is known only at deploy time.
   */
  public static of(options: AbuseLimitsOptions = {}): AbuseLimits {
    return new AbuseLimits(options);
  }

  /** @internal */
  public readonly _triesPerCode: number;

  private readonly limits: FlowLimits;

  private constructor(options: AbuseLimitsOptions) {
    const {
      resendCoolDown = Duration.seconds(60), sendsPerHour = 5, failuresPerHour = 10, consecutiveFailures = 100, triesPerCode = 3,
      poolSendsPerHour = 10_000, poolFailuresPerHour = 1_000,
    } = options;
    requireTries('triesPerCode', triesPerCode);
    requireIntegerBetween('sendsPerHour', sendsPerHour, 1, MAX_SENDS_PER_HOUR);
    requireIntegerBetween('failuresPerHour', failuresPerHour, 1, MAX_FAILURES);
    requireIntegerBetween('consecutiveFailures', consecutiveFailures, 1, MAX_FAILURES);
    requireIntegerBetween('poolSendsPerHour', poolSendsPerHour, 1, MAX_POOL_SENDS);
    requireIntegerBetween('poolFailuresPerHour', poolFailuresPerHour, 1, MAX_POOL_FAILURES);

    this._triesPerCode = triesPerCode;
    this.limits = {
      resendCoolDown: requireSecondsBetween('resendCoolDown', resendCoolDown, MIN_COOL_DOWN, MAX_COOL_DOWN),
      sends: rate('sends', sendsPerHour, options.sendsPerDay ?? Math.max(10, sendsPerHour), MAX_SENDS_PER_DAY),
      failures: rate('failures', failuresPerHour, options.failuresPerDay ?? Math.max(20, failuresPerHour), MAX_FAILURES),
      consecutiveFailures,
      pool: { sends: poolSendsPerHour, failures: poolFailuresPerHour, shards: shardsFor(poolSendsPerHour, poolFailuresPerHour) },
    };
  }

  /** @internal */
  public _render(): FlowLimits {
    return this.limits;
  }
}

function rate(name: string, hour: number, day: number, maxPerDay: number): FlowRate {
  requireIntegerBetween(`${name}PerDay`, day, 1, maxPerDay);
  if (day < hour) {
    throw new Error(`${name}PerDay must be at least ${name}PerHour, which is ${hour}, got ${day}: raise the one or lower the other`);
  }
  return { hour, day };
}

/**
 * Items that the budget of the pool is counted in. Each write to an item waits for the one before, so an item gets no more than 5 messages a
 * second or 500 wrong answers an hour, which come in bursts. Fewer items also make the count more exact; so do shares of 1 at least.
 */
function shardsFor(sends: number, failures: number): number {
  return Math.min(1024, sends, failures, Math.max(MIN_SHARDS, Math.ceil(failures / 500), Math.ceil(sends / (5 * 3600))));
}
