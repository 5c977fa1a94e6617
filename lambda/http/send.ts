import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { agentFor, wasWaiting } from './connections';
import type { Origin } from './origin';

/** No answer that we wait for comes near this; more is somebody's mistake or attack. */
const MAX_BODY = 128 * 1024;

/** What some servers say before they hang up on a waiting connection: it is no answer to the request that comes then, which they have not read. */
const WAITED_IN_VAIN = 408;

export interface Message {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Patience {
  /** Milliseconds for the connection to open. */
  readonly connect: number;
  /** Milliseconds for the whole exchange. */
  readonly total: number;
}

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Why there is no answer. */
export interface Failure {
  readonly failure: 'Timeout' | 'Network' | 'Malformed';
  /** The request may have reached the service. */
  readonly sent: boolean;
  /** It went over a connection that was open before, and may have been dead. */
  readonly kept: boolean;
}

/** Posts once; never rejects. */
export function send(to: Origin, { path, headers, body }: Message, patience: Patience): Promise<Reply | Failure> {
  return new Promise((resolve) => {
    const request = (to.secure ? requestHttps : requestHttp)({
      agent: agentFor(to),
      host: to.hostname,
      port: to.port,
      method: 'POST',
      path,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    let sent = false;
    let kept = false;

    const connectTimer = setTimeout(() => fail('Timeout'), Math.min(patience.connect, patience.total));
    const timer = setTimeout(() => fail('Timeout'), patience.total);
    const finish = (outcome: Reply | Failure) => {
      clearTimeout(connectTimer);
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (failure: Failure['failure']) => {
      finish({ failure, sent, kept });
      request.destroy();
    };
    const opened = () => {
      clearTimeout(connectTimer);
      sent = true;
    };

    request.once('socket', (socket) => {
      kept = wasWaiting(socket);
      if (kept) opened();
      else socket.once(to.secure ? 'secureConnect' : 'connect', opened);
    });
    request.on('error', () => fail('Network'));
    request.once('response', (response) => {
      if (kept && response.statusCode === WAITED_IN_VAIN) {
        sent = false;
        return fail('Network');
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY) fail('Malformed');
        else chunks.push(chunk);
      });
      response.once('end', () => finish({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', () => fail('Network'));
    });
    request.end(body);
  });
}
