// What a client sees of a user that does not exist, when the app client prevents user existence errors:
// the same for the same name in the same pool, each time.
import { createHash } from 'node:crypto';
import { makeVerifier, type PasswordVerifier } from './srp';

/** A UUID of version 3, as the service makes one for an unknown name. */
export function decoyUsername(poolId: string, name: string): string {
  const bytes = createHash('md5').update(`${poolId}/${name}`).digest();
  bytes.writeUInt8(0x30 + bytes.readUInt8(6) % 16, 6);
  bytes.writeUInt8(0x80 + bytes.readUInt8(8) % 64, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A salt and verifier that no password fits. */
export function decoyVerifier(poolId: string, username: string): PasswordVerifier {
  const digest = (of: string) => createHash('sha256').update(`${of}/${poolId}/${username}`).digest('hex');
  return makeVerifier(poolId, username, digest('password'), BigInt(`0x${digest('salt').slice(0, 32)}`));
}
