import { type Attributes, IN_AN_HOUR, item, newKey, put, read, useUsersTable, write } from './users-table';

const table = useUsersTable();

test('nobody has an item at first', async () => {
  expect(await read(newKey(), newKey())).toEqual([undefined, undefined]);
});

test('what was written is read in the order of the keys, whatever is in it', async () => {
  const [a, b, c] = [newKey(), newKey(), newKey()];
  const text = '"quotes", ünïcode 🔑 and \\u0000';
  expect(await write(put(a, text), put(c))).toBe(true);
  expect(await read(c, b, a)).toEqual([item(1), undefined, item(1, text)]);
  expect(await write(put(a, 'next', 1), put(b))).toBe(true);
  expect(await read(a, b, c)).toEqual([item(2, 'next'), item(1), item(1)]);
});

test('an item has the attributes that the table is made for', async () => {
  const key = newKey();
  await write(put(key));
  expect(await table.stored(key)).toEqual({ pk: { S: key }, version: { N: '1' }, state: { S: item(1).state }, expiresAt: { N: String(IN_AN_HOUR) } });
});

test.each<[string, number | undefined, number | undefined, boolean]>([
  ['the first write finds nothing', undefined, undefined, true],
  ['the first write finds an item', 1, undefined, false],
  ['the version is still there', 3, 3, true],
  ['the version has moved on', 4, 3, false],
  ['the item has vanished', undefined, 3, false],
])('%s', async (_name, existing, expected, succeeds) => {
  const [key, beside] = [newKey(), newKey()];
  const old = existing === undefined ? undefined : item(existing, 'old');
  if (old) await table.store(key, { version: { N: String(old.version) }, state: { S: old.state } });
  expect(await write(put(beside), put(key, 'new', expected))).toBe(succeeds);
  expect(await read(key, beside)).toEqual(succeeds ? [item((expected ?? 0) + 1, 'new'), item(1)] : [old, undefined]);
});

test.each([undefined, 7])('of 50 writers upon version %s at once exactly one succeeds, and all that it wrote stays', async (version) => {
  for (let round = 0; round < 5; round++) {
    const [key, beside] = [newKey(), newKey()];
    if (version !== undefined) await table.store(key, { version: { N: String(version) }, state: { S: '{}' } });
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => write(put(key, `writer ${i}`, version), put(beside, `writer ${i}`))));
    expect(results.filter(Boolean)).toHaveLength(1);
    const winner = `writer ${results.indexOf(true)}`;
    expect(await read(key, beside)).toEqual([item((version ?? 0) + 1, winner), item(1, winner)]);
  }
}, 30_000);

test.each<[string, Attributes]>([
  ['no version', { state: { S: '{}' } }],
  ['a version that is no number', { version: { S: '1' }, state: { S: '{}' } }],
  ['a version that nobody wrote', { version: { N: '0' }, state: { S: '{}' } }],
  ['a version that is not whole', { version: { N: '1.5' }, state: { S: '{}' } }],
  ['a version beyond counting', { version: { N: '9007199254740993' }, state: { S: '{}' } }],
  ['no state', { version: { N: '1' } }],
  ['a state that is no text', { version: { N: '1' }, state: { M: {} } }],
])('an item with %s is an error, not a user without failures', async (_name, attributes) => {
  const key = newKey();
  await table.store(key, attributes);
  await expect(read(newKey(), key)).rejects.toMatchObject({ code: 'Malformed' });
});

test('a table that does not exist is an error', async () => {
  process.env.CUSTOM_AUTH_TABLE_NAME = 'nowhere';
  await expect(read('user')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await expect(write(put('user'))).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});
