import { AwsError } from './aws/errors';
import { Fault } from './fault';

/** What may be told: no text of a person or a service, only words of this list. */
export type LogEvent =
  | 'CREATE_FAILED'
  | 'VERIFY_FAILED'
  | 'MESSAGE_SENT'
  | 'MESSAGE_WITHHELD'
  | 'MESSAGE_FAILED'
  | 'ANSWER_CORRECT'
  | 'ANSWER_WRONG'
  | 'ANSWER_LOCKED'
  | 'ANSWER_DEAD'
  | 'CAPTCHA_REFUSED'
  | 'CAPTCHA_UNAVAILABLE'
  | 'POOL_SENDS_NEAR_BUDGET'
  | 'POOL_FAILURES_NEAR_BUDGET';

/** The only fields that may be logged: none can hold a code, an address, a name or an answer. */
export interface LogFields {
  readonly challenge?: string;
  /** Error type of a service, or the class of an error; never its text. */
  readonly error?: string;
  /** Of the failed call to a service. */
  readonly awsRequestId?: string;
}

export type Level = 'INFO' | 'WARN' | 'ERROR';

export type Log = (level: Level, event: LogEvent, fields?: LogFields) => void;

/** @param user pseudonym of the person whose sign-in it is */
export function newLog(requestId: string | undefined, user: string | undefined): Log {
  // Not by the console, which Lambda puts other text in front of; field by field, whatever else an object may hold.
  return (level, event, { challenge, error, awsRequestId } = {}) =>
    void process.stdout.write(`${JSON.stringify({ level, event, requestId, user, challenge, error, awsRequestId })}\n`);
}

/** What may be told of a failure: of our own errors their code, of any other its class. */
export function describeError(error: unknown): LogFields {
  if (error instanceof AwsError) return { error: error.code, awsRequestId: error.requestId };
  if (error instanceof Fault) return { error: error.code };
  return { error: error instanceof Error ? error.constructor.name : typeof error };
}
