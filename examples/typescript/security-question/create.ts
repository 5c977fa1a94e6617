import type { CustomCreateEvent, CustomCreateResult } from 'cognito-custom-auth-local';

/** Asks everybody the same: a question of one's own would tell which names exist. */
export async function handler(_: CustomCreateEvent): Promise<CustomCreateResult> {
  return { publicParameters: { question: 'What was the name of your first pet?' } };
}
