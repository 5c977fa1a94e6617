import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type FakeService, isSigned, json, raw, type Reaction, reset, type Seen, startFakeService } from './fake-service';
import { IN_AN_HOUR, item, newKey, put, read, useUsersTable, write } from './users-table';

const table = useUsersTable();

/** Stands between us and the table. */
let proxy: FakeService;
beforeEach(async () => {
  proxy = await startFakeService();
  process.env.AWS_ENDPOINT_URL = proxy.url;
});
afterEach(() => proxy.close());

async function forward({ headers: { 'content-length': _length, host: _host, ...headers }, body }: Seen) {
  const answer = await fetch(table.url, { method: 'POST', headers: headers as Record<string, string>, body });
  return { status: answer.status, result: await answer.json() };
}
const pass: Reaction = (response, socket, seen) => void forward(seen).then(({ status, result }) => json(status, result)(response, socket, seen));
const loseAnswer: Reaction = (response, socket, seen) => void forward(seen).then(() => reset(response, socket, seen));
const tokens = () => proxy.seen.map(({ body }) => JSON.parse(body).ClientRequestToken);

describe('requests are what the AWS SDK makes of the same wish', () => {
  async function seenFromSdk(command: BatchGetItemCommand | TransactWriteItemsCommand): Promise<Seen> {
    const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: proxy.url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    await client.send(command as TransactWriteItemsCommand);
    client.destroy();
    return proxy.seen.at(-1)!;
  }
  function expectSame(ours: Seen, theirs: Seen): void {
    expect(JSON.parse(ours.body)).toEqual(JSON.parse(theirs.body));
    for (const header of ['x-amz-target', 'content-type']) expect(ours.headers[header]).toBe(theirs.headers[header]);
    expect(isSigned(ours, 'dynamodb')).toBe(true);
  }

  test('a read, which is consistent', async () => {
    proxy.react(json(200, { Responses: { users: [] } }));
    await read('a', 'ünïcode');
    const input: BatchGetItemCommandInput = {
      RequestItems: { users: { Keys: [{ pk: { S: 'a' } }, { pk: { S: 'ünïcode' } }], ConsistentRead: true } },
    };
    expectSame(proxy.seen[0], await seenFromSdk(new BatchGetItemCommand(input)));
  });

  test('a write, whose items are all conditional', async () => {
    await write(put('a', 'first'), put('b', 'next', 41));
    const input: TransactWriteItemsCommandInput = {
      ClientRequestToken: tokens()[0],
      TransactItems: [
        {
          Put: {
            TableName: 'users',
            Item: { pk: { S: 'a' }, version: { N: '1' }, state: { S: '{"note":"first"}' }, expiresAt: { N: String(IN_AN_HOUR) } },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Put: {
            TableName: 'users',
            Item: { pk: { S: 'b' }, version: { N: '42' }, state: { S: '{"note":"next"}' }, expiresAt: { N: String(IN_AN_HOUR) } },
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: '41' } },
          },
        },
      ],
    };
    expectSame(proxy.seen[0], await seenFromSdk(new TransactWriteItemsCommand(input)));
  });
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['null', null],
  ['a list', []],
  ['null for the tables', { Responses: null }],
  ['no table', { Responses: {} }],
  ['another table', { Responses: { others: [] } }],
  ['an object for the items', { Responses: { users: {} } }],
  ['a text for the items', { Responses: { users: 'none' } }],
  ['null for an item', { Responses: { users: [null] } }],
  ['an item without a key', { Responses: { users: [{ version: { N: '1' }, state: { S: '{}' } }] } }],
  ['an item that nobody asked for', { Responses: { users: [{ pk: { S: 'c' }, version: { N: '1' }, state: { S: '{}' } }] } }],
  ['an item with an empty version', { Responses: { users: [{ pk: { S: 'a' }, version: { N: '' }, state: { S: '{}' } }] } }],
])('a read that is answered with %s is an error, not a user without failures', async (_name, body) => {
  proxy.react(json(200, body));
  await expect(read('a', 'b')).rejects.toMatchObject({ code: 'Malformed' });
});

