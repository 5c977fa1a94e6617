/** A failed call. Carries nothing that was sent or received, so that it may be logged. */
export class AwsError extends Error {
  readonly name = 'AwsError';

  constructor(
    /**
     * The service's error type (`ConditionalCheckFailedException`), or our own: `Timeout`, `Network`, `Malformed` (an answer that makes no sense),
     * `FunctionError` (an invoked function threw), `NoRegion`, `NoCredentials`, `BadEndpoint`.
     */
    readonly code: string,
    /** HTTP status; 0 if there was no answer. */
    readonly status = 0,
    readonly requestId?: string,
  ) {
    super(`AWS call failed: ${code}${status ? ` (HTTP ${status})` : ''}`);
  }
}
