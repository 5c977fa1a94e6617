import { Cognito, type Handlers, type Round } from '../cognito';
import { deploy } from '../deploy';
import { naiveHandlers } from '../naive';
import type { Options } from '../options';
import { DEFAULT, NAIVE } from '../policies';
import { count, type Findings } from '../report';
import { SECOND, type World } from '../world';

/** Answers that arrive together. */
const ANSWERS = 50;

const ROUNDS = 10;
const TRIES = 3;
const FAILURES_PER_HOUR = 10;
const CODES = 5;

/** Answers that are really in flight at the same time, over HTTP, instead of one after the other. */
export async function racing(world: World, _options: Options): Promise<Findings> {
  const handlers = await deploy(DEFAULT, world.aws.endpoint);
  const naive = naiveHandlers(NAIVE.digits, (to, text) => world.aws.deliver(to, text));
  const races = [
    { policy: DEFAULT, handlers, codes: 1, limit: TRIES },
    { policy: DEFAULT, handlers, codes: CODES, limit: FAILURES_PER_HOUR },
    { policy: NAIVE, handlers: naive, codes: 1, limit: TRIES },
  ];
  const results = [];
  for (const { codes, limit, ...race } of races) {
    let [least, most] = [Infinity, 0];
    for (let round = 0; round < ROUNDS; round++) {
      world.begin(`race ${race.policy.name} ${codes} ${round}`);
      const compared = await storm(world, race.handlers, codes);
      [least, most] = [Math.min(least, compared), Math.max(most, compared)];
    }
    results.push({ policy: race.policy, codes, limit, least, beyond: Math.max(0, most - limit) });
  }
  const beyond = results.filter(({ policy }) => policy !== NAIVE).reduce((sum, result) => sum + result.beyond, 0);
  const control = results.find(({ policy }) => policy === NAIVE)!;
  return {
    section: {
      title: 'Answers at the same time',
      columns: ['policy', 'codes', 'answers at once', 'rounds', 'limit', 'guesses beyond it'],
      rows: results.map(({ policy, codes, limit, beyond: more }) => [
        policy.name, count(codes), count(ANSWERS), count(ROUNDS), count(limit), count(more),
      ]),
      notes: [
        'Each round has a user of its own. More than Cognito allows, a session is answered many times at once.',
        'Guesses beyond the limit: the most in any round. Fewer than the limit are compared when answers get in each other\'s way and are refused without a verdict.',
      ],
    },
    checks: [
      { claim: `${ANSWERS} answers at once add no guess`, found: count(beyond), holds: beyond === 0 && results.every(({ least }) => least > 0) },
      { claim: 'and the simulation sees that they do where the session counts', found: count(control.beyond), holds: control.beyond > 0 },
    ],
  };
}

/** How many of the answers were compared. */
async function storm(world: World, handlers: Handlers, codes: number): Promise<number> {
  const cognito = new Cognito(world, handlers);
  const rounds: Round[] = [];
  for (let i = 0; i < codes; i++) {
    rounds.push(await cognito.initiate('victim'));
    // Sooner it would pass for the same event again.
    world.now += 16 * SECOND;
  }
  const answers = Array.from({ length: ANSWERS }, (_, i) => cognito.verify(rounds[i % codes], String(i).padStart(6, '0')));
  const verdicts = await Promise.allSettled(answers);
  return verdicts.filter((verdict) => verdict.status === 'fulfilled' && verdict.value.compared).length;
}
