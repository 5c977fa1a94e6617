import type { IncomingMessage } from 'node:http';

type Headers = Readonly<Record<string, string>>;

const EXPOSED = 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date';

/** Any page may use the API, as with the service. */
export function allowCors(request: IncomingMessage): Headers {
  if (request.headers.origin === undefined) return {};
  return { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED };
}

export function preflight(request: IncomingMessage): Headers {
  return {
    ...allowCors(request),
    'access-control-allow-methods': 'POST, GET, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '172800',
  };
}
