import { play } from '../actors';
import { Guesser, Victim } from '../attackers';
import { Cognito, type Handlers } from '../cognito';
import { deploy, type Policy } from '../deploy';
import { naiveHandlers } from '../naive';
import type { Options } from '../options';
import { DEFAULT, EIGHT_DIGITS, NAIVE, TIGHTER } from '../policies';
import { type Check, count, type Findings, percent } from '../report';
import { busiest, chance, type Guess, repeated } from '../statistics';
import { DAY, HOUR, MINUTE, type World } from '../world';

const MAX_PER_DAY = 2.1e-5;
const MIN_PER_HOUR_OF_CONTROL = 0.2;

/** How long the attacker goes on at full rate when nothing is compared any more, in seconds. */
const PERSISTENCE = 1;

const VICTIM_EVERY_HOURS = 6;

interface Attack {
  readonly policy: Policy;
  readonly who: string;
  readonly requests: number;
  readonly hour: readonly Guess[];
  readonly day: readonly Guess[];
  readonly all: readonly Guess[];
  /** There was no guess in the last day. */
  readonly isOver: boolean;
}

interface Control {
  readonly row: string[];
  readonly perHour: number;
}

/** One account, at full rate. */
export async function guessing(world: World, options: Options): Promise<Findings> {
  const { sessions, days } = options;
  const lone = { ...options, sessions: 1, rate: 1 };
  const handlers = await deploy(DEFAULT, world.aws.endpoint);
  const many = await attackAccount(world, options, DEFAULT, handlers);
  const one = await attackAccount(world, lone, DEFAULT, handlers);
  const { victim: harassed, ...disturbed } = await attackAccount(world, options, DEFAULT, handlers, VICTIM_EVERY_HOURS);
  const others = [
    await attackAccount(world, options, EIGHT_DIGITS, await deploy(EIGHT_DIGITS, world.aws.endpoint)),
    await attackAccount(world, options, TIGHTER, await deploy(TIGHTER, world.aws.endpoint)),
  ];
  const calm = await signInCalmly(world, days, handlers);
  const control = await attackControl(world, options);

  return {
    section: {
      title: 'Guessing the code of one account',
      columns: ['policy', 'sessions x rate', 'requests', 'guesses/hour', 'guesses/day', `in ${days} days`, 'P hour', 'P day', 'P year', 'P ever'],
      rows: [...[many, one, disturbed, ...others].map(rowOf), control.row],
      notes: [
        'A guess is an answer that the handlers held against a code that had been sent. Hour and day are the busiest in the run, wherever they begin; P is 1 - Π(1 - kᵢ/N), with kᵢ guesses at code i out of N.',
        `Measured: ${days} days by the clock; one request in ten asks for a new code. After ${PERSISTENCE} s at full rate without a guess the attacker waits 10 minutes, then up to 30, and looks with one sign-in whether time has changed that. The requests that he leaves out are like those in vain before.`,
        'P ever: nobody signs in, and the consecutive failures have ended the guessing for good. P year is extrapolated: 365 times the busiest day, as if the victim could sign in each day at the best moment for the attacker.',
        'Extrapolated: the control is attacked for a minute, of which its hour has 60 and its day 1,440.',
        `The victim tried to sign in every ${VICTIM_EVERY_HOURS} h on average, and got in ${harassed!.successes} of ${harassed!.attempts} times (${calm.successes} of ${calm.attempts} when nobody guessed): a limit on an account can be used against its owner.`,
      ],
    },
    checks: [
      ...bounds(Math.max(...[many, one, disturbed].map(perDay)), control),
      {
        claim: `${sessions} sessions at ${options.rate}/s make no more guesses in a day than one at 1/s`,
        found: `${many.day.length} and ${one.day.length}`,
        holds: many.day.length <= one.day.length,
      },
      {
        claim: 'a victim whom nobody attacks gets in',
        found: `${calm.successes} of ${calm.attempts} times`,
        holds: calm.successes >= 0.8 * calm.attempts,
      },
    ],
  };
}

