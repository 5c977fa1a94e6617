import { play } from '../actors';
import { Guesser, type GuesserOptions } from '../attackers';
import { Cognito, type Handlers } from '../cognito';
import { deploy, type Policy } from '../deploy';
import { naiveHandlers } from '../naive';
import type { Options } from '../options';
import { DEFAULT, NAIVE, TIGHTER } from '../policies';
import { count, type Findings, percent } from '../report';
import { chance, interval, scaled } from '../statistics';
import { DAY, HOUR, SECOND, type World } from '../world';

/** With shorter codes a day of guessing succeeds often enough to be counted. */
const DIGITS = 2;

/** For the control time shrinks with the key space: what takes an hour with six digits takes 3.6 s with three. */
const CONTROL_DIGITS = 3;
const CONTROL_TIME = HOUR / 1_000;

/** Outside of it, chance is no explanation for the difference. */
const BEYOND_DOUBT = 1 - 1e-6;

/** An attack on one account, for some time. */
interface Trial {
  readonly policy: Policy;
  readonly time: number;
  readonly attacker: Omit<GuesserOptions, 'digits'>;
  /** The handlers with codes of so many digits. */
  handlers(digits: number): Promise<Handlers>;
}

interface Result {
  readonly row: string[];
  readonly agrees: boolean;
}

/** Whether guesses succeed as often as the closed form says, when the handlers and nothing else decide. */
export async function monteCarlo(world: World, { runs, rate, sessions }: Options): Promise<Findings> {
  const ofADay = (policy: Policy): Trial => ({
    policy,
    time: DAY - SECOND,
    handlers: (digits) => deploy(policy, world.aws.endpoint, digits),
    attacker: { targets: ['victim', 'victim'], rate: 1, patience: 4, firstWait: HOUR, longestWait: 8 * HOUR, stopsWhenIn: true },
  });
  const ofControl: Trial = {
    policy: NAIVE,
    time: CONTROL_TIME,
    handlers: async (digits) => naiveHandlers(digits, (to, text) => world.aws.deliver(to, text)),
    attacker: { targets: Array(sessions).fill('victim'), rate, patience: Infinity, firstWait: 0, longestWait: 0, stopsWhenIn: true },
  };
  const results = [
    await compare(world, ofADay(DEFAULT), DIGITS, runs),
    await compare(world, ofADay(TIGHTER), DIGITS, runs),
    await compare(world, ofControl, CONTROL_DIGITS, runs),
  ];
  const agrees = results.every((result) => result.agrees);
  return {
    section: {
      title: 'Monte Carlo against the closed form',
      columns: ['policy', 'digits', 'P', 'runs', 'got in', 'Monte Carlo', '99 % interval', 'closed form', 'scaled to 6 digits', '99 % interval'],
      rows: results.map(({ row }) => row),
      notes: [
        `Each run is an attack on an account of its own until a guess is right. The code length in flow.json is ${DIGITS} digits, which the constructs do not allow; for the control it is ${CONTROL_DIGITS}.`,
        'Closed form: 1 - Π(1 - kᵢ/N) of the guesses that the same attacker has compared when the code is too long to be hit.',
        'Scaled: what as many guesses are worth with 6 digits. The control has a thousandth of the time for a thousandth of the key space, so that its hour needs no scaling.',
      ],
    },
    checks: [{ claim: 'Monte Carlo and closed form differ by no more than chance (p = 1e-6)', found: agrees ? 'yes' : 'no', holds: agrees }],
  };
}

async function compare(world: World, trial: Trial, digits: number, runs: number): Promise<Result> {
  const { policy } = trial;
  const space = 10 ** digits;
  world.begin(`monte carlo reference ${policy.name}`);
  const { guesses } = await attack(world, trial, policy.digits, await trial.handlers(policy.digits));
  const expected = chance(guesses, space);

  const handlers = await trial.handlers(digits);
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    world.begin(`monte carlo ${policy.name} ${run}`);
    if ((await attack(world, trial, digits, handlers)).isIn) hits += 1;
  }

  const { low, high } = interval(hits, runs, 0.99);
  const wide = interval(hits, runs, BEYOND_DOUBT);
  const toSixDigits = (p: number) => percent(policy === NAIVE ? p : scaled(p, space, 10 ** 6));
  return {
    row: [
      policy.name, String(digits), policy === NAIVE ? 'hour' : 'day', count(runs), count(hits), percent(hits / runs), `${percent(low)} to ${percent(high)}`,
      percent(expected), toSixDigits(hits / runs), `${toSixDigits(low)} to ${toSixDigits(high)}`,
    ],
    agrees: wide.low <= expected && expected <= wide.high,
  };
}

async function attack(world: World, { attacker: options, time }: Trial, digits: number, handlers: Handlers): Promise<Guesser> {
  const attacker = new Guesser(world, new Cognito(world, handlers), { ...options, digits });
  await play(world, [attacker], world.now + time);
  return attacker;
}
