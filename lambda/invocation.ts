import type { Context } from 'aws-lambda';
import { type Deadline, startDeadline } from './aws/deadline';
import { type CreateEvent, type SignIn, signInOf, type VerifyEvent } from './events';
import { type Log, newLog } from './log';
import { loadPseudonymKey, pseudonym } from './pseudonym';

/** One run of a trigger. */
export interface Invocation {
  readonly signIn: SignIn;
  /** When it began, in epoch milliseconds. */
  readonly now: number;
  readonly deadline: Deadline;
  readonly log: Log;
}

export function startInvocation(event: CreateEvent | VerifyEvent, context: Pick<Context, 'awsRequestId'> | undefined): Invocation {
  const signIn = signInOf(event);
  const deadline = startDeadline();
  // Only where it did not come while the function initialised; nothing but the log waits for it.
  void loadPseudonymKey(deadline).catch(() => undefined);
  const log: Log = (...line) => newLog(context?.awsRequestId, pseudonym(signIn))(...line);
  return { signIn, now: Date.now(), deadline, log };
}
