import { CreateTableCommand, QueryCommand, ScanCommand, TransactionCanceledException, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { absent, check, deleteUser, exists, Item, key, post, putUser, setN, user, useTables } from './fixtures/transactions';

const start = useTables();

test('carries out all actions, in all tables', async () => {
  const { client, put, read, transact } = await start();
  await put(user('changed', 1), user('gone', 1), user('checked', 1));
  await transact([
    putUser('new', 2, absent),
    setN('changed', 2, exists),
    deleteUser('gone', exists),
    check('checked', 'n = :n', { ExpressionAttributeValues: { ':n': { N: '1' } } }),
    check('nobody', 'attribute_not_exists(pk)'),
    { Update: { TableName: 'days', Key: { pk: { S: 'a' }, day: { N: '7' } }, UpdateExpression: 'ADD sent :n', ExpressionAttributeValues: { ':n': { N: '3' } } } },
  ]);
  expect(await Promise.all(['new', 'changed', 'gone', 'checked', 'nobody'].map(read))).toEqual([
    user('new', 2), user('changed', 2), undefined, user('checked', 1), undefined,
  ]);
  expect((await client.send(new ScanCommand({ TableName: 'days' }))).Items).toEqual([{ pk: { S: 'a' }, day: { N: '7' }, sent: { N: '3' } }]);
});

test('carries out none if one condition fails, and says in the words of the service which', async () => {
  const { aws, client, put, read } = await start();
  const changed = { ...user('changed', 1), mail: { S: 'c@example.com' } };
  await put(changed, user('gone', 1), user('there', 1));
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  expect(await post(aws, {
    TransactItems: [
      putUser('new', 2, absent), setN('changed', 2), deleteUser('gone'), check('nobody', 'attribute_not_exists(pk)', { ReturnValuesOnConditionCheckFailure }),
      putUser('there', 2, absent), check('there', 'n > :n', { TableName: 'days', Key: { pk: { S: 'a' }, day: { N: '1' } }, ExpressionAttributeValues: { ':n': { N: '1' } } }),
    ],
  })).toEqual({
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' }, { Code: 'None' }, { Code: 'None' }, { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
      Message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, None, None, ConditionalCheckFailed, ConditionalCheckFailed]',
    },
  });
  expect(await Promise.all(['new', 'changed', 'gone', 'nobody', 'there'].map(read))).toEqual([undefined, changed, user('gone', 1), undefined, user('there', 1)]);
  const { Items } = await client.send(new QueryCommand({
    TableName: 'users', IndexName: 'by-mail', KeyConditionExpression: 'mail = :m', ExpressionAttributeValues: { ':m': changed.mail },
  }));
  expect(Items).toEqual([changed]);
});

test('gives the item back with a failed condition of any kind of action, if asked', async () => {
  const { put, transact } = await start();
  const old = { ...user('u', 1), data: { B: Buffer.from([0, 255]) } };
  await put(old);
  const wrong = { ConditionExpression: 'attribute_exists(nothing)' };
  for (const action of [putUser('u', 2, wrong), deleteUser('u', wrong), check('u', wrong.ConditionExpression), setN('u', 2, wrong)]) {
    const [[kind, input]] = Object.entries(action);
    const asked = { [kind]: { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } };
    await expect(transact([putUser('v', 1), asked])).rejects.toMatchObject({ CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: old }] });
    const error: TransactionCanceledException = await transact([action]).catch((thrown) => thrown);
    expect(error.CancellationReasons).toEqual([{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }]);
  }
  const { CancellationReasons } = await transact([check('nobody', 'attribute_exists(pk)', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })]).catch((thrown) => thrown);
  expect(CancellationReasons).toEqual([{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }]);
});

const update = (UpdateExpression: string, values?: Item) => ({ Update: { TableName: 'users', Key: key('u'), UpdateExpression, ExpressionAttributeValues: values } });

