import type { Context } from 'aws-lambda';
import { issueChallenge } from './challenges/issue';
import type { CreateEvent } from './events';
import { loadFlow } from './flow/document';
import { startInvocation } from './invocation';
import { describeError } from './log';
import { warmUpCreate } from './warm-up';

const flow = loadFlow();

/** The bundle waits for it while it loads. */
export const ready = warmUpCreate(flow);

export async function handler(event: CreateEvent, context?: Context): Promise<CreateEvent> {
  const invocation = startInvocation(event, context);
  try {
    event.response = await issueChallenge(flow, event, invocation);
    return event;
  } catch (error) {
    invocation.log('ERROR', 'CREATE_FAILED', describeError(error));
    // Cognito shows this text to the user.
    throw new Error('Sign-in is not available right now');
  }
}
