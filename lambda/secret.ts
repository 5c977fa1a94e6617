import type { Deadline } from './aws/deadline';
import { getSecretValue } from './aws/secrets';
import { resolveValue } from './environment';
import { Fault } from './fault';
import { parseJson } from './json';
import type { FlowSecret } from '../src/private/flow';

/** After so many milliseconds a secret is read again, for it may have been rotated. */
const KEEP_MS = 5 * 60_000;

const kept = new Map<string, { readonly value: string; readonly readAt: number }>();

/** What `use` makes of the secret that is known or, where there is none or the answer to it `refuses` it, of the newest. */
export async function withSecret<T>(
  secret: FlowSecret, deadline: Deadline, use: (value: string) => Promise<T>, refuses: (answer: T) => boolean,
): Promise<T> {
  const known = kept.get(resolveValue(secret.arn));
  if (known && Date.now() - known.readAt < KEEP_MS) {
    const answer = await use(select(known.value, secret.field));
    if (!refuses(answer)) return answer;
  }
  return use(await readSecret(secret, deadline));
}

/** The newest, known from now on. */
export async function readSecret({ arn, field }: FlowSecret, deadline: Deadline): Promise<string> {
  const id = resolveValue(arn);
  const value = await getSecretValue(id, deadline);
  kept.set(id, { value, readAt: Date.now() });
  return select(value, field);
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
  const fields: Record<string, unknown> | null | undefined = parseJson(value);
  if (fields === undefined) throw new Fault('SecretNotJson');
  const selected = fields?.[field];
  if (typeof selected !== 'string') throw new Fault('SecretFieldMissing');
  return selected;
}
