import type { FlowChallengeBase } from '../../src/private/flow';
import { wasRefused } from '../aws/answer';
import { AwsError } from '../aws/errors';
import { describeError, type Log } from '../log';

/** Lets a message leave. What goes wrong with it does not show; true if it has certainly not been sent. */
export async function failsToLeave({ name }: FlowChallengeBase, log: Log, send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return false;
  } catch (error) {
    log('ERROR', 'MESSAGE_FAILED', { challenge: name, ...describeError(error) });
    return isUnsent(error);
  }
}

/** Certainly not sent, for a reason that nobody's address can be: what a service has against one of them must not show. */
function isUnsent(error: unknown): boolean {
  return !(error instanceof AwsError) || (!error.ambiguous && (error.status === 0 || wasRefused(error.status, error.code)));
}