test.each<[string, TransactWriteItem, string]>([
  ['an attribute that is not there', update('SET m = nothing'), 'The provided expression refers to an attribute that does not exist in the item'],
  ['a path that is not there', update('SET a.b = :v', { ':v': { N: '1' } }), 'The document path provided in the update expression is invalid for update'],
  ['a sum with a text', update('SET n = s + :v', { ':v': { N: '1' } }), 'An operand in the update expression has an incorrect data type'],
  ['an item that grows too large', update('SET t = :v', { ':v': { S: 'x'.repeat(409_600) } }), 'Item size to update has exceeded the maximum allowed size'],
  ['a key of the wrong type', { Put: { TableName: 'users', Item: { pk: { N: '5' } } } }, 'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N'],
  ['an item without key', { Put: { TableName: 'users', Item: {} } }, 'One or more parameter values were invalid: Missing the key pk in the item'],
  ['a key that is not the table\'s', { Delete: { TableName: 'users', Key: { id: { S: 'u' } } } }, 'The provided key element does not match the schema'],
  ['an update of the key', update('SET pk = n'), 'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key'],
  ['an index key that becomes of the wrong type', update('SET mail = n'), 'The update expression attempted to update the secondary index key to unsupported type'],
  ['an index key of the wrong type', update('SET mail = :v', { ':v': { N: '1' } }), 'One or more parameter values were invalid: Type mismatch for Index Key mail Expected: S Actual: N IndexName: by-mail'],
])('is cancelled by %s', async (_, action, Message) => {
  const { put, read, transact } = await start();
  const old = { ...user('u', 1), s: { S: 'text' } };
  await put(old);
  await expect(transact([putUser('new', 1), action])).rejects.toMatchObject({
    name: 'TransactionCanceledException', CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message }],
  });
  expect(await Promise.all(['new', 'u'].map(read))).toEqual([undefined, old]);
});

const violation = (what: string) => `1 validation error detected: Value ${what}`;
const mustNotBeNull = 'failed to satisfy constraint: Member must not be null';
const onItem = 'Transaction request cannot include multiple operations on one item';
const day = (N: string) => ({ Delete: { TableName: 'days', Key: { day: { N }, pk: { S: 'a' } } } });

