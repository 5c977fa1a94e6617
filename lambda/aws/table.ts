import { randomUUID } from 'node:crypto';
import type { Deadline } from './deadline';
import { AwsError, call } from './request';
import { ENV_TABLE_NAME } from '../../src/private/flow';

export interface StoredItem {
  /** Goes up by one with each write. */
  readonly version: number;
  /** JSON text. */
  readonly state: string;
}

/** Reads the newest state. */
export async function readItem(key: string, deadline: Deadline): Promise<StoredItem | undefined> {
  const item = await getItem(key, deadline);
  if (!item) return undefined;
  const version = Number(item.version?.N);
  const state = item.state?.S;
  // Something else in our place must not pass for a user without failures.
  if (!Number.isSafeInteger(version) || typeof state !== 'string') throw new AwsError('Malformed', 200);
  return { version, state };
}

/**
 * Writes only if the item still has `expectedVersion`, or does not exist if that is undefined; false if somebody else was faster.
 * @param expiresAt seconds since the epoch after which DynamoDB may remove the item
 */
export async function writeItem(
  key: string, item: StoredItem, expectedVersion: number | undefined, expiresAt: number, deadline: Deadline,
): Promise<boolean> {
  const writeId = randomUUID();
  const { code, body } = await dynamodb('PutItem', {
    Item: {
      pk: { S: key },
      version: { N: String(item.version) },
      state: { S: item.state },
      expiresAt: { N: String(expiresAt) },
      writeId: { S: writeId },
    },
    ...(expectedVersion === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(expectedVersion) } },
      }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }, deadline, 'ConditionalCheckFailedException');
  // A write whose answer was lost and that was sent again meets its own first self.
  return !code || body?.Item?.writeId?.S === writeId;
}

async function getItem(key: string, deadline: Deadline) {
  const { body } = await dynamodb('GetItem', { Key: { pk: { S: key } }, ConsistentRead: true }, deadline);
  return body?.Item;
}

function dynamodb(operation: string, input: object, deadline: Deadline, expected?: string) {
  return call({
    service: 'dynamodb',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: { TableName: process.env[ENV_TABLE_NAME], ...input },
    repeatable: true,
    expected,
  }, deadline);
}
