import { once } from 'node:events';
import { Agent, request as httpRequest, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import dynalite from 'dynalite';
import { AwsRequest, AwsResponse, AwsService, json, jsonBody } from './service';
import { asObject, JsonObject } from '../assembly/json-file';
import { TableDefinition } from '../assembly/state-resources';

/** DynamoDB: dynalite, in memory, with the tables of the assembly. */
export class LocalDynamoDb implements AwsService {
  public static async start(tables: readonly TableDefinition[]): Promise<LocalDynamoDb> {
    const server = dynalite({ createTableMs: 0 });
    // Left to itself it lets any web page in that guesses the port.
    server.prependListener('request', ({ headers, socket }) => headers.origin !== undefined && socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const dynamoDb = new LocalDynamoDb(server, new Map(tables.map((table) => [table.name, keyNames(table)])));
    try {
      for (const table of tables) await dynamoDb.call('CreateTable', createTableInput(table));
      return dynamoDb;
    } catch (error) {
      await dynamoDb.close();
      throw error;
    }
  }

  private readonly agent = new Agent({ keepAlive: true });

  private constructor(private readonly server: Server, private readonly keyNamesOf: ReadonlyMap<string, readonly string[]>) {}

  public async handle(_operation: string, request: AwsRequest): Promise<AwsResponse> {
    const response = await this.forward(request);
    return response.status === 400 && request.body.includes('ReturnValuesOnConditionCheckFailure')
      ? this.addItem(response, jsonBody(request))
      : response;
  }

  public async close(): Promise<void> {
    this.agent.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async forward({ method, path, headers, body }: AwsRequest): Promise<AwsResponse & { body: Buffer }> {
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
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
  }

  /** What dynalite lacks: a conditional write that fails gives the item back, if asked. */
  private async addItem(response: AwsResponse & { body: Buffer }, input: JsonObject): Promise<AwsResponse> {
    const error = JSON.parse(response.body.toString('utf8'));
    if (!String(error.__type).endsWith('#ConditionalCheckFailedException') || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return response;
    const written = asObject(input.Item);
    const key = input.Key ?? Object.fromEntries((this.keyNamesOf.get(String(input.TableName)) ?? []).map((name) => [name, written[name]]));
    const { Item } = await this.call('GetItem', { TableName: input.TableName, Key: key, ConsistentRead: true });
    return json({ ...error, Item }, 400);
  }

  private async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const { status, body } = await this.forward({
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
    const text = body.toString('utf8');
    if (status !== 200) throw new Error(`${operation} of table ${String(input.TableName)}: ${text}`);
    return asObject(JSON.parse(text));
  }
}

function keyNames({ properties }: TableDefinition): string[] {
  return Array.isArray(properties.KeySchema) ? properties.KeySchema.map((element) => String(asObject(element).AttributeName)) : [];
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
