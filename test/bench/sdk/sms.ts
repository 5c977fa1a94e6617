/** The sequence that is measured sends no SMS, so the SDK's side need not carry clients for it. */
export async function publishSms(): Promise<never> {
  throw new Error('not measured');
}

export const sendTextMessage = publishSms;
