import type { CustomVerifyEvent, CustomVerifyResult } from 'cognito-custom-auth-local';
import { isAnswer } from './answer';

export async function handler({ answer, userAttributes }: CustomVerifyEvent): Promise<CustomVerifyResult> {
  return { answerCorrect: await isAnswer(answer, userAttributes['custom:answer_hash']) };
}
