import { startDeadline } from './aws/deadline';
import { issueChallenge } from './challenges/issue';
import type { CreateEvent } from './events';
import { loadFlow } from './flow/document';
import { describeError, logError } from './log';
import { warmUpCreate } from './warm-up';

const flow = loadFlow();

/** The bundle waits for it while it loads. */
export const ready = warmUpCreate(flow);

export async function handler(event: CreateEvent): Promise<CreateEvent> {
  try {
    event.response = await issueChallenge(flow, event, Date.now(), startDeadline());
    return event;
  } catch (error) {
    logError('no challenge could be issued', describeError(error));
    // Cognito shows this text to the user.
    throw new Error('Sign-in is not available right now');
  }
}
