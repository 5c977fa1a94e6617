import { randomUUID } from 'node:crypto';
import { Outbox } from './outbox';
import { AwsError, AwsRequest, AwsResponse, AwsService, json, jsonBody, unknownOperation } from './service';
import { asObject } from '../assembly/json-file';

const MAX_RECIPIENTS = 50;

/** `SendEmail` of SES v2, into the outbox. */
export class LocalSes implements AwsService {
  constructor(private readonly outbox: Outbox, private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'SendEmail') throw unknownOperation('sesv2', operation);
    return json({ MessageId: sendMail(this.outbox, this.now(), jsonBody(request)) });
  }
}

/** Takes the input of `SendEmail`, puts the mail in the outbox, and gives its id; throws `BadRequestException`. */
export function sendMail(outbox: Outbox, sentAt: Date, input: Record<string, unknown>): string {
  const mail = { id: randomUUID(), sentAt: sentAt.toISOString(), ...readMail(input) };
  outbox.deliver({ channel: 'EMAIL', ...mail });
  return mail.id;
}

function readMail(body: Record<string, unknown>) {
  const { FromEmailAddress: from } = body;
  if (typeof from !== 'string' || from === '') throw badRequest('Missing required field FromEmailAddress');
  const destination = asObject(body.Destination);
  const to = [...addresses(destination.ToAddresses), ...addresses(destination.CcAddresses), ...addresses(destination.BccAddresses)];
  if (to.length === 0) throw badRequest('Must have at least one recipient');
  if (to.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  return { from, to, replyTo: addresses(body.ReplyToAddresses), ...readContent(asObject(body.Content)) };
}

function readContent(content: Readonly<Record<string, unknown>>) {
  for (const kind of ['Raw', 'Template']) {
    if (content[kind] !== undefined) throw badRequest(`the local endpoint takes Content.Simple, not Content.${kind}`);
  }
  const { Subject, Body } = asObject(content.Simple);
  const [subject, text, html] = [data(Subject), data(asObject(Body).Text), data(asObject(Body).Html)];
  if (subject === undefined) throw badRequest('Missing required field Content.Simple.Subject.Data');
  if (text === undefined && html === undefined) throw badRequest('Missing required field Content.Simple.Body');
  return { subject, ...text !== undefined && { text }, ...html !== undefined && { html } };
}

function addresses(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('addresses must be a list');
  for (const address of value) {
    if (typeof address !== 'string' || !/^[^@\r\n]+@[^@\s]+$/.test(address)) throw badRequest('Missing final \'@domain\'');
  }
  return value;
}

function data(content: unknown): string | undefined {
  const { Data } = asObject(content);
  return typeof Data === 'string' ? Data : undefined;
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
