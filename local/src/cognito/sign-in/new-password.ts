import { requireWritable } from '../attributes';
import { missingParameter } from '../errors';
import type { User } from '../users';
import { ask, passed, type AuthAnswer, type SignIn, type Step } from './state';

export const NEW_PASSWORD_REQUIRED = 'NEW_PASSWORD_REQUIRED';
const ATTRIBUTE_PREFIX = 'userAttributes.';

export function mustChangePassword(user: User): boolean {
  return user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'RESET_REQUIRED';
}

export function askNewPassword(step: Step, signIn: SignIn, user: User): AuthAnswer {
  return ask(step, signIn, NEW_PASSWORD_REQUIRED, {
    USER_ID_FOR_SRP: signIn.username,
    requiredAttributes: '[]',
    userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
  });
}

/** Sets the password, and the attributes that came with it. */
export function takeNewPassword({ pool, client }: Step, signIn: SignIn, user: User, responses: Readonly<Record<string, string>>): SignIn {
  if (responses.NEW_PASSWORD === undefined) throw missingParameter('NEW_PASSWORD');
  pool.passwordPolicy.require(responses.NEW_PASSWORD);
  const given = Object.entries(responses)
    .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
    .map(([name, Value]) => ({ Name: name.slice(ATTRIBUTE_PREFIX.length), Value }));
  const attributes = pool.schema.read(given);
  requireWritable(client, attributes);
  for (const [name, value] of attributes) user.attributes.set(name, value);
  pool.setPassword(user, responses.NEW_PASSWORD);
  user.status = 'CONFIRMED';
  return { ...signIn, rounds: [...signIn.rounds, passed(NEW_PASSWORD_REQUIRED)] };
}
