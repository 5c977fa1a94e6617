import type { Round, RoundParameters } from './round';
import type { FlowChallenge } from '../../src/private/flow';
import { wasRefused } from '../aws/answer';
import { AwsError } from '../aws/errors';
import { Fault } from '../fault';
import { describeError } from '../log';
import { timed, waitAsLong } from '../senders/duration';

/** Lets the message of a new challenge leave. What goes wrong with it does not show. */
export async function deliver(challenge: FlowChallenge, { silent, deadline, log }: Round, send: () => Promise<void>): Promise<RoundParameters['failure']> {
  if (silent) {
    await waitAsLong(challenge, deadline);
    return undefined;
  }
  try {
    await timed(challenge, send());
    return undefined;
  } catch (error) {
    log('ERROR', 'MESSAGE_FAILED', { challenge: challenge.name, ...describeError(error) });
    return isUnsent(error) ? 'UNSENT' : 'UNKNOWN';
  }
}

/** Certainly not sent, for a reason that nobody's address can be: what a service has against one of them must not show. */
function isUnsent(error: unknown): boolean {
  if (error instanceof Fault) return !error.ambiguous;
  return !(error instanceof AwsError) || (!error.ambiguous && (error.status === 0 || wasRefused(error.status, error.code)));
}
