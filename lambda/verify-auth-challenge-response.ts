import type { Context } from 'aws-lambda';
import { verifyAnswer } from './challenges/verify';
import type { VerifyEvent } from './events';
import { loadFlow } from './flow/document';
import { startInvocation } from './invocation';
import { describeError } from './log';
import { warmUpVerify } from './warm-up';

const flow = loadFlow();

/** The bundle waits for it while it loads. */
export const ready = warmUpVerify(flow);

export async function handler(event: VerifyEvent, context?: Context): Promise<VerifyEvent> {
  const invocation = startInvocation(event, context);
  let answerCorrect = false;
  try {
    answerCorrect = await verifyAnswer(flow, event, invocation);
  } catch (error) {
    invocation.log('ERROR', 'VERIFY_FAILED', describeError(error));
  }
  event.response = { answerCorrect };
  return event;
}
