import { Fault } from './fault';
import type { FlowValue } from '../src/private/flow';

/** A value of the document, looked up in the environment when it was only known at deploy time. */
export function resolveValue(value: FlowValue): string;
export function resolveValue(value: FlowValue | undefined): string | undefined;
export function resolveValue(value: FlowValue | undefined): string | undefined {
  if (typeof value !== 'object') return value;
  const resolved = process.env[value.env];
  if (resolved === undefined) {
    throw new Fault(`${value.env}NotSet`);
  }
  return resolved;
}
