// A process that plays DynamoDB, KMS and SES over TLS on loopback. Controlled by messages of its parent.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';

/** Table with nothing in it; with the items written last, kept from now on; with the kept items. */
export type Command = 'empty' | 'keep' | 'full';

export interface Ports {
  readonly dynamodb: number;
  readonly kms: number;
  readonly ses: number;
}

type Item = Record<string, { S?: string; N?: string }>;

/** What reads find and writes do not change, so that each measured call meets the same state. */
let stored: Item[] = [];
let kept: Item[] = [];
let written: Item[] = [];
let mail: unknown;

const operations: Record<string, (input: any) => object> = {
  'DynamoDB_20120810.BatchGetItem': ({ RequestItems }) => {
    const [[table, { Keys }]] = Object.entries<any>(RequestItems);
    return { Responses: { [table]: stored.filter(({ pk }) => Keys.some((key: Item) => key.pk.S === pk.S)) }, UnprocessedKeys: {} };
  },
  'DynamoDB_20120810.TransactWriteItems': ({ TransactItems }) => {
    written = TransactItems.map(({ Put }: any) => Put.Item);
    return {};
  },
  'TrentService.GenerateMac': ({ KeyId, Message }) => ({
    KeyId,
    MacAlgorithm: 'HMAC_SHA_256',
    Mac: createHmac('sha256', 'benchmark').update(Message, 'base64').digest('base64'),
  }),
  'POST /v2/email/outbound-emails': (input) => {
    mail = input;
    return { MessageId: 'benchmark' };
  },
};

const [keyFile, certFile] = process.argv.slice(2);
const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile), keepAliveTimeout: 60_000 };

/** Each service is a host of its own, as on AWS. */
async function listen(): Promise<number> {
  const server = https.createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = operations[request.headers['x-amz-target']?.toString() ?? `${request.method} ${request.url}`];
      const body = JSON.stringify(operation(JSON.parse(Buffer.concat(chunks).toString())));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

process.on('message', (command: Command) => {
  if (command === 'keep') kept = written;
  stored = command === 'empty' ? [] : kept;
  process.send!(mail ?? {});
});
process.on('disconnect', () => process.exit());
void Promise.all([listen(), listen(), listen()]).then(([dynamodb, kms, ses]) => process.send!({ dynamodb, kms, ses } satisfies Ports));
