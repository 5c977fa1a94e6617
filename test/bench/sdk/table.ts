import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoredItem } from '../../../lambda/aws/table';
import { ENV_TABLE_NAME } from '../../../src/private/flow';

const client = new DynamoDBClient();

export async function readItem(key: string): Promise<StoredItem | undefined> {
  const { Item } = await client.send(new GetItemCommand({
    TableName: process.env[ENV_TABLE_NAME], Key: { pk: { S: key } }, ConsistentRead: true,
  }));
  return Item && { version: Number(Item.version.N), state: Item.state.S! };
}

export async function writeItem(key: string, item: StoredItem, expectedVersion: number | undefined, expiresAt: number): Promise<boolean> {
  try {
    await client.send(new PutItemCommand({
      TableName: process.env[ENV_TABLE_NAME],
      Item: { pk: { S: key }, version: { N: String(item.version) }, state: { S: item.state }, expiresAt: { N: String(expiresAt) } },
      ...(expectedVersion === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(expectedVersion) } },
        }),
    }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
