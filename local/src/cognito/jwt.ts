import { createPublicKey, generateKeyPair, randomUUID, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export type Claims = Readonly<Record<string, unknown>>;

/** The key of a pool: signs JSON Web Tokens by RS256 and reads its own back. */
export class SigningKey {
  public static async generate(): Promise<SigningKey> {
    return new SigningKey((await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey);
  }

  private readonly id = randomUUID();
  private readonly publicKey: KeyObject;

  private constructor(private readonly privateKey: KeyObject) {
    this.publicKey = createPublicKey(privateKey);
  }

  public sign(claims: Claims): string {
    const signed = `${encode({ kid: this.id, alg: 'RS256' })}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }

  /** `undefined` when this key has not signed it; tells nothing of expiry. */
  public read(token: string): Claims | undefined {
    const [header, payload, signature, ...more] = token.split('.');
    if (signature === undefined || more.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('RSA-SHA256', signed, this.publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  }

  /** What `jwks.json` publishes. */
  public jwks(): { readonly keys: readonly JsonWebKey[] } {
    return { keys: [{ ...this.publicKey.export({ format: 'jwk' }), alg: 'RS256', kid: this.id, use: 'sig' }] };
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
