import type { Deadline } from './aws/deadline';
import { getSecretValue } from './aws/secrets';
import { resolveValue } from './environment';
import { Fault } from './fault';
import type { FlowSecret } from '../src/private/flow';

/** After so many milliseconds a secret is read again, for it may have been rotated. */
const KEEP_MS = 5 * 60_000;

const kept = new Map<string, { readonly value: string; readonly readAt: number }>();

export interface Secret {
  readonly value: string;
  /** True if it was not read just now, so that there may be a newer one. */
  readonly mayBeOld: boolean;
}

/** @param newest reads it even if it has been read not long ago */
export async function readSecret({ arn, field }: FlowSecret, deadline: Deadline, newest = false): Promise<Secret> {
  const id = resolveValue(arn);
  const known = kept.get(id);
  if (known && !newest && Date.now() - known.readAt < KEEP_MS) return { value: select(known.value, field), mayBeOld: true };

  const value = await getSecretValue(id, deadline);
  kept.set(id, { value, readAt: Date.now() });
  return { value: select(value, field), mayBeOld: false };
}

function select(value: string, field: string | undefined): string {
  // Whoever stores a secret from a file stores the end of its line, too.
  const selected = (field === undefined ? value : fieldOf(value, field)).trim();
  if (selected === '') throw new Fault('SecretEmpty');
  // It may go into a header, and no error may tell it.
  if (!/^[\x21-\x7e]+$/.test(selected)) throw new Fault('SecretMalformed');
  return selected;
}

function fieldOf(value: string, field: string): string {
  let fields: Record<string, unknown> | null;
  try {
    fields = JSON.parse(value);
  } catch {
    throw new Fault('SecretNotJson');
  }
  const selected = fields?.[field];
  if (typeof selected !== 'string') throw new Fault('SecretFieldMissing');
  return selected;
}
