import type { Deadline } from './deadline';
import { regionOf } from './endpoints';
import { call } from './request';

export interface SnsSms {
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** `TRANSACTIONAL` or `PROMOTIONAL`. */
  readonly messageType: string;
  readonly senderId?: string;
  readonly originationNumber?: string;
  /** The function's own by default. */
  readonly region?: string;
}

/** Sends at most once with Amazon SNS: what may have been taken by the service is not sent again. */
export async function publishSms(sms: SnsSms, deadline: Deadline): Promise<void> {
  const { to, text, messageType, senderId, originationNumber, region } = sms;
  await call({
    service: 'sns',
    region,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    // SNS speaks no JSON.
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: to,
      Message: text,
      ...attributes({
        'AWS.SNS.SMS.SMSType': messageType[0] + messageType.slice(1).toLowerCase(),
        'AWS.SNS.SMS.SenderID': senderId,
        'AWS.MM.SMS.OriginationNumber': originationNumber,
      }),
    }),
    repeatable: false,
  }, deadline);
}

export interface EndUserMessagingSms {
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** `TRANSACTIONAL` or `PROMOTIONAL`. */
  readonly messageType: string;
  /** ARN; the message leaves in its region. */
  readonly originationIdentity: string;
  readonly configurationSet?: string;
  readonly protectConfiguration?: string;
  /** Checked like any other message, and not sent. */
  readonly dryRun: boolean;
}

/** Sends at most once with AWS End User Messaging SMS: what may have been taken by the service is not sent again. */
export async function sendTextMessage(sms: EndUserMessagingSms, deadline: Deadline): Promise<void> {
  await call({
    service: 'sms-voice',
    region: regionOf(sms.originationIdentity),
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'PinpointSMSVoiceV2.SendTextMessage' },
    body: {
      DestinationPhoneNumber: sms.to,
      OriginationIdentity: sms.originationIdentity,
      MessageBody: sms.text,
      MessageType: sms.messageType,
      ConfigurationSetName: sms.configurationSet,
      ProtectConfigurationId: sms.protectConfiguration,
      DryRun: sms.dryRun,
    },
    repeatable: false,
  }, deadline);
}

function attributes(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(values).flatMap(([name, value]) => value === undefined ? [] : { name, value });
  return Object.fromEntries(given.flatMap(({ name, value }, index) => {
    const entry = `MessageAttributes.entry.${index + 1}`;
    return [[`${entry}.Name`, name], [`${entry}.Value.DataType`, 'String'], [`${entry}.Value.StringValue`, value]];
  }));
}
