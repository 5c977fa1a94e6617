import { asObject } from '../assembly/json-file';

/** What SendGrid says of a request that it does not take. */
export class Refused extends Error {
  constructor(message: string, public readonly field?: string) {
    super(message);
  }
}

/** Takes the body of `mail/send` apart; throws on what SendGrid refuses, and on what is beyond this server. */
export function readMail(body: Readonly<Record<string, unknown>>) {
  const envelopes = list(body.personalizations, 'personalizations');
  if (envelopes.length !== 1) throw new Refused('the local endpoint takes one envelope for each request', 'personalizations');
  const { to, subject = body.subject } = asObject(envelopes[0]);
  const recipients = list(to, 'personalizations.0.to').map((address, index) => mailbox(address, `personalizations.0.to.${index}`));
  if (recipients.length === 0) throw new Refused('The to array is required for all personalization objects.', 'personalizations.0.to');
  if (typeof subject !== 'string' || subject === '') throw new Refused('The subject is required.', 'subject');
  const replyTo = list(body.reply_to_list ?? [], 'reply_to_list').map((address, index) => mailbox(address, `reply_to_list.${index}`));
  return {
    from: mailbox(body.from, 'from'),
    to: recipients,
    replyTo,
    subject,
    ...readContent(list(body.content, 'content')),
    sandbox: readSandbox(body.mail_settings),
  };
}

function readContent(parts: readonly unknown[]): { text?: string; html?: string } {
  const contents = parts.map((part, index) => {
    const { type, value } = asObject(part);
    if (typeof type !== 'string' || typeof value !== 'string' || value === '') {
      throw new Refused('The content value must be a string at least one character in length.', `content.${index}.value`);
    }
    return { type, value };
  });
  const types = contents.map(({ type }) => type);
  if (types.length === 0) throw new Refused('The content parameter is required.', 'content');
  if (types.indexOf('text/plain') > 0) throw new Refused('If present, text/plain must be first, followed by text/html.', 'content');
  const valueOf = (type: string) => contents.find((content) => content.type === type)?.value;
  const [text, html] = [valueOf('text/plain'), valueOf('text/html')];
  return { ...text !== undefined && { text }, ...html !== undefined && { html } };
}

function readSandbox(settings: unknown): boolean {
  const { enable = false } = asObject(asObject(settings).sandbox_mode);
  if (typeof enable !== 'boolean') throw new Refused('The sandbox mode enable param should be a boolean value.', 'mail_settings.sandbox_mode.enable');
  return enable;
}

/** As a mail header has it. */
function mailbox(value: unknown, field: string): string {
  const { email, name } = asObject(value);
  if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) throw new Refused('Does not contain a valid address.', `${field}.email`);
  return typeof name === 'string' && name !== '' ? `"${name.replace(/["\\]/g, '\\$&')}" <${email}>` : email;
}

function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refused(`The ${field} parameter must be an array.`, field);
  return value;
}
