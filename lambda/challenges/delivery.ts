import type { Round } from './round';
import type { FlowChallenge } from '../../src/private/flow';
import { describeError } from '../log';
import { timed, waitAsLong } from '../senders/duration';

/** Lets the message of a new challenge leave, made from its MAC. What goes wrong with it does not show; true if it may not have left. */
export async function deliver(
  challenge: FlowChallenge, { silent, newMac, deadline, log }: Round, send: (mac: Buffer) => Promise<void>,
): Promise<boolean> {
  if (silent) {
    await waitAsLong(challenge, deadline);
  } else if (newMac) {
    try {
      await timed(challenge, send(newMac));
    } catch (error) {
      log('ERROR', 'MESSAGE_FAILED', { challenge: challenge.name, ...describeError(error) });
      return true;
    }
  }
  return false;
}
