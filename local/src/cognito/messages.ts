// What Cognito itself sends: codes for sign-up and invitations.
import { randomInt } from 'node:crypto';
import type { Call } from './environment';
import { maskAddress } from './mask';
import type { Pool } from './pool';
import { section, text, texts } from './properties';
import type { User } from './users';

const FROM = 'no-reply@verificationemail.com';
const CODE = '{####}';
const CODE_VALID_MS = 24 * 60 * 60 * 1000;

export interface Delivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly AttributeName: string;
}

type Source = 'CustomMessage_SignUp' | 'CustomMessage_ResendCode' | 'CustomMessage_AdminCreateUser';

interface Message {
  readonly source: Source;
  readonly attribute: string;
  readonly subject: string;
  readonly body: string;
  readonly code: string;
}

/** Sends a new code for sign-up to the first address that the pool verifies; `undefined` when it verifies none that the user has. */
export async function sendConfirmationCode(
  pool: Pool, user: User, source: Source, clientId: string, call: Call, clientMetadata?: Readonly<Record<string, string>>,
): Promise<Delivery | undefined> {
  const attribute = verifiedAttributes(pool).find((name) => user.attributes.has(name));
  if (!attribute) return undefined;
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  user.confirmation = { code, attribute, expiresAt: pool.environment.clock() + CODE_VALID_MS };
  const { properties } = pool.definition;
  const template = section(properties.VerificationMessageTemplate);
  return send(pool, user, clientId, call, {
    source,
    attribute,
    code,
    subject: text(template.EmailSubject) ?? text(properties.EmailVerificationSubject) ?? 'Your verification code',
    body: (attribute === 'email'
      ? text(template.EmailMessage) ?? text(properties.EmailVerificationMessage)
      : text(template.SmsMessage) ?? text(properties.SmsVerificationMessage)) ?? `Your verification code is ${CODE}.`,
  }, clientMetadata);
}

/** What a client is told of a code for a name that nobody has: as if it had been sent. */
export function pretendedDelivery(pool: Pool, name: string): Delivery {
  const attribute = verifiedAttributes(pool)[0] ?? 'email';
  return delivery(attribute, attribute === 'email' ? name.includes('@') ? name : `${name}@${name}` : name);
}

/** A temporary password, to each medium asked for that the user has an address for. */
export async function sendInvitation(
  pool: Pool, user: User, password: string, media: readonly string[], call: Call, clientMetadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const template = section(section(pool.definition.properties.AdminCreateUserConfig).InviteMessageTemplate);
  for (const medium of media) {
    const attribute = medium === 'EMAIL' ? 'email' : 'phone_number';
    if (!user.attributes.has(attribute)) continue;
    const body = text(medium === 'EMAIL' ? template.EmailMessage : template.SMSMessage)
      ?? `Your username is {username} and temporary password is ${CODE}.`;
    await send(pool, user, 'CLIENT_ID_NOT_APPLICABLE', call, {
      source: 'CustomMessage_AdminCreateUser',
      attribute,
      code: password,
      subject: text(template.EmailSubject) ?? 'Your temporary password',
      body,
    }, clientMetadata);
  }
}

async function send(
  pool: Pool, user: User, clientId: string, call: Call, message: Message, clientMetadata?: Readonly<Record<string, string>>,
): Promise<Delivery> {
  const address = user.attributes.get(message.attribute)!;
  const custom = await customMessage(pool, user, clientId, call, message, clientMetadata);
  const body = (message.attribute === 'email' ? text(custom.emailMessage) : text(custom.smsMessage)) ?? message.body;
  const filled = { to: [address], text: body.replaceAll(CODE, message.code).replaceAll('{username}', user.username) };
  pool.environment.send(message.attribute === 'email'
    ? { channel: 'EMAIL', from: FROM, replyTo: [], subject: text(custom.emailSubject) ?? message.subject, ...filled }
    : { channel: 'SMS', ...filled });
  return delivery(message.attribute, address);
}

async function customMessage(
  pool: Pool, user: User, clientId: string, call: Call, { source }: Message, clientMetadata?: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (!pool.triggers.has('CustomMessage')) return {};
  return pool.triggers.invoke(call, {
    trigger: 'CustomMessage',
    source,
    username: user.username,
    clientId,
    request: {
      userAttributes: pool.triggerAttributes(user),
      codeParameter: CODE,
      linkParameter: '{##Click Here##}',
      usernameParameter: source === 'CustomMessage_AdminCreateUser' ? '{username}' : null,
      ...clientMetadata && { clientMetadata },
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
}

function verifiedAttributes(pool: Pool): readonly string[] {
  const attributes = texts(pool.definition.properties.AutoVerifiedAttributes) ?? [];
  // With both, Cognito sends an SMS.
  return ['phone_number', 'email'].filter((name) => attributes.includes(name));
}

function delivery(attribute: string, address: string): Delivery {
  return { AttributeName: attribute, DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS', Destination: maskAddress(address) };
}
