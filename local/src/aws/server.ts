import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, RequestedOperation, signingKey } from './identify';
import { AwsError, AwsRequest, AwsResponse, AwsService, unknownOperation } from './service';

/** A call that a function made. */
export interface AwsCall extends RequestedOperation {
  readonly at: string;
  /** Name of the function that called, if it was one. */
  readonly caller?: string;
}

/** What goes wrong with a call; for tests of what functions do then. */
export interface Fault {
  /** Waits so long. */
  readonly delayMs?: number;
  /** Answers so, instead of the service. */
  readonly status?: number;
  readonly body?: string;
  /** Closes the connection without an answer. */
  readonly destroySocket?: boolean;
  /** Lets the service carry the call out before all this, so that only its answer is late, another one or lost. */
  readonly carryOut?: boolean;
}

export type Intercept = (service: string, operation: string, request: AwsRequest) => Fault | undefined;

export interface AwsServerOptions {
  readonly services: Readonly<Record<string, AwsService>>;
  readonly intercept?: Intercept;
  onCall(call: RequestedOperation & { accessKeyId?: string }): void;
}

/** One HTTP server on the loopback interface for all local AWS services. */
export class AwsServer {
  private readonly server: Server;
  private readonly closing = new AbortController();

  constructor(private readonly options: AwsServerOptions) {
    // Any number of calls may be slow at once.
    setMaxListeners(0, this.closing.signal);
    // Functions open connections ahead of need, which may then wait for minutes.
    this.server = createServer({ headersTimeout: 0, requestTimeout: 0 }, (incoming, outgoing) => void this.serve(incoming, outgoing));
  }

  /** Starts to listen; returns the URL. */
  public async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.closing.abort();
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const { method = '', url = '', headers } = incoming;
      const request = { method, path: url, headers, body: await buffer(incoming) };
      const response = await this.answer(request);
      if (!response) return void incoming.socket.destroy();
      outgoing.writeHead(response.status, { 'x-amzn-requestid': randomUUID(), ...response.headers });
      outgoing.end(response.body);
    } catch {
      // The caller went away, or this server is closing.
      incoming.socket.destroy();
    }
  }

  /** Undefined: no answer, the connection breaks. */
  private async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    const { service, operation } = identify(request);
    // Functions send no origin; a web page that guessed the port does.
    if (request.headers.origin !== undefined) return { status: 403 };
    this.options.onCall({ service, operation, accessKeyId: signingKey(request) });
    const fault = this.options.intercept?.(service, operation, request);
    const carriedOut = fault?.carryOut ? await this.carryOut(service, operation, request) : undefined;
    if (fault?.delayMs) await delay(fault.delayMs, undefined, { signal: this.closing.signal });
    if (fault?.destroySocket) return undefined;
    if (fault?.status !== undefined) return { status: fault.status, body: fault.body };
    return carriedOut ?? this.carryOut(service, operation, request);
  }

  private async carryOut(service: string, operation: string, request: AwsRequest): Promise<AwsResponse> {
    try {
      if (!Object.hasOwn(this.options.services, service)) throw unknownOperation(service, operation);
      return await this.options.services[service].handle(operation, request);
    } catch (error) {
      return errorResponse(request, error);
    }
  }
}

/** The three shapes of an error: form protocol, JSON with a type in the body, REST with a type in the header; SDKs look where theirs is. */
function errorResponse(request: AwsRequest, error: unknown): AwsResponse {
  const { code, message, status } = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
  if (String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return { status, headers: { 'content-type': 'text/xml' }, body: errorXml(code, message) };
  }
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

function errorXml(code: string, message: string): string {
  const escaped = message.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error></ErrorResponse>`;
}
