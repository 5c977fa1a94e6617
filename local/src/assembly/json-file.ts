import { readFileSync } from 'node:fs';
import { LocalCognitoError } from '../errors';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one: templates leave sections out. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function readJsonObject(file: string): JsonObject {
  const value = parse(file);
  if (!isObject(value)) throw new LocalCognitoError(`${file} is not a JSON object, run cdk synth again`);
  return value;
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LocalCognitoError(`cannot read ${file}, run cdk synth again: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LocalCognitoError(`${file} is not valid JSON, run cdk synth again: ${(error as Error).message}`);
  }
}
