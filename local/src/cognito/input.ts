// The rules of the API's model: which members a request has, and what the service says of values that break them.
import { CognitoError, invalidParameter } from './errors';

/** Reads a member; pushes what is wrong with it to `problems`. */
export type Member<T> = (value: unknown, at: string, problems: string[]) => T;
export type Shape = Readonly<Record<string, Member<unknown>>>;
export type Input<S extends Shape> = { readonly [K in keyof S]: S[K] extends Member<infer T> ? T : never };

interface TextRules {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  /** The service does not repeat it. */
  readonly secret?: boolean;
}

/** Throws `InvalidParameterException` with all that is wrong. */
export function readInput<S extends Shape>(shape: S, body: Readonly<Record<string, unknown>>): Input<S> {
  const problems: string[] = [];
  const input = Object.fromEntries(Object.entries(shape).map(([name, read]) =>
    [name, read(body[name] ?? undefined, name[0].toLowerCase() + name.slice(1), problems)]));
  if (problems.length > 0) {
    throw invalidParameter(`${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: ${problems.join('; ')}`);
  }
  return input as Input<S>;
}

export function optionalText(rules: TextRules = {}): Member<string | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw wrongType(value, 'String');
    const shown = rules.secret ? 'Value' : `Value '${value}'`;
    problems.push(...brokenRules(value, rules).map((rule) => `${shown} at '${at}' failed to satisfy constraint: ${rule}`));
    return value;
  };
}

export function text(rules: TextRules = {}): Member<string> {
  return required(optionalText(rules), '');
}

export function optionalFlag(): Member<boolean | undefined> {
  return (value) => {
    if (value === undefined || typeof value === 'boolean') return value;
    throw wrongType(value, 'Boolean');
  };
}

/** A map of texts, absent or not. */
export function textMap(rules: TextRules = { max: 131072, secret: true }): Member<Readonly<Record<string, string>> | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, 'Map');
    const read = optionalText(rules);
    return Object.fromEntries(Object.entries(value as object).flatMap(([key, item]) => {
      const given = read(item ?? undefined, `${at}.${key}.member`, problems);
      return given === undefined ? [] : [[key, given]];
    }));
  };
}

export function list<T>(member: Member<T>): Member<readonly T[] | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw wrongType(value, 'List');
    return value.map((item, index) => member(item ?? undefined, `${at}.${index + 1}.member`, problems));
  };
}

export function structure<S extends Shape>(shape: S): Member<Input<S>> {
  return (value, at, problems) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, 'Structure');
    return Object.fromEntries(Object.entries(shape).map(([name, read]) =>
      [name, read((value as Record<string, unknown>)[name] ?? undefined, `${at}.${name[0].toLowerCase()}${name.slice(1)}`, problems)])) as Input<S>;
  };
}

export function required<T>(member: Member<T | undefined>, otherwise: T): Member<T> {
  return (value, at, problems) => {
    if (value === undefined) problems.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
    return member(value, at, problems) ?? otherwise;
  };
}

function brokenRules(value: string, { min, max, pattern, oneOf }: TextRules): string[] {
  const broken: string[] = [];
  if (oneOf && !oneOf.includes(value)) broken.push(`Member must satisfy enum value set: [${oneOf.join(', ')}]`);
  if (min !== undefined && value.length < min) broken.push(`Member must have length greater than or equal to ${min}`);
  if (max !== undefined && value.length > max) broken.push(`Member must have length less than or equal to ${max}`);
  if (pattern && !pattern.test(value)) broken.push(`Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`);
  return broken;
}

function wrongType(value: unknown, wanted: string): CognitoError {
  const kind = Array.isArray(value) ? 'ARRAY' : value === null ? 'NULL' : typeof value === 'boolean' ? `${value}`.toUpperCase() : typeof value;
  return new CognitoError('SerializationException', `${kind.toUpperCase()}_VALUE can not be converted to ${/^[AEIOU]/.test(wanted) ? 'an' : 'a'} ${wanted}`);
}