function bounds(worstDay: number, control: Control): Check[] {
  return [
    { claim: `${DEFAULT.name}: P day at most ${percent(MAX_PER_DAY)}`, found: percent(worstDay), holds: worstDay <= MAX_PER_DAY },
    {
      claim: `${NAIVE.name}: P hour above ${percent(MIN_PER_HOUR_OF_CONTROL)}`,
      found: percent(control.perHour),
      holds: control.perHour > MIN_PER_HOUR_OF_CONTROL,
    },
  ];
}

type Strength = Pick<Options, 'sessions' | 'rate' | 'days'>;

async function attackAccount(
  world: World, { sessions, rate, days }: Strength, policy: Policy, handlers: Handlers, victimEveryHours?: number,
): Promise<Attack & { victim?: Victim }> {
  world.begin(`guess ${policy.name} ${sessions} ${victimEveryHours}`);
  const cognito = new Cognito(world, handlers);
  const attacker = new Guesser(world, cognito, {
    targets: Array(sessions).fill('victim'),
    digits: policy.digits,
    rate,
    patience: PERSISTENCE * rate + 2 * sessions,
    firstWait: 10 * MINUTE,
    longestWait: 30 * MINUTE,
    resends: 0.1,
  });
  const victim = victimEveryHours === undefined ? undefined : new Victim(world, cognito, 'victim', victimEveryHours);
  const end = world.now + days * DAY;
  await play(world, victim ? [attacker, victim] : [attacker], end);

  const { guesses, requests } = attacker;
  return {
    policy,
    who: `${sessions} x ${rate}/s${victim ? ', victim signs in' : ''}`,
    requests,
    hour: busiest(guesses, HOUR),
    day: busiest(guesses, DAY),
    all: guesses,
    isOver: guesses.every(({ at }) => at < end - DAY),
    victim,
  };
}

/** What the victim does when there is no attack. */
async function signInCalmly(world: World, days: number, handlers: Handlers): Promise<Victim> {
  world.begin('sign in calmly');
  const victim = new Victim(world, new Cognito(world, handlers), 'victim', VICTIM_EVERY_HOURS);
  await play(world, [victim], world.now + days * DAY);
  return victim;
}

/** A minute is enough: each session of the control stands for itself. */
async function attackControl(world: World, { rate, sessions }: Options): Promise<Control> {
  world.begin('guess control');
  const cognito = new Cognito(world, naiveHandlers(NAIVE.digits, (to, text) => world.aws.deliver(to, text)));
  const attacker = new Guesser(world, cognito, {
    targets: Array(sessions).fill('victim'), digits: NAIVE.digits, rate, patience: Infinity, firstWait: 0, longestWait: 0,
  });
  await play(world, [attacker], world.now + MINUTE);
  const { guesses, requests } = attacker;
  const inHours = (hours: number) => repeated(chance(guesses, 10 ** NAIVE.digits), 60 * hours);
  return {
    row: [
      NAIVE.name, `${sessions} x ${rate}/s`, count(requests), count(60 * guesses.length), count(24 * 60 * guesses.length), '-',
      percent(inHours(1)), percent(inHours(24)), percent(inHours(365 * 24)), percent(1),
    ],
    perHour: inHours(1),
  };
}

function rowOf(attack: Attack): string[] {
  const { policy, who, requests, hour, day, all, isOver } = attack;
  return [
    policy.name, who, count(requests), count(hour.length), count(day.length), count(all.length), percent(chance(hour, 10 ** policy.digits)),
    percent(perDay(attack)), percent(repeated(perDay(attack), 365)), isOver ? percent(chance(all, 10 ** policy.digits)) : '-',
  ];
}

function perDay({ day, policy }: Attack): number {
  return chance(day, 10 ** policy.digits);
}
