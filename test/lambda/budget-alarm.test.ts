import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadKnownBad, unloadKnownBad } from './fixtures/known-bad-handlers';
import { byEmailCode } from './pools';
import { type Form, HandlerStage, NOBODY, type Trigger } from './stage';
import type { LogEvent } from '../../lambda/log';
import { AbuseLimits, type AbuseLimitsOptions } from '../../src';

/** Five in an hour, all counted in one item. */
interface Budget {
  readonly event: LogEvent;
  readonly trigger: Trigger;
  readonly limits: AbuseLimitsOptions;
  /** How somebody uses one of it, and how it looks when nobody does. */
  prepare(): Promise<Record<'somebody' | 'nobody', () => Promise<unknown>>>;
}

const BUDGETS: Budget[] = [
  {
    event: 'POOL_SENDS_NEAR_BUDGET',
    trigger: 'CreateAuthChallenge',
    limits: { poolSendsPerHour: 5, poolFailuresPerHour: 1 },
    prepare: async () => ({ somebody: () => stage.create(stage.newUser()), nobody: () => stage.create(stage.newUser(), [], NOBODY) }),
  },
  {
    event: 'POOL_FAILURES_NEAR_BUDGET',
    trigger: 'VerifyAuthChallengeResponse',
    limits: { poolSendsPerHour: 1, poolFailuresPerHour: 5, triesPerCode: 5 },
    prepare: async () => {
      const nobodys = await stage.create(stage.newUser(), [], NOBODY);
      const somebodys = await stage.create(stage.newUser());
      await stage.logged(/"MESSAGE_SENT"/);
      let answers = 0;
      return { somebody: () => stage.verify(somebodys, `wrong ${answers++}`), nobody: () => stage.verify(nobodys, `wrong ${answers++}`) };
    },
  },
];

let stage: HandlerStage;

beforeEach(() => stage.reset());

afterEach(unloadKnownBad);

describe.each(BUDGETS)('$event', (budget) => {
  beforeAll(async () => {
    stage = await HandlerStage.start(byEmailCode(AbuseLimits.of(budget.limits)));
  }, 60_000);

  afterAll(() => stage.close());

  test.each<Form>(['as they ship', 'from source'])('is said from 80 %% of the budget on, where the alarm listens (%s)', async (form) => {
    stage.form = form;
    await expectToRing(budget);
  });

  test('a handler that never says that the budget is nearly used is noticed', async () => {
    stage.form = 'from source';
    loadKnownBad('never says that the budget is nearly used');
    await expect(expectToRing(budget)).rejects.toThrow(new RegExp(`^- +"${budget.event}"`, 'm'));
  });
});

async function expectToRing({ event, trigger, prepare }: Budget): Promise<void> {
  const quiet = { warnings: [], counted: [] };
  const rings = { warnings: [event], counted: [event] };
  stage.now += 3_600_000;
  const { somebody, nobody } = await prepare();
  for (const act of [somebody, somebody, nobody, nobody, somebody]) expect(await heard(trigger, act)).toEqual(quiet);
  for (const act of [somebody, somebody]) expect(await heard(trigger, act)).toEqual(rings);

  stage.now += 3_600_000;
  const next = await prepare();
  expect(await heard(trigger, next.somebody)).toEqual(quiet);
}

/** Of what an invocation logs: the warnings, and the metrics of the filters on the log of its function. */
async function heard(trigger: Trigger, invoke: () => Promise<unknown>) {
  stage.logs = [];
  await invoke();
  await stage.logged(/"level":"INFO"/);
  const filters = filtersOn(trigger);
  return {
    warnings: stage.logs.map((line) => JSON.parse(line)).filter(({ level }) => level === 'WARN').map(({ event }) => event),
    counted: stage.logs.flatMap((line) => filters.filter(({ term }) => line.includes(term)).map(({ metric }) => metric)),
  };
}

function filtersOn(trigger: Trigger): { term: string; metric: string }[] {
  const { logicalId } = stage.assembly.functions.get(stage.assembly.pools[0].triggers[trigger])!;
  const { Resources } = JSON.parse(readFileSync(path.join(stage.assembly.dir, 'Stack.template.json'), 'utf8'));
  const logGroup = Resources[logicalId].Properties.LoggingConfig.LogGroup.Ref;
  return Object.values<any>(Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Logs::MetricFilter' && Properties.LogGroupName.Ref === logGroup)
    // A word in quotation marks is found wherever it stands in a line.
    .map(({ Properties }) => ({ term: JSON.parse(Properties.FilterPattern), metric: Properties.MetricTransformations[0].MetricName }));
}
