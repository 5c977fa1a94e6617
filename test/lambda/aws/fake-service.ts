import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { RequestSigner } from 'aws4';
import type { Credentials, Signable } from '../../../lambda/aws/signature';
import { agents } from '../../../lambda/http/connections';

/** Self-signed for localhost, made for these tests. */
export const CERT = readFileSync(join(__dirname, 'fixtures/localhost.cert.pem'));
const KEY = readFileSync(join(__dirname, 'fixtures/localhost.key.pem'));

export interface Seen {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What the service does with one request that it has read; nothing at all is a choice too. */
export type Reaction = (response: http.ServerResponse, socket: Socket, seen: Seen) => void;

export interface FakeService {
  readonly url: string;
  readonly seen: Seen[];
  /** Every TCP connection ever accepted. */
  readonly connections: Socket[];
  /** Resolves once that many have been; the client may know of its connection earlier than we do. */
  accepted(count: number): Promise<void>;
  /** Reactions to the next requests, one each; the last one stays. */
  react(...reactions: Reaction[]): void;
  close(): Promise<void>;
}

/** A server on loopback that does what a test tells it to, down to the bytes. */
export async function startFakeService({ tls = false } = {}): Promise<FakeService> {
  let queue: Reaction[] = [json(200, {})];
  const seen: Seen[] = [];
  const connections: Socket[] = [];
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const arrived = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(arrived);
      const wire = connections.find(({ remotePort }) => remotePort === request.socket.remotePort)!;
      (queue.length > 1 ? queue.shift()! : queue[0])(response, wire, arrived);
    });
  };
  // A keep-alive timeout of our own would close connections behind the tests' backs.
  const options = { keepAliveTimeout: 0 };
  const server = tls ? https.createServer({ key: KEY, cert: CERT, ...options }, listener) : http.createServer(options, listener);
  // The other side may hang up in the middle of anything.
  server.on('connection', (socket: Socket) => void connections.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`,
    seen,
    connections,
    accepted: async (count) => {
      while (connections.length < count) await once(server, 'connection');
    },
    react: (...reactions) => {
      queue = reactions;
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

export function json(status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): Reaction {
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function raw(status: number, body: string | Buffer): Reaction {
  return (response) => response.writeHead(status).end(body);
}

export const hang: Reaction = () => undefined;

/** Hangs up as a crashed or overloaded host does: with a reset. */
export const reset: Reaction = (_response, socket) => socket.resetAndDestroy();

/** The environment of a function in eu-west-1 whose services are all at this address; undone after each test. */
export function useEnvironment(url: () => string): void {
  const before = process.env;
  beforeEach(() => {
    process.env = {
      ...before,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEXAMPLE',
      AWS_ENDPOINT_URL: url(),
      CUSTOM_AUTH_TABLE_NAME: 'users',
      CUSTOM_AUTH_KEY_ID: 'key-1',
    };
  });
  afterEach(() => {
    process.env = before;
    for (const agent of Object.values(agents)) agent.destroy();
  });
}

/** Whether the request carries the signature that aws4 computes for what arrived. */
export function isSigned({ path, headers, body }: Seen, service: string, region = 'eu-west-1'): boolean {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1].split(';') ?? [];
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
  return ['host', 'x-amz-date', 'x-amz-security-token', 'content-type'].every((name) => names.includes(name))
    && aws4({ service, region, path, body, headers: signed }, { accessKeyId, secretAccessKey }) === headers.authorization;
}

/** The `Authorization` header that aws4 makes for a POST with exactly these headers. */
export function aws4(request: Signable, credentials: Credentials): string {
  const signer = new RequestSigner({ ...request, method: 'POST', doNotModifyHeaders: true }, credentials);
  signer.datetime = request.headers['x-amz-date'];
  return String(signer.sign().headers!.Authorization);
}
