import { randomUUID } from 'node:crypto';
import type { FunctionRunner, OutboxMail, OutboxSms } from '../model';
import type { Clock } from './sessions';
import type { Interceptor } from './triggers';

/** A message that Cognito itself sends: a code for sign-up or an invitation. */
export type CognitoMessage = Omit<OutboxMail, 'id' | 'sentAt'> | Omit<OutboxSms, 'id' | 'sentAt'>;

/** What the emulated service stands on. */
export interface Environment {
  readonly clock: Clock;
  readonly runner: FunctionRunner;
  /** How long Cognito waits for a trigger. */
  readonly lambdaTimeoutMs: number;
  readonly intercept?: Interceptor;
  send(message: CognitoMessage): void;
  trace(type: string, detail: Readonly<Record<string, unknown>>): void;
}

/** One request of a client; what happens in it is traced under its id. */
export interface Call {
  readonly requestId: string;
  trace(type: string, detail: Readonly<Record<string, unknown>>): void;
}

export function newCall(environment: Environment): Call {
  const requestId = randomUUID();
  return { requestId, trace: (type, detail) => environment.trace(type, { requestId, ...detail }) };
}
