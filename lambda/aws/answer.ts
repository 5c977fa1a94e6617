import { AwsError } from './errors';
import type { Failure, Reply } from '../http/send';
import { parseJson } from '../json';

/** What a service said. */
export interface Answer {
  /** The error type, if it is the one that the caller expects. */
  readonly code?: string;
  readonly status: number;
  readonly requestId?: string;
  readonly headers: Reply['headers'];
  /** Parsed JSON; of XML nothing but the error type. */
  readonly body: any;
}

const THROTTLED = /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded|InProgress/;

/** A success or the expected error is an answer, all else an error. `parse` gives undefined for what makes no sense. */
export function judge(outcome: Reply | Failure, expected?: string, parse = parseJson): Answer | AwsError {
  if ('failure' in outcome) return new AwsError(outcome.failure);

  const { status, headers } = outcome;
  const requestId = headers['x-amzn-requestid']?.toString();
  const body = parse(outcome.body);
  if (status < 300) {
    return body === undefined ? new AwsError('Malformed', status, requestId) : { status, requestId, headers, body };
  }
  // The type may follow a namespace and precede an address.
  const type = String(headers['x-amzn-errortype'] ?? body?.__type ?? body?.code ?? '');
  const code = /^(?:.*#)?(\w{1,80})(?::|$)/.exec(type)?.[1] ?? 'Unknown';
  return code === expected ? { code, status, requestId, headers, body } : new AwsError(code, status, requestId);
}

/** The service did not take the request, and may take it a moment later. */
export function wasRefused(status: number, code: string): boolean {
  return status === 429 || status === 503 || THROTTLED.test(code);
}

/** The answer to a form: whoever sends one wants to know no more than whether it went well. */
export function parseXml(text: string): any {
  return /^\s*<[^]*Response>\s*$/.test(text) ? { code: /<Code>([^<]*)<\/Code>/.exec(text)?.[1] } : undefined;
}
