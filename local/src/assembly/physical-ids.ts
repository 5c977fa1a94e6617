import { createHash } from 'node:crypto';

const LOWER_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LETTERS_AND_DIGITS = `${LOWER_AND_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** What makes a resource of an assembly unique. */
export interface ResourceIdentity {
  readonly stackName: string;
  readonly logicalId: string;
  readonly region: string;
  readonly account: string;
}

export function userPoolId(resource: ResourceIdentity): string {
  return `${resource.region}_${characters(resource, 'pool', LETTERS_AND_DIGITS, 9)}`;
}

export function clientId(resource: ResourceIdentity): string {
  return characters(resource, 'client', LOWER_AND_DIGITS, 26);
}

export function clientSecret(resource: ResourceIdentity): string {
  return characters(resource, 'client secret', LOWER_AND_DIGITS, 51);
}

export function uuid(resource: ResourceIdentity): string {
  const hex = digest(resource, 'uuid').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The suffix that Secrets Manager puts behind the name in an ARN. */
export function secretSuffix(resource: ResourceIdentity): string {
  return characters(resource, 'secret', LETTERS_AND_DIGITS, 6);
}

/** As CloudFormation does: stack name, logical id, and something that makes it unique. */
export function generatedName(resource: ResourceIdentity, maxLength: number): string {
  const suffix = characters(resource, 'name', LETTERS_AND_DIGITS, 12);
  const room = maxLength - suffix.length - 2;
  const logicalId = resource.logicalId.slice(0, Math.ceil(room / 2));
  return `${resource.stackName.slice(0, room - logicalId.length)}-${logicalId}-${suffix}`;
}

function characters(resource: ResourceIdentity, purpose: string, alphabet: string, length: number): string {
  const bytes = digest(resource, purpose);
  return Array.from({ length }, (_, i) => alphabet[bytes[i] % alphabet.length]).join('');
}

function digest(resource: ResourceIdentity, purpose: string): Buffer {
  const { account, region, stackName, logicalId } = resource;
  return createHash('sha512').update(JSON.stringify([purpose, account, region, stackName, logicalId])).digest();
}
