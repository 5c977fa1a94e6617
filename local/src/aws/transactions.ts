import { isDeepStrictEqual } from 'node:util';
import { AwsError, AwsResponse, json } from './service';
import { KeyOf, readActions, TransactAction } from './transaction-input';
import { JsonObject } from '../assembly/json-file';

/** Sends one operation to DynamoDB. */
export type Send = (operation: string, input: JsonObject) => Promise<{ readonly status: number; readonly body: JsonObject }>;

interface Outcome {
  readonly action: TransactAction;
  readonly status: number;
  readonly body: JsonObject;
}

const TOKEN_LIFE_MS = 10 * 60_000;

/** What depends on the table or the item cancels a transaction; other mistakes are told as such. */
const FOUND_IN_TRANSACTION = new RegExp([
  'Missing the key ',
  'Type mismatch for ',
  'does not match the schema$',
  'Cannot update attribute ',
  'secondary index key to unsupported type$',
  '^An operand in the update expression has an incorrect data type$',
  '^Item size to update ',
  '^The document path provided in the update expression is invalid for update$',
  '^The provided expression refers to an attribute that does not exist in the item$',
].join('|'));

/** `TransactWriteItems`, made of single writes. Whoever calls lets nothing else at the items meanwhile. */
export class Transactions {
  /** By token; oldest first. */
  private readonly completed = new Map<string, { readonly input: JsonObject; readonly until: number }>();

  constructor(private readonly keyOf: KeyOf, private readonly now: () => Date) {}

  public async write(input: JsonObject, send: Send): Promise<AwsResponse> {
    const actions = readActions(input, this.keyOf);
    const token = input.ClientRequestToken as string | null | undefined;
    if (token && this.isRepeated(token, input)) return json({});
    const response = await writeAll(actions, send);
    if (token && response.status === 200) this.completed.set(token, { input, until: this.now().getTime() + TOKEN_LIFE_MS });
    return response;
  }

  private isRepeated(token: string, input: JsonObject): boolean {
    const now = this.now().getTime();
    for (const [known, { until }] of this.completed) {
      if (until > now) break;
      this.completed.delete(known);
    }
    const first = this.completed.get(token);
    if (first && !isDeepStrictEqual(first.input, input)) {
      throw new AwsError('IdempotentParameterMismatchException', 'the request has other parameters than an earlier one with the same ClientRequestToken');
    }
    return first !== undefined;
  }
}

async function writeAll(actions: readonly TransactAction[], send: Send): Promise<AwsResponse> {
  const outcomes = await Promise.all(actions.map(async (action) => carryOut(action, send)));
  const written = outcomes.filter(({ status }) => status === 200);
  const succeeded = written.length === outcomes.length;
  await Promise.all(written.filter(({ action }) => !succeeded || action.checksOnly).map(async (outcome) => putBack(outcome, send)));
  if (succeeded) return json({});
  const mistake = outcomes.find((outcome) => outcome.status !== 200 && !reasonCode(outcome));
  if (mistake) return json(mistake.body, mistake.status);
  const reasons = await Promise.all(outcomes.map(async (outcome) => reasonOf(outcome, send)));
  return json({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: reasons,
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
  }, 400);
}

async function carryOut(action: TransactAction, send: Send): Promise<Outcome> {
  try {
    return { action, ...await send(action.operation, { ...action.input, ReturnValues: 'ALL_OLD' }) };
  } catch (error) {
    // The other actions still have to be put back.
    return { action, status: 500, body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: String(error) } };
  }
}

async function putBack({ action: { tableName, key }, body: { Attributes: old } }: Outcome, send: Send): Promise<void> {
  const { status, body } = await (old ? send('PutItem', { TableName: tableName, Item: old }) : send('DeleteItem', { TableName: tableName, Key: key }));
  if (status !== 200) throw new Error(`cannot put back an item of table ${tableName}: ${JSON.stringify(body)}`);
}

async function reasonOf(outcome: Outcome, send: Send): Promise<JsonObject> {
  const { action: { tableName, key, returnsItem }, status, body } = outcome;
  if (status === 200) return { Code: 'None' };
  const Code = reasonCode(outcome);
  const isItemWanted = returnsItem && Code === 'ConditionalCheckFailed';
  const Item = isItemWanted ? (await send('GetItem', { TableName: tableName, Key: key, ConsistentRead: true })).body.Item : undefined;
  return { Code, Message: body.message, Item };
}

function reasonCode({ body: { __type: type, message } }: Outcome): string | undefined {
  if (String(type).endsWith('#ConditionalCheckFailedException')) return 'ConditionalCheckFailed';
  return String(type).endsWith('#ValidationException') && FOUND_IN_TRANSACTION.test(String(message)) ? 'ValidationError' : undefined;
}
