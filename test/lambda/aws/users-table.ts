import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { type ItemWrite, readItems, writeItems } from '../../../lambda/aws/table';
import { LocalDynamoDb } from '../../../local/src/aws/dynamodb';
import { AwsServer } from '../../../local/src/aws/server';

export const IN_AN_HOUR = Math.ceil(Date.now() / 1000) + 3600;

export type Attributes = PutItemCommand['input']['Item'];

export interface UsersTable {
  readonly url: string;
  /** Writes an item as somebody else might. */
  store(key: string, attributes: Attributes): Promise<void>;
  stored(key: string): Promise<Attributes>;
}

/** DynamoDB on this machine with one table, and an environment that leads there; for all tests of a file. */
export function useUsersTable(): UsersTable {
  let dynamoDb: LocalDynamoDb;
  let server: AwsServer;
  let sdk: DynamoDBClient;
  let url: string;

  beforeAll(async () => {
    const properties = {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    dynamoDb = await LocalDynamoDb.start([{ name: 'users', arn: '', properties }], () => new Date());
    server = new AwsServer({ services: { dynamodb: dynamoDb }, onCall: () => undefined });
    url = await server.listen();
    sdk = new DynamoDBClient({ region: 'eu-west-1', endpoint: url, credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  });
  afterAll(async () => {
    sdk?.destroy();
    await server?.close();
    await dynamoDb?.close();
  });
  useEnvironment(() => url);

  return {
    get url() {
      return url;
    },
    store: async (key, attributes) => {
      await sdk.send(new PutItemCommand({ TableName: 'users', Item: { pk: { S: key }, ...attributes } }));
    },
    stored: async (key) => (await sdk.send(new GetItemCommand({ TableName: 'users', Key: { pk: { S: key } }, ConsistentRead: true }))).Item,
  };
}

let keys = 0;
/** Each test has items of its own. */
export function newKey(): string {
  return `key-${++keys}`;
}

export function put(key: string, note = '', expectedVersion?: number): ItemWrite {
  return { key, state: JSON.stringify({ note }), expectedVersion, expiresAt: IN_AN_HOUR };
}

/** What a write of that note leaves behind. */
export function item(version: number, note = '') {
  return { version, state: JSON.stringify({ note }) };
}

export function write(...writes: ItemWrite[]): Promise<boolean> {
  return writeItems(writes, startDeadline());
}

export function read(...names: string[]): ReturnType<typeof readItems> {
  return readItems(names, startDeadline());
}
