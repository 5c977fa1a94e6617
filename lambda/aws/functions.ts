import type { Deadline } from './deadline';
import { regionOf } from './endpoints';
import { AwsError, call } from './request';

/** Invokes a function once and gives what it returned. */
export async function invokeFunction(arn: string, payload: unknown, deadline: Deadline): Promise<unknown> {
  const { body, headers, status, requestId } = await call({
    service: 'lambda',
    // A function answers only in its own region.
    region: regionOf(arn),
    path: `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: payload,
    repeatable: false,
  }, deadline);
  // What it threw stays out: it may hold anything.
  if (headers['x-amz-function-error']) throw new AwsError('FunctionError', status, requestId);
  return body;
}
