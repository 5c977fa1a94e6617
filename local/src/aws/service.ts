/** A request to a local AWS endpoint. */
export interface AwsRequest {
  readonly method: string;
  /** With the query, still encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string | Buffer;
}

/** One local AWS service. */
export interface AwsService {
  handle(operation: string, request: AwsRequest): Promise<AwsResponse>;
}

/** An error as the service would answer it, whatever its protocol. */
export class AwsError extends Error {
  constructor(public readonly code: string, message: string, public readonly status = 400) {
    super(message);
  }
}

export function unknownOperation(service: string, operation: string): AwsError {
  return new AwsError('UnknownOperationException', `the local endpoints do not have ${service} ${operation}`, 400);
}

/** The body as a JSON object. */
export function jsonBody(request: AwsRequest): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8') || '{}');
  } catch {
    throw new AwsError('SerializationException', 'the request body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsError('SerializationException', 'the request body is not a JSON object');
  }
  return value as Record<string, unknown>;
}

export function json(body: unknown, status = 200): AwsResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