const PARTLY = json(200, {
  Responses: { users: [{ pk: { S: 'a' }, version: { N: '1' }, state: { S: '{}' } }] },
  UnprocessedKeys: { users: { Keys: [{ pk: { S: 'b' } }] } },
});

test('a read of which a part is left for later is made again', async () => {
  const [key, beside] = [newKey(), newKey()];
  proxy.react(pass);
  await write(put(key), put(beside));
  proxy.react(json(200, { Responses: { users: [] }, UnprocessedKeys: { users: { Keys: [{ pk: { S: key } }] } } }), pass);
  expect(await read(key, beside)).toEqual([item(1), item(1)]);
});

test('a read of which a part is always left is an error, not a user without failures', async () => {
  proxy.react(PARTLY);
  await expect(read('a', 'b')).rejects.toMatchObject({ code: 'UnprocessedKeys' });
  expect(proxy.seen).toHaveLength(3);
});

test('an answer that is lost after the write does not make our own write a rival\'s, nor count it twice', async () => {
  const [key, beside] = [newKey(), newKey()];
  proxy.react(loseAnswer, pass);
  expect(await write(put(key), put(beside))).toBe(true);
  proxy.react(loseAnswer, loseAnswer, pass);
  expect(await write(put(key, 'again', 1))).toBe(true);
  expect(await read(key, beside)).toEqual([item(2, 'again'), item(1)]);
});

test('a rival\'s write in the place of a lost one is a rival\'s', async () => {
  const key = newKey();
  await table.store(key, { version: { N: '1' }, state: { S: '{}' } });
  proxy.react((response, socket, seen) => {
    // Ours never arrives; the rival, who writes the very same state, does.
    const rival = { ...JSON.parse(seen.body), ClientRequestToken: 'rival' };
    void forward({ ...seen, body: JSON.stringify(rival) }).then(() => reset(response, socket, seen));
  }, pass);
  expect(await write(put(key, '', 1))).toBe(false);
});

test('every write has a token of its own, and every attempt at it the same', async () => {
  const key = newKey();
  proxy.react(reset, pass);
  await write(put(key));
  await write(put(key, '', 1));
  const [first, repeated, second] = tokens();
  expect(first).toMatch(/^[\w-]{36}$/);
  expect(repeated).toBe(first);
  expect(second).not.toBe(first);
});

test('a write that is still under way is waited for, as itself', async () => {
  const key = newKey();
  const underWay: Reaction = json(400, { __type: 'com.amazonaws.dynamodb.v20120810#TransactionInProgressException' });
  proxy.react(loseAnswer, underWay, pass);
  expect(await write(put(key))).toBe(true);
  expect(new Set(tokens()).size).toBe(1);
  expect(await read(key)).toEqual([item(1)]);
});

test.each(['ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError'])('a write that is cancelled for %s is no write, at once', async (Code) => {
  proxy.react(json(400, { __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException', CancellationReasons: [{ Code: 'None' }, { Code }] }));
  expect(await write(put('a'), put('b'))).toBe(false);
  expect(proxy.seen).toHaveLength(1);
});

test.each<[string, Reaction, number, string]>([
  ['is not understood', json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ValidationException' }), 1, 'ValidationException'],
  ['may not be made', json(400, { __type: 'com.amazon.coral.service#AccessDeniedException' }), 1, 'AccessDeniedException'],
  ['differs from an earlier one', json(400, { __type: 'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException' }), 1,
    'IdempotentParameterMismatchException'],
  ['fails with an error that only begins like a conflict', json(400, { __type: 'TransactionCanceledExceptionally' }), 1, 'TransactionCanceledExceptionally'],
  ['is answered with something else', raw(200, '<html>'), 1, 'Malformed'],
  ['is throttled', json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' }), 3, 'ProvisionedThroughputExceededException'],
  ['stays under way', json(400, { __type: 'com.amazonaws.dynamodb.v20120810#TransactionInProgressException' }), 3, 'TransactionInProgressException'],
  ['breaks the service', json(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }), 3, 'InternalServerError'],
])('a write that %s is an error, never a verdict', async (_name, reaction, times, code) => {
  proxy.react(reaction);
  await expect(write(put('a'))).rejects.toMatchObject({ code });
  expect(proxy.seen).toHaveLength(times);
});
