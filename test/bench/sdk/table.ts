import { BatchGetItemCommand, DynamoDBClient, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { ItemWrite, StoredItem } from '../../../lambda/aws/table';
import { ENV_TABLE_NAME } from '../../../src/private/flow';

const client = new DynamoDBClient();

export async function readItems(keys: readonly string[]): Promise<(StoredItem | undefined)[]> {
  const table = process.env[ENV_TABLE_NAME]!;
  const { Responses } = await client.send(new BatchGetItemCommand({
    RequestItems: { [table]: { Keys: keys.map((key) => ({ pk: { S: key } })), ConsistentRead: true } },
  }));
  return keys.map((key) => {
    const item = Responses![table].find(({ pk }) => pk.S === key);
    return item && { version: Number(item.version.N), state: item.state.S! };
  });
}

export async function writeItems(writes: readonly ItemWrite[]): Promise<boolean> {
  try {
    await client.send(new TransactWriteItemsCommand({
      TransactItems: writes.map(({ key, state, expectedVersion, expiresAt }) => ({
        Put: {
          TableName: process.env[ENV_TABLE_NAME],
          Item: { pk: { S: key }, version: { N: String((expectedVersion ?? 0) + 1) }, state: { S: state }, expiresAt: { N: String(expiresAt) } },
          ...(expectedVersion === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':version': { N: String(expectedVersion) } },
            }),
        },
      })),
    }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}
