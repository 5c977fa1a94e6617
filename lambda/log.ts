/** The only fields that may be logged: none can hold a code, an address, a name or an answer. */
export interface LogFields {
  readonly challenge?: string;
  /** Error type of a service, or the class of an error; never its text. */
  readonly error?: string;
  readonly awsRequestId?: string;
}

export function logError(message: string, fields: LogFields): void {
  console.error(JSON.stringify({ level: 'ERROR', message, ...fields }));
}

/** What may be told of a failure. */
export function describeError(error: unknown): LogFields {
  const { code, name, requestId } = (error ?? {}) as { code?: unknown; name?: unknown; requestId?: unknown };
  return {
    error: typeof code === 'string' ? code : String(name),
    ...(typeof requestId === 'string' && { awsRequestId: requestId }),
  };
}
