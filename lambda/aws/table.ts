import { randomUUID } from 'node:crypto';
import type { Deadline } from './deadline';
import { pause } from './pause';
import { AwsError, call } from './request';
import { ENV_TABLE_NAME } from '../../src/private/flow';

export interface StoredItem {
  /** Goes up by one with each write. */
  readonly version: number;
  /** JSON text. */
  readonly state: string;
}

export interface ItemWrite {
  readonly key: string;
  readonly state: string;
  /** Undefined if there must be no item yet. */
  readonly expectedVersion?: number;
  /** Seconds since the epoch after which DynamoDB may remove the item. */
  readonly expiresAt: number;
}

/** DynamoDB may leave parts of a read for later when it is busy; this often in a row is enough. */
const MAX_READS = 3;

/** Longest pause before the second read, in milliseconds; before the third it is twice as long. */
const PAUSE = 60;

/** Reads the newest state of each key, in the same order. */
export async function readItems(keys: readonly string[], deadline: Deadline): Promise<(StoredItem | undefined)[]> {
  const found = await readAll(keys, deadline);
  return keys.map((key) => {
    const item = found.find(({ pk }) => pk.S === key);
    if (!item) return undefined;
    const version = Number(item.version?.N);
    const state = item.state?.S;
    if (!Number.isSafeInteger(version) || version < 1 || typeof state !== 'string') throw new AwsError('Malformed', 200);
    return { version, state };
  });
}

async function readAll(keys: readonly string[], deadline: Deadline): Promise<any[]> {
  const table = process.env[ENV_TABLE_NAME]!;
  for (let read = 1; ; read++) {
    const { body } = await dynamodb('BatchGetItem', {
      RequestItems: { [table]: { Keys: keys.map((key) => ({ pk: { S: key } })), ConsistentRead: true } },
    }, deadline);
    const found: any[] = body?.Responses?.[table];
    // Whatever could not be read must not pass for a user without failures.
    if (!Array.isArray(found) || !found.every((item) => keys.includes(item?.pk?.S))) throw new AwsError('Malformed', 200);
    if (Object.keys(body.UnprocessedKeys ?? {}).length === 0) return found;
    if (read === MAX_READS) throw new AwsError('UnprocessedKeys', 200);
    await pause(PAUSE * read);
  }
}

/** Writes all of them, but only if each is still as expected; false if somebody else was faster. */
export async function writeItems(writes: readonly ItemWrite[], deadline: Deadline): Promise<boolean> {
  const { code } = await dynamodb('TransactWriteItems', {
    // A transaction whose answer was lost and that is sent again with the same token has its first answer again.
    ClientRequestToken: randomUUID(),
    TransactItems: writes.map(({ key, state, expectedVersion, expiresAt }) => ({
      Put: {
        TableName: process.env[ENV_TABLE_NAME],
        Item: {
          pk: { S: key },
          version: { N: String((expectedVersion ?? 0) + 1) },
          state: { S: state },
          expiresAt: { N: String(expiresAt) },
        },
        ...(expectedVersion === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: String(expectedVersion) } },
          }),
      },
    })),
  }, deadline, 'TransactionCanceledException');
  return !code;
}

function dynamodb(operation: string, input: object, deadline: Deadline, expected?: string) {
  return call({
    service: 'dynamodb',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: input,
    repeatable: true,
    expected,
  }, deadline);
}
