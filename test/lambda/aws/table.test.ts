import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type FakeService, isSigned, json, type Reaction, reset, type Seen, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { readItem, type StoredItem, writeItem } from '../../../lambda/aws/table';

const IN_AN_HOUR = Math.ceil(Date.now() / 1000) + 3600;

let dynamodb: Server;
let url: string;
let sdk: DynamoDBClient;

beforeAll(async () => {
  dynamodb = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => dynamodb.listen(0, '127.0.0.1', () => resolve()));
  url = `http://localhost:${(dynamodb.address() as AddressInfo).port}`;
  sdk = new DynamoDBClient({ region: 'eu-west-1', endpoint: url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  await sdk.send(new CreateTableCommand({
    TableName: 'users',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  }));
});
afterAll(async () => {
  sdk.destroy();
  await new Promise((resolve) => dynamodb.close(resolve));
});
useEnvironment(() => url);

let users = 0;
/** Each test has a user of its own. */
function newKey(): string {
  return `user-${++users}`;
}

function item(version: number, note = ''): StoredItem {
  return { version, state: JSON.stringify({ note }) };
}

function write(key: string, written: StoredItem, expectedVersion?: number): Promise<boolean> {
  return writeItem(key, written, expectedVersion, IN_AN_HOUR, startDeadline());
}

async function stored(key: string) {
  return (await sdk.send(new GetItemCommand({ TableName: 'users', Key: { pk: { S: key } }, ConsistentRead: true }))).Item;
}

test('nobody has an item at first', async () => {
  expect(await readItem(newKey(), startDeadline())).toBeUndefined();
});

test('what was written is read, whatever is in it', async () => {
  const key = newKey();
  const written = item(1, '"quotes", ünïcode 🔑 and \\u0000');
  expect(await write(key, written)).toBe(true);
  expect(await readItem(key, startDeadline())).toEqual(written);
  expect(await write(key, item(2), 1)).toBe(true);
  expect(await readItem(key, startDeadline())).toEqual(item(2));
});

test('an item has the attributes that the table is made for', async () => {
  const key = newKey();
  await write(key, item(1));
  expect(await stored(key)).toEqual({
    pk: { S: key }, version: { N: '1' }, state: { S: item(1).state }, expiresAt: { N: String(IN_AN_HOUR) }, writeId: { S: expect.stringMatching(/^[\w-]{36}$/) },
  });
});

test.each<[string, number | undefined, number | undefined, boolean]>([
  ['the first write finds nothing', undefined, undefined, true],
  ['the first write finds an item', 1, undefined, false],
  ['the version is still there', 3, 3, true],
  ['the version has moved on', 4, 3, false],
  ['the item has vanished', undefined, 3, false],
])('%s', async (_name, existing, expected, succeeds) => {
  const key = newKey();
  const old = existing === undefined ? undefined : item(existing, 'old');
  if (old) await write(key, old);
  // What is there was written by version 1 or by somebody else altogether.
  if (old && existing !== 1) await sdk.send(new PutItemCommand({ TableName: 'users', Item: { ...await stored(key), version: { N: String(existing) } } }));
  expect(await write(key, item(9, 'new'), expected)).toBe(succeeds);
  expect(await readItem(key, startDeadline())).toEqual(succeeds ? item(9, 'new') : old);
});

test.each([undefined, 7])('of 50 writers upon version %s at once exactly one succeeds, and its state stays', async (version) => {
  for (let round = 0; round < 5; round++) {
    const key = newKey();
    if (version !== undefined) await write(key, item(version));
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => write(key, item(8, `writer ${i}`), version)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await readItem(key, startDeadline())).toEqual(item(8, `writer ${results.indexOf(true)}`));
  }
});

