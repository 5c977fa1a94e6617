import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outbox } from './aws/outbox';
import { overview, type LocalPool } from './local-pool';
import type { TraceEntry } from './model';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

export interface InspectionOptions {
  readonly outbox: Outbox;
  readonly trace: readonly TraceEntry[];
  readonly pools: readonly LocalPool[];
}

/**
 * What a developer sees over HTTP: overview, messages, trace. Codes are in there, so unlike the API it is not for web pages:
 * no CORS, and only under a loopback name, whatever a name server may say.
 */
export class Inspection {
  constructor(private readonly options: InspectionOptions) {}

  public serve(request: IncomingMessage, response: ServerResponse, pathname: string, query: URLSearchParams): void {
    const { outbox, trace, pools } = this.options;
    const { host = '' } = request.headers;
    if (!LOOPBACK.test(host)) return send(response, 403, { message: 'only under a loopback name, for instance localhost' });
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
        return send(response, 200, overview(`http://${host}`, pools));
      case 'GET /outbox':
        return send(response, 200, messagesTo(outbox, query.get('to')));
      case 'DELETE /outbox':
        outbox.clear();
        return send(response, 200, []);
      case 'GET /trace':
        return send(response, 200, trace);
      default:
        return send(response, 404, { message: `nothing at ${request.method} ${pathname}, GET / lists what there is` });
    }
  }
}

/** A plus sign in a URL stands for a space unless it is written as %2B, which nobody thinks of. */
function messagesTo(outbox: Outbox, to: string | null): object {
  const wanted = to?.trim().toLowerCase() ?? '';
  return outbox.list().filter((message) => message.to.some((address) => address.toLowerCase().includes(wanted)));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(`${JSON.stringify(body, null, 2)}\n`);
}
