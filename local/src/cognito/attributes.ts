import { randomUUID } from 'node:crypto';
import type { AppClient } from './app-client';
import { invalidParameter, notAuthorized } from './errors';
import { flag, section, text, type Properties } from './properties';
import type { User, Users } from './users';

/** `Name` and `Value`, as requests and answers carry attributes. */
export interface Attribute {
  readonly Name: string;
  readonly Value?: string;
}

const STANDARD = [
  'address', 'birthdate', 'email', 'email_verified', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname',
  'phone_number', 'phone_number_verified', 'picture', 'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo',
];
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PHONE = /^\+\d{3,15}$/;
const NONCONFORMING = 'Attributes did not conform to the schema';

/** Which attributes the users of a pool may and must have. */
export class AttributeSchema {
  private readonly names = new Set(STANDARD);
  private readonly required: string[] = [];

  constructor(poolProperties: Properties) {
    const schema = Array.isArray(poolProperties.Schema) ? poolProperties.Schema.map(section) : [];
    for (const attribute of schema) {
      const name = text(attribute.Name) ?? '';
      if (!STANDARD.includes(name)) this.names.add(`custom:${name.replace(/^custom:/, '')}`);
      if (flag(attribute.Required)) this.required.push(name);
    }
  }

  /** The attributes of a request, checked; a later one of the same name wins. */
  public read(given: readonly Attribute[] | undefined): Map<string, string> {
    const attributes = new Map<string, string>();
    for (const { Name, Value = '' } of given ?? []) {
      if (!this.names.has(Name)) throw invalidParameter(`${NONCONFORMING}: Type for attribute {${Name}} could not be determined`);
      if (Name === 'email' && !EMAIL.test(Value)) throw invalidParameter('Invalid email address format.');
      if (Name === 'phone_number' && !PHONE.test(Value)) throw invalidParameter('Invalid phone number format.');
      attributes.set(Name, Value);
    }
    return attributes;
  }

  public requireAll(attributes: ReadonlyMap<string, string>): void {
    const missing = this.required.filter((name) => name !== 'sub' && !attributes.get(name));
    if (missing.length > 0) throw invalidParameter(`${NONCONFORMING}: ${missing.map((name) => `${name}: The attribute is required\n`).join('')}`);
  }
}

export function requireWritable(client: AppClient, attributes: ReadonlyMap<string, string>): void {
  for (const name of attributes.keys()) {
    const isVerification = name === 'email_verified' || name === 'phone_number_verified';
    if (isVerification || (client.writable && !client.writable.includes(name))) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/**
 * The internal name for the name that was asked for; in a pool whose users have only addresses that is a new UUID,
 * and the address becomes an attribute.
 */
export function internalUsername(users: Users, asked: string, sub: string, attributes: Map<string, string>): string {
  const { usernameAttributes, aliasAttributes } = users;
  if (usernameAttributes.length === 0) {
    if (aliasAttributes.includes('email') && EMAIL.test(asked)) {
      throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
    }
    if (aliasAttributes.includes('phone_number') && PHONE.test(asked)) {
      throw invalidParameter('Username cannot be of phone number format, since user pool is configured for phone number alias.');
    }
    return asked;
  }
  const attribute = EMAIL.test(asked) ? 'email' : PHONE.test(asked) ? 'phone_number' : undefined;
  if (!attribute || !usernameAttributes.includes(attribute)) throw invalidParameter(usernameKinds(usernameAttributes));
  attributes.set(attribute, asked);
  return sub;
}

/** As triggers see a user: strings, with the extras that the service adds. */
export function triggerAttributes(user: User, users: Users): Record<string, string> {
  const aliases = [...users.usernameAttributes, ...users.aliasAttributes].filter((name) => name !== 'preferred_username');
  return {
    'sub': user.sub,
    'cognito:user_status': user.status,
    ...Object.fromEntries(aliases.flatMap((name) => user.attributes.has(name) ? [[`cognito:${name}_alias`, user.attributes.get(name)!]] : [])),
    ...Object.fromEntries(user.attributes),
  };
}

/** As API answers list a user's attributes. */
export function listAttributes(user: User): Attribute[] {
  return [{ Name: 'sub', Value: user.sub }, ...[...user.attributes].map(([Name, Value]) => ({ Name, Value }))];
}

export function newSub(): string {
  return randomUUID();
}

function usernameKinds(allowed: readonly string[]): string {
  if (allowed.length > 1) return 'Username should be either an email or a phone number.';
  return allowed[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.';
}
