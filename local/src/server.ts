import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CognitoService } from './cognito/service';
import { allowCors, preflight } from './cors';
import { LocalCognitoError } from './errors';
import type { Inspection } from './inspection';
import { readBody, TooLargeError } from './request-body';

const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';
const JSON_1_1 = 'application/x-amz-json-1.1';

export interface ServerOptions {
  readonly service: CognitoService;
  readonly inspection: Inspection;
  readonly host: string;
  readonly port: number;
}

/** The HTTP face: Cognito's API on `POST /`, keys for token verifiers, and the pages of a developer. */
export class CognitoServer {
  private readonly server: Server;

  constructor(private readonly options: ServerOptions) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Starts to listen; returns the URL. */
  public async listen(): Promise<string> {
    const { host, port } = this.options;
    this.server.listen(port, host);
    try {
      await once(this.server, 'listening');
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'it is in use, choose another with --port' : (error as Error).message;
      throw new LocalCognitoError(`cannot listen on port ${port} of ${host}: ${reason}`);
    }
    const { port: bound } = this.server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  }

  public async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [pathname, query] = (request.url ?? '/').split('?');
      if (request.method === 'OPTIONS') return void response.writeHead(200, preflight(request)).end();
      if (request.method === 'POST' && pathname === '/') return await this.serveApi(request, response);
      const key = this.publishedKeys(pathname);
      if (request.method === 'GET' && key) return sendJson(response, 200, key, allowCors(request));
      this.options.inspection.serve(request, response, pathname, new URLSearchParams(query));
    } catch (error) {
      if (error instanceof TooLargeError && !response.headersSent) return sendJson(response, 413, { message: error.message }, { connection: 'close' });
      // The caller went away.
      request.destroy();
    }
  }

  private async serveApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
    const outcome = await this.options.service.handle(operation, await readBody(request));
    const headers = { ...allowCors(request), 'content-type': JSON_1_1, 'x-amzn-requestid': outcome.requestId };
    if ('answer' in outcome) return sendJson(response, 200, outcome.answer, headers);
    const { type, message } = outcome.error;
    sendJson(response, outcome.status, { __type: type, message }, {
      ...headers,
      'x-amzn-errortype': `${type}:`,
      // A function's error text may hold what a header may not.
      'x-amzn-errormessage': message.replace(/[^\x20-\x7e]/g, ' '),
    });
  }

  private publishedKeys(pathname: string): object | undefined {
    const [, poolId, folder, file, ...more] = pathname.split('/');
    const pool = this.options.service.pools.find((candidate) => candidate.id === poolId);
    if (!pool || folder !== '.well-known' || more.length > 0) return undefined;
    if (file === 'jwks.json') return pool.tokens.key.jwks();
    if (file !== 'openid-configuration') return undefined;
    const { issuer } = pool.tokens;
    return {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
  }
}

export function sendJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(JSON.stringify(body));
}
