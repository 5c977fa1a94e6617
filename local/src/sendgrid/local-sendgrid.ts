import { randomUUID } from 'node:crypto';
import { Refused, readMail } from './mail-send';
import { asObject } from '../assembly/json-file';
import { Outbox } from '../aws/outbox';
import { AwsRequest, AwsResponse, AwsService, json, unknownOperation } from '../aws/service';

/** `mail/send` of SendGrid, into the outbox; what is sent in sandbox mode goes to nobody. Any API key is right. */
export class LocalSendGrid implements AwsService {
  constructor(private readonly outbox: Outbox, private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'mailSend') throw unknownOperation('sendgrid', operation);
    if (!/^Bearer \S+$/.test(String(request.headers.authorization))) return refusal('authorization required', 401);
    try {
      return this.send(parse(request.body.toString('utf8')));
    } catch (error) {
      if (error instanceof Refused) return refusal(error.message, 400, error.field);
      throw error;
    }
  }

  private send(body: Readonly<Record<string, unknown>>): AwsResponse {
    const { sandbox, ...mail } = readMail(body);
    const message = { channel: 'EMAIL', id: randomUUID(), sentAt: this.now().toISOString(), ...mail } as const;
    if (sandbox) {
      this.outbox.simulate(message);
      return { status: 200 };
    }
    this.outbox.deliver(message);
    return { status: 202, headers: { 'x-message-id': message.id } };
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    throw new Refused('Bad Request');
  }
}

function refusal(message: string, status: number, field?: string): AwsResponse {
  return json({ errors: [{ message, field: field ?? null, help: null }] }, status);
}
