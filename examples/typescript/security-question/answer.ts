import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Slow, so that a stolen hash is not an answer at once. No slowness makes up for answers that many people give. */
const hash = promisify<string, Buffer, number, Buffer>(scrypt);

/** Equal to no answer, after the same time. */
const NOBODYS = Buffer.alloc(SALT_BYTES + HASH_BYTES);

/** What is kept of an answer. */
export async function hashAnswer(answer: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([salt, await hash(essence(answer), salt, HASH_BYTES)]).toString('base64');
}

/** Whether it is the answer of which this has been kept. */
export async function isAnswer(given: string, kept: string | undefined): Promise<boolean> {
  const bytes = Buffer.from(kept ?? '', 'base64');
  const known = bytes.length === NOBODYS.length;
  const right = known ? bytes : NOBODYS;
  const hashed = await hash(essence(given), right.subarray(0, SALT_BYTES), HASH_BYTES);
  return timingSafeEqual(hashed, right.subarray(SALT_BYTES)) && known && essence(given) !== '';
}

/** Nobody remembers how he wrote it: case, accents, spaces and signs do not count. */
function essence(answer: string): string {
  return answer.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
