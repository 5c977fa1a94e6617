import { randomUUID } from 'node:crypto';
import { Outbox } from './outbox';
import { AwsError, AwsRequest, AwsResponse, AwsService, unknownOperation } from './service';

const MAX_LENGTH = 1600;

/** `Publish` of SNS to a phone number, into the outbox: a form in, XML out. */
export class LocalSns implements AwsService {
  constructor(private readonly outbox: Outbox, private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'Publish') throw unknownOperation('sns', operation);
    const id = this.publish(new URLSearchParams(request.body.toString('utf8')));
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
        + `<PublishResult><MessageId>${id}</MessageId></PublishResult></PublishResponse>`,
    };
  }

  private publish(form: URLSearchParams): string {
    const number = form.get('PhoneNumber');
    if (number === null) throw invalid('the local endpoint publishes to PhoneNumber, not to topics and devices');
    if (!/^\+[1-9]\d{6,14}$/.test(number)) throw invalid(`PhoneNumber Reason: ${number} is not valid to publish to`);
    const text = form.get('Message') ?? '';
    if (text === '') throw invalid('Empty message');
    if (text.length > MAX_LENGTH) throw invalid('Message too long');
    const attributes = readAttributes(form);
    const from = attributes.get('AWS.SNS.SMS.SenderID') ?? attributes.get('AWS.MM.SMS.OriginationNumber');
    const sms = { id: randomUUID(), sentAt: this.now().toISOString(), ...from !== undefined && { from }, to: [number], text };
    this.outbox.deliver({ channel: 'SMS', ...sms });
    return sms.id;
  }
}

function readAttributes(form: URLSearchParams): Map<string, string> {
  const names = [...form].filter(([key]) => /^MessageAttributes\.entry\.\d+\.Name$/.test(key));
  return new Map(names.map(([key, name]) => [name, form.get(key.replace(/Name$/, 'Value.StringValue')) ?? '']));
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
}