test.each([
  ['no version', { state: { S: '{}' } }],
  ['a version that is no number', { version: { S: '1' }, state: { S: '{}' } }],
  ['no state', { version: { N: '1' } }],
  ['a state that is no text', { version: { N: '1' }, state: { M: {} } }],
])('an item with %s is an error, not a user without failures', async (_name, attributes) => {
  const key = newKey();
  await sdk.send(new PutItemCommand({ TableName: 'users', Item: { pk: { S: key }, ...attributes } }));
  await expect(readItem(key, startDeadline())).rejects.toMatchObject({ code: 'Malformed' });
});

test('a table that does not exist is an error', async () => {
  process.env.CUSTOM_AUTH_TABLE_NAME = 'nowhere';
  await expect(readItem('user', startDeadline())).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await expect(write('user', item(1))).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

describe('between us and the table', () => {
  let proxy: FakeService;
  beforeEach(async () => {
    proxy = await startFakeService();
    process.env.AWS_ENDPOINT_URL = proxy.url;
  });
  afterEach(() => proxy.close());

  /** Passes the request on. Like DynamoDB, and unlike dynalite, it tells a failed condition's old item if asked. */
  async function forward({ headers: { 'content-length': _length, host: _host, ...headers }, body }: Seen) {
    const answer = await fetch(url, { method: 'POST', headers: headers as Record<string, string>, body });
    const result = await answer.json() as { __type?: string; Item?: unknown };
    const { Item, ReturnValuesOnConditionCheckFailure: wanted } = JSON.parse(body);
    if (result.__type?.endsWith('ConditionalCheckFailedException') && wanted === 'ALL_OLD') result.Item = await stored(Item.pk.S);
    return { status: answer.status, result };
  }
  const pass: Reaction = (response, socket, seen) => void forward(seen).then(({ status, result }) => json(status, result)(response, socket, seen));
  const loseAnswer: Reaction = (response, socket, seen) => void forward(seen).then(() => reset(response, socket, seen));

  test('an answer that is lost after the write does not make our own write a rival\'s', async () => {
    const key = newKey();
    proxy.react(loseAnswer, pass);
    expect(await write(key, item(1))).toBe(true);
    proxy.react(loseAnswer, loseAnswer, pass);
    expect(await write(key, item(2), 1)).toBe(true);
    expect(await readItem(key, startDeadline())).toEqual(item(2));
  });

  test('a rival\'s write in the place of a lost one is a rival\'s', async () => {
    const key = newKey();
    await write(key, item(1));
    proxy.react((response, socket, seen) => {
      // Ours never arrives; the rival, who writes the very same state, does.
      const rival = JSON.parse(seen.body);
      rival.Item.writeId.S = 'rival';
      void forward({ ...seen, body: JSON.stringify(rival) }).then(() => reset(response, socket, seen));
    }, pass);
    expect(await write(key, item(2), 1)).toBe(false);
  });

  test('every write has an id of its own, and every attempt at it the same', async () => {
    const key = newKey();
    proxy.react(reset, pass);
    await write(key, item(1));
    await write(key, item(2), 1);
    const ids = proxy.seen.map(({ body }) => JSON.parse(body).Item.writeId.S);
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  test('reads are consistent and both operations are signed', async () => {
    proxy.react(pass);
    await readItem(newKey(), startDeadline());
    await write(newKey(), item(1));
    const [read, put] = proxy.seen;
    expect(JSON.parse(read.body)).toMatchObject({ TableName: 'users', ConsistentRead: true });
    expect([read, put].map(({ headers }) => headers['x-amz-target'])).toEqual(['DynamoDB_20120810.GetItem', 'DynamoDB_20120810.PutItem']);
    expect(isSigned(read, 'dynamodb') && isSigned(put, 'dynamodb')).toBe(true);
  });

  test('a write that fails for good is an error, never a verdict', async () => {
    proxy.react(json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ValidationException' }));
    await expect(write(newKey(), item(1))).rejects.toMatchObject({ code: 'ValidationException' });
    proxy.react(json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }));
    expect(await write(newKey(), item(1))).toBe(false);
  });
});