test.each<[string, unknown, string, string]>([
  ['no list', {}, 'ValidationException', violation(`null at 'transactItems' ${mustNotBeNull}`)],
  ['something else than a list', { TransactItems: 'x' }, 'SerializationException', 'TransactItems is not a list'],
  ['no action', { TransactItems: [] }, 'ValidationException', violation('\'[]\' at \'transactItems\' failed to satisfy constraint: Member must have length greater than or equal to 1')],
  ['101 actions', { TransactItems: Array.from({ length: 101 }, (_, n) => putUser(`u${n}`, n)) }, 'ValidationException', violation('\'[101 actions]\' at \'transactItems\' failed to satisfy constraint: Member must have length less than or equal to 100')],
  ['an empty action', { TransactItems: [putUser('u', 2), {}] }, 'ValidationException', 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'],
  ['an action that is none', { TransactItems: [null] }, 'ValidationException', 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'],
  ['two actions in one', { TransactItems: [{ ...putUser('u', 2), ...deleteUser('v') }] }, 'ValidationException', 'TransactItems can only contain one of Check, Put, Update or Delete'],
  ['two actions on one item', { TransactItems: [setN('u', 2), check('u', 'attribute_exists(pk)')] }, 'ValidationException', onItem],
  ['two actions on one item with other spellings', { TransactItems: [day('10'), { Put: { TableName: 'days', Item: { pk: { S: 'a' }, day: { N: '1e1' } } } }] }, 'ValidationException', onItem],
  ['an update of nothing', { TransactItems: [{ Update: { TableName: 'users', Key: key('u') } }] }, 'ValidationException', violation(`null at 'transactItems.1.member.update.updateExpression' ${mustNotBeNull}`)],
  ['a check of nothing', { TransactItems: [{ ConditionCheck: { TableName: 'users', Key: key('u') } }] }, 'ValidationException', violation(`null at 'transactItems.1.member.conditionCheck.conditionExpression' ${mustNotBeNull}`)],
  ['no table and no item', { TransactItems: [{ Put: {} }] }, 'ValidationException', `2 validation errors detected: Value null at 'transactItems.1.member.put.tableName' ${mustNotBeNull}; Value null at 'transactItems.1.member.put.item' ${mustNotBeNull}`],
  ['other values to return', { TransactItems: [deleteUser('u', { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' })] }, 'ValidationException', violation('\'ALL_NEW\' at \'transactItems.1.member.delete.returnValuesOnConditionCheckFailure\' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]')],
  ['an empty token', { TransactItems: [putUser('u', 2)], ClientRequestToken: '' }, 'ValidationException', violation('\'\' at \'clientRequestToken\' failed to satisfy constraint: Member must have length greater than or equal to 1')],
  ['a long token', { TransactItems: [putUser('u', 2)], ClientRequestToken: 'x'.repeat(37) }, 'ValidationException', violation(`'${'x'.repeat(37)}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`)],
  ['a token that is no text', { TransactItems: [putUser('u', 2)], ClientRequestToken: 1 }, 'SerializationException', 'ClientRequestToken is not a string'],
  ['a table that is not there', { TransactItems: [putUser('u', 2), setN('v', 2, { TableName: 'other' })] }, 'ResourceNotFoundException', 'Requested resource not found'],
  ['an expression that is none', { TransactItems: [putUser('u', 2), check('v', 'pk =')] }, 'ValidationException', 'Invalid ConditionExpression: Syntax error;'],
  ['an empty key', { TransactItems: [putUser('u', 2), putUser('', 1)] }, 'ValidationException', 'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk'],
])('refuses %s', async (_, input, type, message) => {
  const { aws, put, read } = await start();
  await put(user('u', 1));
  const { status, body } = await post(aws, input);
  expect({ status, type: body.__type.split('#').pop(), message: body.message }).toEqual({ status: 400, type, message: expect.stringContaining(message) });
  expect(await Promise.all(['u', 'v'].map(read))).toEqual([user('u', 1), undefined]);
});

test('takes as many as 100 actions, and keys that only look alike', async () => {
  const { client, transact } = await start();
  await transact(Array.from({ length: 98 }, (_, n) => putUser(`u${n}`, n)).concat(['12345678901234567890', '12345678901234567891'].map((N) => (
    { Put: { TableName: 'days', Item: { pk: { S: 'a' }, day: { N } } } } as never))));
  expect((await client.send(new ScanCommand({ TableName: 'users', Select: 'COUNT' }))).Count).toBe(98);
  expect((await client.send(new ScanCommand({ TableName: 'days', Select: 'COUNT' }))).Count).toBe(2);
});

test('knows tables that were made meanwhile', async () => {
  const { client, transact } = await start();
  await client.send(new CreateTableCommand({
    TableName: 'made', BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  }));
  await transact([{ Put: { TableName: 'made', Item: { id: { S: 'x' } } } }]);
  expect((await client.send(new ScanCommand({ TableName: 'made' }))).Items).toEqual([{ id: { S: 'x' } }]);
});

test('takes back the rest when an action breaks down', async () => {
  const { aws, read } = await start();
  const { status, body } = await post(aws, { TransactItems: [putUser('u', 1), { Put: { TableName: 'users', Item: { ...key('v'), t: { S: 'x'.repeat(17_000_000) } } } }] });
  expect({ status, type: body.__type }).toEqual({ status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' });
  expect(await Promise.all(['u', 'v'].map(read))).toEqual([undefined, undefined]);
});

test('wants a signature', async () => {
  const { aws, read } = await start();
  expect(await post(aws, { TransactItems: [putUser('u', 1)] }, { authorization: '' })).toMatchObject({ status: 400, body: { __type: expect.stringContaining('MissingAuthenticationToken') } });
  expect(await read('u')).toBeUndefined();
});
