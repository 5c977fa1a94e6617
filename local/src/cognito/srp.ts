// SRP-6a as Cognito does it, the server's side: RFC 5054 group of 3072 bits, SHA-256, and Cognito's own rule of padding.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const N = BigInt('0x' + [
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD',
  'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED',
  'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F',
  '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B',
  'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510',
  '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7',
  'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C',
  'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
].join(''));
const G = 2n;
const K = hashToInt(pad(N), pad(G));

/** What the server keeps of a password. */
export interface PasswordVerifier {
  readonly salt: bigint;
  readonly verifier: bigint;
}

/** The server's key pair of one sign-in. */
export interface ServerKeys {
  readonly secret: bigint;
  readonly public: bigint;
}

/** Everything that a proof of the password is bound to. */
export interface Proof {
  /** The part of the pool's id after the underscore. */
  readonly poolName: string;
  readonly userId: string;
  readonly secretBlock: string;
  readonly timestamp: string;
}

export function makeVerifier(poolName: string, userId: string, password: string, salt = randomInt(16)): PasswordVerifier {
  return { salt, verifier: power(G, privateKey(poolName, userId, password, salt)) };
}

export function matchesPassword(kept: PasswordVerifier, poolName: string, userId: string, password: string): boolean {
  return kept.verifier === makeVerifier(poolName, userId, password, kept.salt).verifier;
}

/** `undefined` when the value is no hexadecimal number or proves nothing (a multiple of N would make the shared secret 0). */
export function parsePublicKey(hex: string): bigint | undefined {
  if (!/^[0-9a-fA-F]{1,1024}$/.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n ? undefined : value;
}

export function makeServerKeys(kept: PasswordVerifier, secret = randomInt(32)): ServerKeys {
  return { secret, public: (K * kept.verifier + power(G, secret)) % N };
}

export function expectedSignature(kept: PasswordVerifier, keys: ServerKeys, clientPublic: bigint, proof: Proof): Buffer {
  const u = hashToInt(pad(clientPublic), pad(keys.public));
  const shared = power(clientPublic * power(kept.verifier, u), keys.secret);
  return createHmac('sha256', deriveKey(shared, u))
    .update(proof.poolName)
    .update(proof.userId)
    .update(Buffer.from(proof.secretBlock, 'base64'))
    .update(proof.timestamp)
    .digest();
}

export function sameSignature(expected: Buffer, base64: string): boolean {
  const given = Buffer.from(base64, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Hexadecimal without leading zeros: clients disagree on what a leading zero means. */
export function toHex(value: bigint): string {
  return value.toString(16);
}

/** `x` of the SRP papers. */
export function privateKey(poolName: string, userId: string, password: string, salt: bigint): bigint {
  return hashToInt(pad(salt), sha256(Buffer.from(`${poolName}${userId}:${password}`)));
}

/** HKDF with one round, 16 bytes. */
export function deriveKey(shared: bigint, u: bigint): Buffer {
  const extracted = createHmac('sha256', pad(u)).update(pad(shared)).digest();
  return createHmac('sha256', extracted).update('Caldera Derived Key').update(Buffer.of(1)).digest().subarray(0, 16);
}

/** Big-endian, minimal, with a leading zero byte if the top bit is set: Java's `BigInteger.toByteArray`. */
export function pad(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(even[0] >= '8' ? `00${even}` : even, 'hex');
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

export function hashToInt(...parts: Buffer[]): bigint {
  return BigInt(`0x${sha256(...parts).toString('hex')}`);
}

function sha256(...parts: Buffer[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
}

function randomInt(bytes: number): bigint {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`) + 1n;
}
