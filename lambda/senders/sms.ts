import { noSooner } from './duration';
import type { FlowSmsSender } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';
import { AwsError } from '../aws/errors';
import { invokeFunction } from '../aws/functions';
import { publishSms, sendTextMessage } from '../aws/sms';
import { resolveValue } from '../environment';

export interface Sms {
  /** Absent for somebody who may not receive it: the same calls are made, nobody is written to. */
  readonly recipient?: string;
  readonly text: string;
}

/** No country code begins with a zero, so nothing can ever be delivered to it. */
const NOBODY = '+00000000';

/** A number of the service's own simulator in the USA, for messages that are not sent. */
const SIMULATOR = '+14254147755';

export async function sendSms(sender: FlowSmsSender, { recipient, text }: Sms, deadline: Deadline): Promise<void> {
  if (sender.type === 'FUNCTION') {
    await invokeFunction(resolveValue(sender.function), {
      version: '1', destination: recipient ?? NOBODY, text, decoy: recipient === undefined,
    }, deadline);
    return;
  }
  try {
    await noSooner(sendByService(sender, recipient, text, deadline), deadline);
  } catch (error) {
    // Messages to nobody are refused and throttled on their own account: what the service says to one is of no interest to an operator.
    if (recipient !== undefined || !(error instanceof AwsError) || error.status === 0) throw error;
  }
}

async function sendByService(sender: Exclude<FlowSmsSender, { type: 'FUNCTION' }>, recipient: string | undefined, text: string, deadline: Deadline): Promise<void> {
  const { type, messageType } = sender;
  return type === 'SNS'
    ? publishSms({
      to: recipient ?? NOBODY,
      text,
      messageType,
      senderId: resolveValue(sender.senderId),
      originationNumber: resolveValue(sender.originationNumber),
      region: resolveValue(sender.region),
    }, deadline)
    : sendTextMessage({
      to: recipient ?? SIMULATOR,
      text,
      messageType,
      originationIdentity: resolveValue(sender.originationIdentity),
      configurationSet: resolveValue(sender.configurationSet),
      protectConfiguration: resolveValue(sender.protectConfiguration),
      dryRun: recipient === undefined,
    }, deadline);
}
