import { BatchGetItemCommand, DynamoDBClient, ScanCommand, TransactionCanceledException, TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { absent, check, deleteUser, exists, key, post, putUser, setN, user, useTables } from './fixtures/transactions';

const start = useTables();

const add = (pk: string, n: number) => ({
  TableName: 'users', Key: key(pk), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': { N: String(n) } },
});

test('one of 50 transactions at once gets each version of an item, and the others see it', async () => {
  const { put, read, transact } = await start();
  await put(user('u', 0));
  for (let version = 0; version < 4; version++) {
    const next = async (writer: number) => transact([
      setN(`writer ${writer}`, version),
      {
        Put: {
          TableName: 'users',
          Item: user('u', version + 1),
          ConditionExpression: 'n = :n',
          ExpressionAttributeValues: { ':n': { N: String(version) } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
    const results = await Promise.allSettled(Array.from({ length: 50 }, async (_, writer) => next(writer)));
    const failures = results.flatMap((result) => result.status === 'rejected' ? [result.reason] : []);
    expect(failures).toHaveLength(49);
    for (const { CancellationReasons } of failures) {
      expect(CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: user('u', version + 1) }]);
    }
    const writers = await Promise.all(results.map(async (_, writer) => read(`writer ${writer}`)));
    expect(writers.map((item) => item?.n.N === String(version))).toEqual(results.map(({ status }) => status === 'fulfilled'));
  }
});

describe('of two items that only transactions change', () => {
  /** What reads see that are made beside 60 transactions. */
  async function readBeside<T>(transact: (n: number) => Promise<unknown>, readOnce: () => Promise<T>): Promise<T[]> {
    const seen = await Promise.all(Array.from({ length: 60 }, async (_, n) => {
      const [, ...reads] = await Promise.all([transact(n), readOnce(), readOnce()]);
      return reads;
    }));
    return seen.flat();
  }

  const sums: Record<string, (client: DynamoDBClient) => Promise<number>> = {
    scan: async (client) => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: 'users' }));
      return Items.reduce((sum, { n }) => sum + Number(n.N), 0);
    },
    batch: async (client) => {
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { users: { Keys: [key('a'), key('b')], ConsistentRead: true } } }));
      return Responses!.users.reduce((sum, { n }) => sum + Number(n.N), 0);
    },
  };

  test.each(Object.keys(sums))('a %s never finds one changed and the other not yet', async (how) => {
    const { client, put, transact } = await start();
    await put(user('a', 50), user('b', 50));
    const seen = await readBeside(async (n) => transact([{ Update: add('a', -n) }, { Update: add('b', n) }]), async () => sums[how](client));
    expect(seen).toEqual(seen.map(() => 100));
  });

  test('nobody ever finds what is taken back', async () => {
    const { put, read, transact } = await start();
    await put(user('a', 50));
    const seen = await readBeside(
      async (n) => expect(transact([setN('a', n), putUser('new', n), check('nobody', 'attribute_exists(pk)')])).rejects.toThrow('Transaction cancelled'),
      async () => Promise.all([read('a'), read('new')]),
    );
    expect(seen).toEqual(seen.map(() => [user('a', 50), undefined]));
  });
});

test('a write beside a transaction that is taken back is not lost', async () => {
  const { client, put, read, transact } = await start();
  await put(user('u', 0));
  await Promise.all(Array.from({ length: 40 }, async () => Promise.all([
    expect(transact([setN('u', 1000), check('nobody', 'attribute_exists(pk)')])).rejects.toThrow('Transaction cancelled'),
    client.send(new UpdateItemCommand(add('u', 1))),
  ])));
  expect(await read('u')).toEqual(user('u', 40));
});

function reasonCodes({ CancellationReasons }: TransactionCanceledException) {
  return CancellationReasons?.map(({ Code }) => Code);
}

