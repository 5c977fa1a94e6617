import { startDeadline } from './aws/deadline';
import { verifyAnswer } from './challenges/verify';
import type { VerifyEvent } from './events';
import { loadFlow } from './flow/document';
import { describeError, logError } from './log';
import { warmUpVerify } from './warm-up';

const flow = loadFlow();

/** The bundle waits for it while it loads. */
export const ready = warmUpVerify(flow);

export async function handler(event: VerifyEvent): Promise<VerifyEvent> {
  let answerCorrect = false;
  try {
    answerCorrect = await verifyAnswer(flow, event, Date.now(), startDeadline());
  } catch (error) {
    logError('the answer could not be verified', describeError(error));
  }
  event.response = { answerCorrect };
  return event;
}
