import { once } from 'node:events';
import { Agent, request as httpRequest, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import dynalite from 'dynalite';
import { AwsRequest, AwsResponse, AwsService, json, jsonBody } from './service';
import { SharedLock } from './shared-lock';
import { Transactions } from './transactions';
import { asObject, JsonObject } from '../assembly/json-file';
import { TableDefinition } from '../assembly/state-resources';

type Answer = AwsResponse & { readonly body: Buffer };

/** What dynalite accepts as signed. */
const OWN_REQUEST: AwsRequest = {
  method: 'POST',
  path: '/',
  headers: {
    'x-amz-date': '20240101T000000Z',
    'authorization': 'AWS4-HMAC-SHA256 Credential=local/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
  },
  body: Buffer.alloc(0),
};

/** DynamoDB: dynalite, in memory, with the tables of the assembly, and the transactions that dynalite lacks. */
export class LocalDynamoDb implements AwsService {
  public static async start(tables: readonly TableDefinition[], now: () => Date): Promise<LocalDynamoDb> {
    const server = dynalite({ createTableMs: 0 });
    // Left to itself it lets any web page in that guesses the port.
    server.prependListener('request', ({ headers, socket }) => headers.origin !== undefined && socket.destroy());
    // A connection must not end just when a transaction uses it.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const dynamoDb = new LocalDynamoDb(server, now);
    try {
      for (const table of tables) await dynamoDb.createTable(createTableInput(table));
      return dynamoDb;
    } catch (error) {
      await dynamoDb.close();
      throw error;
    }
  }

  private readonly agent = new Agent({ keepAlive: true });
  private readonly keyNames = new Map<string, readonly string[]>();
  private readonly lock = new SharedLock();
  private readonly transactions: Transactions;

  private constructor(private readonly server: Server, now: () => Date) {
    this.transactions = new Transactions((tableName, attributes) => this.keyOf(tableName, attributes), now);
  }

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'TransactWriteItems') return this.lock.beside(async () => this.single(operation, request));
    const input = jsonBody(request);
    return this.lock.alone(async () => this.transactions.write(input, async (single, singleInput) => this.send(single, singleInput, request)));
  }

  public async close(): Promise<void> {
    // dynalite throws where nobody can catch it when its store is closed under a write.
    await this.lock.alone(async () => this.agent.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async single(operation: string, request: AwsRequest): Promise<AwsResponse> {
    const response = await this.forward(request);
    if (operation === 'CreateTable' && response.status === 200) this.learnKey(jsonBody(request));
    return response.status === 400 && request.body.includes('ReturnValuesOnConditionCheckFailure')
      ? this.addItem(response, jsonBody(request))
      : response;
  }

  private async forward({ method, path, headers, body }: AwsRequest): Promise<Answer> {
    const { 'transfer-encoding': _, ...kept } = headers;
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: (this.server.address() as AddressInfo).port,
      agent: this.agent,
      method,
      path,
      headers: { ...kept, 'connection': 'keep-alive', 'content-length': body.length },
    });
    outgoing.end(body);
    const [response] = await once(outgoing, 'response');
    // What it says of its connection is not for the caller's.
    const { connection, 'keep-alive': keepAlive, ...answered } = response.headers;
    return { status: response.statusCode, headers: answered, body: await buffer(response) };
  }

  /** What dynalite lacks: a conditional write that fails gives the item back, if asked. */
  private async addItem(response: Answer, input: JsonObject): Promise<AwsResponse> {
    const error = JSON.parse(response.body.toString('utf8'));
    if (!String(error.__type).endsWith('#ConditionalCheckFailedException') || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return response;
    const key = this.keyOf(String(input.TableName), asObject(input.Key ?? input.Item));
    const { body: { Item } } = await this.send('GetItem', { TableName: input.TableName, Key: key, ConsistentRead: true });
    return json({ ...error, Item }, 400);
  }

  private async createTable(input: JsonObject): Promise<void> {
    const { status, body } = await this.send('CreateTable', input);
    if (status !== 200) throw new Error(`CreateTable of table ${String(input.TableName)}: ${JSON.stringify(body)}`);
    this.learnKey(input);
  }

  private learnKey({ TableName, KeySchema }: JsonObject): void {
    this.keyNames.set(String(TableName), (KeySchema as unknown[]).map((element) => String(asObject(element).AttributeName)));
  }

  private keyOf(tableName: string, attributes: JsonObject): JsonObject | undefined {
    const names = this.keyNames.get(tableName);
    return names && Object.fromEntries(names.map((name) => [name, attributes[name]]));
  }

  /** Sends an operation of our own, in the name of `request`. */
  private async send(operation: string, input: JsonObject, request = OWN_REQUEST): Promise<{ status: number; body: JsonObject }> {
    const headers = { ...request.headers, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const { status, body } = await this.forward({ ...request, headers, body: Buffer.from(JSON.stringify(input)) });
    return { status, body: asObject(JSON.parse(body.toString('utf8'))) };
  }
}

function createTableInput({ name, properties }: TableDefinition): JsonObject {
  const index = ({ IndexName, KeySchema, Projection }: JsonObject) => ({ IndexName, KeySchema, Projection: Projection ?? { ProjectionType: 'ALL' } });
  const indexes = (value: unknown) => Array.isArray(value) && value.length > 0 ? value.map((item) => index(asObject(item))) : undefined;
  return {
    TableName: name,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    // Capacity is never scarce here, whatever the table pays.
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
  };
}