test('any transactions leave what their rules say', async () => {
  const { read, transact } = await start();
  const names = ['a', 'b', 'c'];
  const action = fc.record({ kind: fc.constantFrom('put', 'set', 'delete', 'check'), condition: fc.constantFrom(undefined, exists, absent), n: fc.nat(9) });
  const transaction = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map((name) => action.map((one) => ({ ...one, name })))));
  const asItem = ({ kind, condition, n, name }: { kind: string; condition?: typeof exists; n: number; name: string }): TransactWriteItem => {
    if (kind === 'check') return check(name, (condition ?? exists).ConditionExpression);
    if (kind === 'delete') return deleteUser(name, condition);
    return kind === 'put' ? putUser(name, n, condition) : setN(name, n, condition);
  };
  const state = new Map<string, number>();

  await fc.assert(fc.asyncProperty(transaction, async (actions) => {
    const codes = actions.map(({ kind, condition = kind === 'check' ? exists : undefined, name }) =>
      condition && state.has(name) !== (condition === exists) ? 'ConditionalCheckFailed' : 'None');
    const result = await transact(actions.map(asItem)).then(() => undefined, reasonCodes);
    expect(result).toEqual(codes.every((code) => code === 'None') ? undefined : codes);
    if (!result) {
      for (const { kind, name, n } of actions) {
        if (kind === 'delete') state.delete(name);
        else if (kind !== 'check') state.set(name, n);
      }
    }
    expect(await Promise.all(names.map(read))).toEqual(names.map((name) => state.has(name) ? user(name, state.get(name)!) : undefined));
  }), { numRuns: 150 });
});

describe('a request token', () => {
  const count = [{ Update: add('u', 1) }];

  test('makes a repetition succeed and do nothing, also at the same moment and with other order of parameters', async () => {
    const { aws, read, transact } = await start();
    await Promise.all(Array.from({ length: 10 }, async () => transact(count, 'token')));
    const reversed = Object.fromEntries(Object.entries(count[0].Update).reverse());
    expect(await post(aws, { ClientRequestToken: 'token', TransactItems: [{ Update: reversed }] })).toEqual({ status: 200, body: {} });
    expect(await read('u')).toEqual(user('u', 1));
    await transact(count, 'other');
    await transact(count);
    expect(await read('u')).toEqual(user('u', 3));
  });

  test('does not do for another request', async () => {
    const { read, transact } = await start();
    await transact(count, 'token');
    await expect(transact([{ Update: add('u', 2) }], 'token')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException', $metadata: { httpStatusCode: 400 } });
    expect(await read('u')).toEqual(user('u', 1));
  });

  test('counts for ten minutes', async () => {
    let now = Date.parse('2030-01-01T00:00:00Z');
    const { read, transact } = await start({ clock: () => now });
    await transact(count, 'token');
    now += 10 * 60_000 - 1;
    await transact(count, 'token');
    expect(await read('u')).toEqual(user('u', 1));
    await transact(count, 'later');
    now += 1;
    await transact([{ Update: add('u', 10) }], 'token');
    await transact(count, 'later');
    expect(await read('u')).toEqual(user('u', 12));
  });

  test('is not used up by a transaction that failed', async () => {
    const { put, read, transact } = await start();
    const create = [putUser('u', 1), check('gate', 'attribute_exists(pk)')];
    await expect(transact(create, 'token')).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await put(user('gate', 1));
    await transact(create, 'token');
    expect(await read('u')).toEqual(user('u', 1));
  });
});

test('a transaction is one call, and may be intercepted', async () => {
  let isThrottled = true;
  const { aws, read, transact } = await start({
    intercept: (_, operation) => isThrottled && operation === 'TransactWriteItems' ? { status: 400, body: '{"__type":"ThrottlingException","message":"slow down"}' } : undefined,
  });
  await expect(transact([putUser('u', 1), putUser('v', 1)])).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(await read('u')).toBeUndefined();
  isThrottled = false;
  await transact([putUser('u', 1), putUser('v', 1)]);
  expect(aws.calls.map(({ service, operation }) => `${service} ${operation}`)).toEqual(['dynamodb TransactWriteItems', 'dynamodb GetItem', 'dynamodb TransactWriteItems']);
});
