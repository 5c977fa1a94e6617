import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What SES took, by the clock of the simulation. */
export interface Mail {
  readonly at: number;
  readonly to: string;
  readonly text: string;
}

interface Item {
  readonly pk: { readonly S: string };
  readonly version: { readonly N: string };
  readonly expiresAt: { readonly N: string };
}

type Answer = readonly [status: number, body: object];

/**
 * DynamoDB, KMS and SES as far as the handlers use them, in memory: the local server with dynalite would take three times as long.
 * What it does not know it refuses, and an item is gone the moment DynamoDB may remove it, which is the worst for who relies on it.
 */
export class StandIn {
  public static async start(seed: string): Promise<StandIn> {
    const standIn = new StandIn(seed);
    standIn.server.listen(0, '127.0.0.1');
    await once(standIn.server, 'listening');
    return standIn;
  }

  public mails: Mail[] = [];
  private items = new Map<string, Item>();

  private readonly server = createServer((request, response) => {
    void this.answer(request).catch((error: unknown): Answer => [500, { __type: 'InternalFailure', message: String(error) }]).then(([status, body]) => {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });

  private constructor(private readonly seed: string) {}

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public clear(): void {
    this.mails = [];
    this.items = new Map();
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  public deliver(to: string, text: string): void {
    this.mails.push({ at: Date.now(), to, text });
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const input: any = await json(request);
    switch (request.headers['x-amz-target'] ?? request.url) {
      case 'DynamoDB_20120810.BatchGetItem': return [200, this.batchGet(input)];
      case 'DynamoDB_20120810.TransactWriteItems': return this.transactWrite(input);
      case 'TrentService.GenerateMac': return [200, { Mac: createHmac('sha256', this.seed).update(input.Message, 'base64').digest('base64') }];
      case '/v2/email/outbound-emails':
        for (const to of input.Destination.ToAddresses) this.deliver(to, input.Content.Simple.Body.Text.Data);
        return [200, { MessageId: String(this.mails.length) }];
      default: return [400, { __type: 'UnknownOperationException' }];
    }
  }

  private batchGet({ RequestItems }: { RequestItems: Record<string, { Keys: { pk: { S: string } }[] }> }): object {
    const found = Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys.flatMap(({ pk }) => this.find(pk.S) ?? [])]);
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  }

  private transactWrite({ TransactItems }: { TransactItems: { Put: Put }[] }): Answer {
    if (!TransactItems.every(({ Put: put }) => this.mayPut(put))) return [400, { __type: 'TransactionCanceledException' }];
    for (const { Put: { Item: item } } of TransactItems) this.items.set(item.pk.S, item);
    return [200, {}];
  }

  private mayPut({ Item: { pk }, ConditionExpression: condition, ExpressionAttributeValues: values }: Put): boolean {
    const stored = this.find(pk.S);
    switch (condition) {
      case 'attribute_not_exists(pk)': return stored === undefined;
      case '#version = :version': return stored?.version.N === values![':version'].N;
      default: throw new Error(`the stand-in does not know the condition ${condition}`);
    }
  }

  private find(key: string): Item | undefined {
    const item = this.items.get(key);
    return item && Number(item.expiresAt.N) * 1000 > Date.now() ? item : undefined;
  }
}

interface Put {
  readonly Item: Item;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly N: string }>>;
}
