import { AwsError } from './service';
import { asObject, JsonObject } from '../assembly/json-file';

/** One action of a transaction, as the single write that carries it out. */
export interface TransactAction {
  readonly operation: string;
  readonly input: JsonObject;
  readonly tableName: string;
  readonly key: JsonObject;
  /** Checks its condition and writes nothing. */
  readonly checksOnly: boolean;
  /** Wants the item back if its condition fails. */
  readonly returnsItem: boolean;
}

/** The key among the attributes of an item; undefined if there is no such table. */
export type KeyOf = (tableName: string, attributes: JsonObject) => JsonObject | undefined;

const KINDS: Readonly<Record<string, { operation: string; required: readonly string[] }>> = {
  // There is no single write that only checks: this one updates nothing.
  ConditionCheck: { operation: 'UpdateItem', required: ['TableName', 'Key', 'ConditionExpression'] },
  Put: { operation: 'PutItem', required: ['TableName', 'Item'] },
  Update: { operation: 'UpdateItem', required: ['TableName', 'Key', 'UpdateExpression'] },
  Delete: { operation: 'DeleteItem', required: ['TableName', 'Key'] },
};
const OPTIONAL = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
const RETURN_VALUES = ['ALL_OLD', 'NONE'];

/** The actions of `TransactWriteItems`; throws what the service finds wrong before it looks at any item. */
export function readActions({ TransactItems: items, ClientRequestToken: token }: JsonObject, keyOf: KeyOf): TransactAction[] {
  const entries = readEntries(items);
  const violations = [...entryViolations(entries), ...tokenViolations(token)];
  if (violations.length > 0) throw violated(violations);
  const actions = entries.map((entry) => readAction(entry, keyOf));
  if (new Set(actions.map(identity)).size < actions.length) throw invalid('Transaction request cannot include multiple operations on one item');
  return actions;
}

function readEntries(items: unknown): JsonObject[] {
  if (isMissing(items)) throw violated([violation(undefined, 'transactItems', 'not be null')]);
  if (!Array.isArray(items)) throw new AwsError('SerializationException', 'TransactItems is not a list');
  return items.map(asObject);
}

function readAction(entry: JsonObject, keyOf: KeyOf): TransactAction {
  const kinds = kindsOf(entry);
  if (kinds.length === 0) throw invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
  if (kinds.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const [kind] = kinds;
  const action = asObject(entry[kind]);
  const { operation, required } = KINDS[kind];
  const tableName = String(action.TableName);
  const key = keyOf(tableName, asObject(action.Key ?? action.Item));
  if (!key) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  return {
    operation,
    input: Object.fromEntries([...required, ...OPTIONAL].map((name) => [name, action[name]])),
    tableName,
    key,
    checksOnly: kind === 'ConditionCheck',
    returnsItem: action.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
}

function kindsOf(entry: JsonObject): string[] {
  return Object.keys(KINDS).filter((kind) => !isMissing(entry[kind]));
}

function entryViolations(entries: readonly JsonObject[]): string[] {
  const count = entries.length;
  if (count < 1) return [violation('[]', 'transactItems', 'have length greater than or equal to 1')];
  if (count > 100) return [violation(`[${count} actions]`, 'transactItems', 'have length less than or equal to 100')];
  return entries.flatMap((entry, index) =>
    kindsOf(entry).flatMap((kind) => actionViolations(asObject(entry[kind]), kind, `transactItems.${index + 1}.member.${lowerFirst(kind)}`)));
}

function actionViolations(action: JsonObject, kind: string, path: string): string[] {
  const missing = KINDS[kind].required.filter((name) => isMissing(action[name]));
  const found = missing.map((name) => violation(undefined, `${path}.${lowerFirst(name)}`, 'not be null'));
  const returned = action.ReturnValuesOnConditionCheckFailure;
  if (isMissing(returned) || RETURN_VALUES.includes(String(returned))) return found;
  return [...found, violation(String(returned), `${path}.returnValuesOnConditionCheckFailure`, `satisfy enum value set: [${RETURN_VALUES.join(', ')}]`)];
}

function tokenViolations(token: unknown): string[] {
  if (isMissing(token)) return [];
  if (typeof token !== 'string') throw new AwsError('SerializationException', 'ClientRequestToken is not a string');
  if (token === '') return [violation('', 'clientRequestToken', 'have length greater than or equal to 1')];
  return token.length > 36 ? [violation(token, 'clientRequestToken', 'have length less than or equal to 36')] : [];
}

function violation(value: string | undefined, path: string, rule: string): string {
  return `Value ${value === undefined ? 'null' : `'${value}'`} at '${path}' failed to satisfy constraint: Member must ${rule}`;
}

function violated(violations: readonly string[]): AwsError {
  return invalid(`${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** Equal for actions on one item. */
function identity({ tableName, key }: TransactAction): string {
  return JSON.stringify([tableName, ...Object.values(key).map((value) => comparable(asObject(value)))]);
}

/** A number may be written in several ways: one that JavaScript holds exactly is compared by value. */
function comparable(value: JsonObject): JsonObject {
  return typeof value.N === 'string' && value.N.replace(/\D/g, '').length <= 15 ? { N: String(Number(value.N)) } : value;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function lowerFirst(text: string): string {
  return text[0].toLowerCase() + text.slice(1);
}
