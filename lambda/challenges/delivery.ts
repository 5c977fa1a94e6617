import type { Round } from './round';
import type { FlowChallengeBase } from '../../src/private/flow';
import { wasRefused } from '../aws/answer';
import { AwsError } from '../aws/errors';
import { describeError } from '../log';
import { timed, waitAsLong } from '../senders/duration';

/** Lets a message leave. What goes wrong with it does not show; true if it has certainly not been sent. */
export async function failsToLeave({ name }: FlowChallengeBase, { silent, deadline, log }: Round, send: () => Promise<void>): Promise<boolean> {
  if (silent) {
    await waitAsLong(deadline);
    return false;
  }
  try {
    await timed(send());
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
