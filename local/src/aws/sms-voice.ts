import { randomUUID } from 'node:crypto';
import { Outbox } from './outbox';
import { AwsError, AwsRequest, AwsResponse, AwsService, json, jsonBody, unknownOperation } from './service';

const MAX_LENGTH = 1600;
const MESSAGE_TYPES: readonly unknown[] = [undefined, 'TRANSACTIONAL', 'PROMOTIONAL'];

/** `SendTextMessage` of AWS End User Messaging SMS, into the outbox. */
export class LocalSmsVoice implements AwsService {
  constructor(private readonly outbox: Outbox, private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'SendTextMessage') throw unknownOperation('sms-voice', operation);
    const { dryRun, ...sms } = readMessage(jsonBody(request));
    const message = { channel: 'SMS' as const, id: randomUUID(), sentAt: this.now().toISOString(), ...sms };
    if (dryRun) this.outbox.simulate(message);
    else this.outbox.deliver(message);
    return json({ MessageId: message.id });
  }
}

function readMessage(body: Record<string, unknown>) {
  const { DestinationPhoneNumber: number, MessageBody: text, OriginationIdentity: from, MessageType, DryRun } = body;
  if (typeof number !== 'string' || !/^\+?[1-9]\d{1,18}$/.test(number)) throw invalid('DestinationPhoneNumber');
  if (typeof text !== 'string' || text === '' || text.length > MAX_LENGTH) throw invalid('MessageBody');
  if (from !== undefined && typeof from !== 'string') throw invalid('OriginationIdentity');
  if (!MESSAGE_TYPES.includes(MessageType)) throw invalid('MessageType');
  return { ...from !== undefined && { from }, to: [number], text, dryRun: DryRun === true };
}

function invalid(field: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${field} is missing or not of its form`);
}
