import { play } from '../actors';
import { Guesser } from '../attackers';
import { Cognito } from '../cognito';
import { deploy, type Policy } from '../deploy';
import type { Options } from '../options';
import { budgetOf, pooled, UNLIMITED_POOL } from '../policies';
import { count, type Findings } from '../report';
import { busiest, type Guess, inBusiestPeriod } from '../statistics';
import { HOUR, MINUTE, SECOND, type World } from '../world';

/** Guesses at one account in a day: the first table. */
const PER_ACCOUNT_AND_DAY = 20;

/** Pools of users that nobody simulates. */
const LARGER = [10, 100];

/** The same few guesses at each of many accounts, with and without the budget of the pool. */
export async function spraying(world: World, { rate, accounts }: Options): Promise<Findings> {
  const scarce = pooled(accounts);
  const budget = budgetOf(scarce).failures;
  const without = await spray(world, UNLIMITED_POOL, accounts, rate);
  const within = await spray(world, scarce, accounts, rate);
  const [open, closed] = [without, within].map((guesses) => inBusiestPeriod(guesses, HOUR));
  const usedUpAfter = within[Math.min(budget, within.length) - 1].at - within[0].at;

  return {
    section: {
      title: 'Guessing at many accounts',
      columns: ['accounts', 'pool budget an hour', 'guesses/clock hour', 'in any hour', 'guesses/day', 'accounts entered/day, 6 digits', '8 digits', 'how known'],
      rows: [
        row(accounts, 'none', count(open), count(busiest(without, HOUR).length), accounts * PER_ACCOUNT_AND_DAY, 'measured'),
        row(accounts, count(budget), count(closed), count(busiest(within, HOUR).length), Math.min(24 * closed, accounts * PER_ACCOUNT_AND_DAY), 'measured'),
        ...LARGER.flatMap((factor) => {
          const many = factor * accounts;
          return [
            row(many, 'none', '-', '-', many * PER_ACCOUNT_AND_DAY, 'extrapolated'),
            row(many, count(budget), count(closed), '-', Math.min(24 * closed, many * PER_ACCOUNT_AND_DAY), 'extrapolated'),
          ];
        }),
      ],
      notes: [
        `Measured: two minutes before to one hour after a full hour, at ${rate} requests a second. Days are extrapolated: 24 times the busiest hour of the clock, but no more than ${PER_ACCOUNT_AND_DAY} guesses at each account.`,
        'A thousand an hour is the default. The budget counts by the hour of the clock, so that a burst across the full hour can be twice as large.',
        `The first ${count(budget)} wrong answers took ${Math.ceil(usedUpAfter / SECOND)} s. While the budget is used up nobody's answer is accepted; an alarm rings before, at 80 %.`,
      ],
    },
    checks: [
      { claim: `no more guesses at ${count(accounts)} accounts in an hour of the clock than the pool budget of ${count(budget)}`, found: count(closed), holds: closed <= budget },
      { claim: 'and the simulation sees more where there is no budget', found: count(open), holds: open > budget },
    ],
  };
}

async function spray(world: World, policy: Policy, accounts: number, rate: number): Promise<Guess[]> {
  const handlers = await deploy(policy, world.aws.endpoint);
  world.begin(`spray ${policy.name}`);
  world.now += HOUR - 2 * MINUTE;
  const attacker = new Guesser(world, new Cognito(world, handlers), {
    targets: Array.from({ length: accounts }, (_, i) => `user-${i}`),
    digits: policy.digits,
    rate,
    patience: 2 * accounts,
    firstWait: 10 * MINUTE,
    longestWait: 10 * MINUTE,
  });
  await play(world, [attacker], world.now + HOUR + 2 * MINUTE);
  return attacker.guesses;
}

function row(accounts: number, budget: string, clockHour: string, anyHour: string, day: number, how: string): string[] {
  return [count(accounts), budget, clockHour, anyHour, count(day), (day / 10 ** 6).toPrecision(2), (day / 10 ** 8).toPrecision(2), how];
}
