import * as fc from 'fast-check';
import { answer, LIMITS, NOW, opened, TRIES } from './fixtures';
import type { Deadline } from '../../../lambda/aws/deadline';
import type { StoredItem } from '../../../lambda/aws/table';
import { type AnswerVerdict, count, countAndSettle, settle } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';
import { changeState, type Table } from '../../../lambda/state/store';
import { knownBadTables } from '../fixtures/known-bad-tables';

const KEYS = { user: 'user', pool: 'pool' };
const NO_HURRY: Deadline = { remaining: () => 10_000 };

// Who has lost a race pauses; the scheduler decides who goes on, so the length of pauses does not matter.
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

/** A table in memory with an open challenge, whose every access waits until it is its turn. */
function tableWith({ user, pool }: State, scheduler: fc.Scheduler): Table & { readonly items: ReadonlyMap<string, StoredItem> } {
  const items = new Map<string, StoredItem>();
  for (const [key, state] of Object.entries({ user, pool })) items.set(key, { version: 1, state: JSON.stringify(state) });
  return {
    items,
    async readItems(keys) {
      await scheduler.schedule(Promise.resolve(), 'read');
      return keys.map((key) => items.get(key));
    },
    async writeItems(writes) {
      await scheduler.schedule(Promise.resolve(), 'write');
      if (writes.some(({ key, expectedVersion }) => items.get(key)?.version !== expectedVersion)) return false;
      for (const { key, state, expectedVersion = 0 } of writes) items.set(key, { version: expectedVersion + 1, state });
      return true;
    },
  };
}

type Verify = (table: Table, fingerprint: string, correct: boolean) => Promise<AnswerVerdict>;

const verifies: Record<string, Verify> = {
  'compared in one change': (table, fingerprint, correct) =>
    changeState(KEYS, (state) => countAndSettle(state, answer(fingerprint), correct, LIMITS, NOW), NO_HURRY, table),

  'counted, then judged': async (table, fingerprint, correct) => {
    const verdict = await changeState(KEYS, (state) => count(state, answer(fingerprint), LIMITS, NOW), NO_HURRY, table);
    if (verdict !== 'COUNTED') return verdict;
    return changeState(KEYS, (state) => settle(state, answer(fingerprint), correct, NOW), NO_HURRY, table);
  },
};

/** Answers at the same time, each right or wrong, to one challenge. */
const property = (verify: Verify, spoil = (table: Table) => table) =>
  fc.asyncProperty(fc.scheduler({ act }), fc.array(fc.boolean(), { minLength: 2, maxLength: TRIES + 1 }), async (scheduler, answers) => {
    const table = tableWith(opened({}, NEW_STATE), scheduler);
    const verdicts = await scheduler.waitFor(Promise.all(answers.map((correct, i) => verify(spoil(table), `answer ${i}`, correct))));

    const compared = verdicts.filter((verdict) => verdict === 'CORRECT' || verdict === 'WRONG');
    const passed = verdicts.filter((verdict) => verdict === 'CORRECT').length;
    expect(passed).toBeLessThanOrEqual(1);
    expect(verdicts.every((verdict, i) => verdict !== 'CORRECT' || answers[i])).toBe(true);
    expect(compared.length).toBeLessThanOrEqual(TRIES);
    // Nobody is turned away without need.
    if (answers.length <= TRIES) expect(passed).toBe(answers.includes(true) ? 1 : 0);

    const { challenges: [{ triesLeft }], factors } = JSON.parse(table.items.get('user')!.state);
    const { failures } = JSON.parse(table.items.get('pool')!.state);
    expect(TRIES - triesLeft).toBeGreaterThanOrEqual(compared.length);
    expect(factors.EMAIL_CODE.failures).toHaveLength(TRIES - triesLeft - passed);
    expect(failures.count).toBe(TRIES - triesLeft - passed);
  });

async function act(run: () => Promise<unknown>): Promise<void> {
  await run();
  await jest.runAllTimersAsync();
}

describe.each(Object.entries(verifies))('answers %s', (_, verify) => {
  test('at the same time open one door, and use up the tries, in whatever order the table is reached', async () => {
    await fc.assert(property(verify), { numRuns: 300 });
  });

  test.each(Object.entries(knownBadTables))('over a table that %s are found out', async (__, spoil) => {
    expect((await fc.check(property(verify, spoil), { numRuns: 100, seed: 1, endOnFailure: true })).failed).toBe(true);
  });
});
