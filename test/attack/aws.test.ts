import { StandIn } from './aws';
import { LocalDynamoDb } from '../../local/src/aws/dynamodb';

const TABLE = 'table';

/** Far enough for DynamoDB not to remove it. */
const LATER = String(Math.ceil(Date.now() / 1000) + 3600);

type Post = (operation: string, input: object) => Promise<{ status: number; body: any }>;

/** A put as the handlers make it. */
function put(key: string, version: number, expected?: number, expiresAt = LATER) {
  return {
    Put: {
      TableName: TABLE,
      Item: { pk: { S: key }, version: { N: String(version) }, state: { S: '{}' }, expiresAt: { N: expiresAt } },
      ...(expected === undefined ? { ConditionExpression: 'attribute_not_exists(pk)' } : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(expected) } },
      }),
    },
  };
}

/** What the handlers may see of conditions and of all-or-nothing, step by step. */
async function story(post: Post): Promise<unknown[]> {
  const write = async (...TransactItems: object[]) => {
    const { status, body } = await post('TransactWriteItems', { TransactItems });
    return [status, String(body.__type).split('#').at(-1)];
  };
  const read = async (...keys: string[]) => {
    const { body } = await post('BatchGetItem', { RequestItems: { [TABLE]: { Keys: keys.map((S) => ({ pk: { S } })), ConsistentRead: true } } });
    return [keys.map((key) => body.Responses[TABLE].find(({ pk }: any) => pk.S === key)?.version.N), body.UnprocessedKeys];
  };
  return [
    await read('a', 'b'),
    await write(put('a', 1)),
    await write(put('a', 1)),
    await write(put('a', 2, 1), put('b', 1)),
    await write(put('a', 3, 2), put('b', 2, 7)),
    await write(put('c', 2, 1)),
    await read('a', 'b', 'c'),
  ];
}

describe('the stand-in for AWS', () => {
  let standIn: StandIn;
  const post: Post = async (operation, input) => {
    const response = await fetch(standIn.endpoint, {
      method: 'POST', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: JSON.stringify(input),
    });
    return { status: response.status, body: await response.json() };
  };

  beforeEach(async () => standIn = await StandIn.start('seed'));
  afterEach(() => standIn.close());

  test('reads and writes as the DynamoDB of the local server does', async () => {
    const dynamoDb = await LocalDynamoDb.start([{
      name: TABLE,
      properties: { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] },
    } as any], () => new Date());
    const postLocally: Post = async (operation, input) => {
      const { status, body } = await dynamoDb.handle(operation, {
        method: 'POST',
        path: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20240101T000000Z',
          'authorization': 'AWS4-HMAC-SHA256 Credential=local/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
        },
        body: Buffer.from(JSON.stringify(input)),
      });
      return { status, body: JSON.parse(String(body)) };
    };
    try {
      expect(await story(post)).toEqual(await story(postLocally));
    } finally {
      await dynamoDb.close();
    }
  });

  test('forgets an item the moment it may, and refuses what it does not know', async () => {
    const past = String(Math.floor(Date.now() / 1000));
    expect((await post('TransactWriteItems', { TransactItems: [put('a', 1, undefined, past)] })).status).toBe(200);

    expect((await post('TransactWriteItems', { TransactItems: [put('a', 2, 1)] })).status).toBe(400);
    expect((await post('Scan', { TableName: TABLE })).status).toBe(400);
    expect((await post('TransactWriteItems', { TransactItems: [{ Put: { ...put('a', 1).Put, ConditionExpression: 'size(pk) > 1' } }] })).status).toBe(500);
  });
});
