import { answer, LIMITS, NOW, request } from './fixtures';
import { type Deadline, startDeadline } from '../../../lambda/aws/deadline';
import { HOUR } from '../../../lambda/state/limits';
import { countAndSettle, open } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';
import { changeState, type StateKeys, type Table } from '../../../lambda/state/store';
import { newKey, useUsersTable } from '../aws/users-table';

const table = useUsersTable();

const newKeys = (): Required<StateKeys> => ({ user: newKey(), destination: newKey(), pool: newKey() });

/** A sign-in of its own, whatever else goes on. */
const opening = (id: string) => (state: State) => open(state, request({ newId: id, clientId: id }), { ...LIMITS, sends: { hour: 50, day: 50 } }, NOW);

const change = <V>(keys: StateKeys, rule: Parameters<typeof changeState<V>>[1]) => changeState(keys, rule, startDeadline());

const look = (keys: StateKeys) => change(keys, (state) => ({ state, verdict: state }));

const ids = async (keys: StateKeys) => (await look(keys)).user.challenges.map(({ id }) => id).sort();

test('what a rule changes is there for the next one, in all three items', async () => {
  const keys = newKeys();
  const { challenge } = await change(keys, opening('first'));
  expect(await look(keys)).toEqual({
    user: { challenges: [challenge], factors: { EMAIL_CODE: { sends: [NOW], failures: [], consecutiveFailures: 0 } } },
    destination: { sends: [NOW] },
    pool: { ...NEW_STATE.pool, sends: { hour: NOW / HOUR, count: 1 } },
  });
});

test('who only answers neither reads nor writes a destination', async () => {
  const { destination, ...keys } = newKeys();
  await change({ ...keys, destination }, opening('first'));
  const verdict = await change(keys, (state) => {
    expect(state.destination).toEqual({ sends: [] });
    return countAndSettle(state, answer('wrong', { clientId: 'first' }), false, LIMITS, NOW);
  });
  expect(verdict).toBe('WRONG');
  expect(await look({ ...keys, destination })).toMatchObject({ destination: { sends: [NOW] }, pool: { failures: { count: 1 } } });
});

test('what a rule leaves as it was is not written', async () => {
  const keys = newKeys();
  await look(keys);
  await change(keys, (state) => open(state, request({ sends: false }), LIMITS, NOW));
  const versions = await Promise.all([keys.user, keys.destination, keys.pool].map(async (key) => (await table.stored(key))?.version?.N));
  expect(versions).toEqual(['1', undefined, undefined]);
});

describe('changes at the same time', () => {
  test('of one user all count', async () => {
    const keys = newKeys();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((id) => change(keys, opening(id))));
    expect(await ids(keys)).toEqual(names);
    expect((await look(keys)).pool.sends.count).toBe(4);
  });

  test.each(['destination', 'pool'] as const)('of users who share a %s all count, once in each item', async (shared) => {
    const common = newKey();
    const everybody = Array.from({ length: 4 }, () => ({ ...newKeys(), [shared]: common }));
    await Promise.all(everybody.map((keys, i) => change(keys, opening(`of ${i}`))));
    const { destination, pool } = await look(everybody[0]);
    expect(shared === 'pool' ? pool.sends.count : destination.sends.length).toBe(4);
    for (const [i, keys] of everybody.entries()) expect(await ids(keys)).toEqual([`of ${i}`]);
  });

  test.each(['user', 'destination', 'pool'] as const)('make a rule decide again when the %s has changed', async (overtaken) => {
    const keys = newKeys();
    const faster = { ...newKeys(), [overtaken]: keys[overtaken] };
    const seen: number[] = [];
    await change(keys, async (state) => {
      seen.push({ user: state.user.challenges.length, destination: state.destination.sends.length, pool: state.pool.sends.count }[overtaken]);
      if (seen.length === 1) await change(faster, opening('faster'));
      return opening('slower')(state);
    });
    expect(seen).toEqual([0, 1]);
    expect(await ids(keys)).toContain('slower');
    expect((await look(keys)).pool.sends.count).toBe(overtaken === 'pool' ? 2 : 1);
  });
});

describe('no verdict', () => {
  const items: Table = { readItems: async (keys) => keys.map(() => undefined), writeItems: async () => true };
  const refusing = { ...items, writeItems: async () => false };
  const noHurry: Deadline = { remaining: () => 60_000 };

  afterEach(() => void jest.useRealTimers());

  test('before the write has succeeded', async () => {
    let written = false;
    const slow: Table = {
      ...items,
      writeItems: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return written = true;
      },
    };
    await changeState(newKeys(), opening('first'), noHurry, slow);
    expect(written).toBe(true);
  });

  test.each<[string, Partial<Table>]>([
    ['cannot be read', { readItems: () => Promise.reject(new Error('broken')) }],
    ['cannot be written', { writeItems: () => Promise.reject(new Error('broken')) }],
  ])('where the table %s', async (_, broken) => {
    await expect(changeState(newKeys(), opening('first'), noHurry, { ...items, ...broken })).rejects.toThrow('broken');
  });

  test('and no change, where the rule fails', async () => {
    const keys = newKeys();
    await expect(change(keys, () => Promise.reject(new Error('no MAC')))).rejects.toThrow('no MAC');
    expect(await table.stored(keys.user)).toBeUndefined();
  });

  test.each([
    ['eight attempts', 60_000, 8],
    ['as many as the deadline leaves time for', 100, 4],
  ])('for who is overtaken again and again, after %s', async (_, remaining, allowed) => {
    jest.useFakeTimers();
    let attempts = 0;
    const verdict = changeState(newKeys(), (state) => {
      attempts += 1;
      return opening('mine')(state);
    }, { remaining: () => remaining }, refusing);
    await Promise.all([expect(verdict).rejects.toMatchObject({ code: 'TooManyConflicts' }), jest.runAllTimersAsync()]);
    expect(attempts).toBe(allowed);
  });

  test.each(['{', 'null', '[]', '{}', '"text"', '{"challenges":{},"factors":{}}'])('from an item that holds %s, which stays as it is', async (state) => {
    for (const part of ['user', 'destination', 'pool'] as const) {
      const keys = newKeys();
      const attributes = { version: { N: '1' }, state: { S: state } };
      await table.store(keys[part], attributes);
      await expect(change(keys, opening('first'))).rejects.toThrow();
      expect(await table.stored(keys[part])).toEqual({ pk: { S: keys[part] }, ...attributes });
    }
  });
});

test('an item that holds nothing any more is removed soon, and not kept for a time that lies too far back', async () => {
  const keys = newKeys();
  const started = Date.now();
  await change(keys, opening('first'));
  await change(keys, () => ({ state: { ...NEW_STATE }, verdict: undefined }));
  const expiries = await Promise.all([keys.user, keys.destination].map(async (key) => Number((await table.stored(key))?.expiresAt?.N) * 1000));
  for (const expiry of expiries) {
    expect(expiry).toBeGreaterThanOrEqual(started);
    expect(expiry).toBeLessThan(started + HOUR);
  }
});
