import { Duration, Token } from 'aws-cdk-lib';

/** Refuses a value that CloudFormation would fill in later: what stands in flow.json must be known at synth. */
export function requireKnown(name: string, value: unknown): void {
  if (value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value)) {
    throw new Error(`${name} must be known at synth, because it becomes part of the functions' code: got a value known only at deploy time`);
  }
}

export function requireIntegerBetween(name: string, value: number, min: number, max: number): void {
  requireKnown(name, value);
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Infinity ? `of at least ${min}` : `between ${min} and ${max}`;
    throw new Error(`${name} must be an integer ${range}, got ${value}`);
  }
}

/** The duration in seconds. */
export function requireSecondsBetween(name: string, value: Duration, min: Duration, max: Duration): number {
  requireKnown(name, value);
  const seconds = value.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds) || seconds < min.toSeconds() || seconds > max.toSeconds()) {
    throw new Error(`${name} must be whole seconds between ${min.toHumanString()} and ${max.toHumanString()}, got ${value.toHumanString()}`);
  }
  return seconds;
}

/** A single line that cannot add a header to a message. A token passes. */
export function requireSingleLine(name: string, value: string, maxLength: number): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (value.trim() === '' || value.length > maxLength || /[\p{Cc}\u2028\u2029]/u.test(value)) {
    throw new Error(`${name} must be one line of 1 to ${maxLength} characters without control characters, got ${JSON.stringify(value)}`);
  }
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const EMAIL_ADDRESS = new RegExp(`^(?=.{1,64}@)${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LABEL}$`);

/** Exactly one plain ASCII mailbox, without a display name. A token passes. */
export function requireEmailAddress(name: string, value: string): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (value.length > 254 || !EMAIL_ADDRESS.test(value)) {
    throw new Error(`${name} must be one plain e-mail address such as no-reply@example.com, got ${JSON.stringify(value)}`);
  }
}

const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** A name as browsers have it in `location.hostname`. A token passes. */
export function requireHostName(name: string, value: string): void {
  if (!Token.isUnresolved(value) && (value.length > 253 || !HOST_NAME.test(value))) {
    throw new Error(`${name} must be the name of a host such as www.example.com, without scheme, port and path, got ${JSON.stringify(value)}`);
  }
}

/** A token passes. */
export function requireRegion(name: string, value: string): void {
  if (!Token.isUnresolved(value) && !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(value)) {
    throw new Error(`${name} must be an AWS Region such as eu-west-1, got ${JSON.stringify(value)}`);
  }
}
