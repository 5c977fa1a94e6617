import AuthenticationHelper from 'amazon-cognito-identity-js/lib/AuthenticationHelper';
import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger';
import fc from 'fast-check';
import { SrpClient } from './fixtures/srp-client';
import {
  deriveKey, expectedSignature, hashToInt, makeServerKeys, makeVerifier, matchesPassword, N, pad, parsePublicKey, power, privateKey, sameSignature,
  toHex,
} from '../../local/src/cognito/srp';
import { formatTimestamp, isTimestamp } from '../../local/src/cognito/timestamp';

const POOL = 'Ab3dE6gH9';
const TIMESTAMP = 'Tue May 7 00:09:40 UTC 2024';
const FEW = { numRuns: 15 };
/** From one byte on, so that leading zero bytes and set top bits all occur. */
const salts = fc.oneof(fc.bigInt(1n, 255n), fc.bigInt(1n, 2n ** 16n), fc.bigInt(1n, 2n ** 128n));
const passwords = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });

describe('a proof of the password', () => {
  const signatureFor = (kept: ReturnType<typeof makeVerifier>, srpA: string, client: (challenge: any) => string) => {
    const keys = makeServerKeys(kept);
    const secretBlock = Buffer.from('opaque').toString('base64');
    const challenge = { SALT: toHex(kept.salt), SRP_B: toHex(keys.public), SECRET_BLOCK: secretBlock, USER_ID_FOR_SRP: 'alice' };
    const expected = expectedSignature(kept, keys, parsePublicKey(srpA)!, { poolName: POOL, userId: 'alice', secretBlock, timestamp: TIMESTAMP });
    return sameSignature(expected, client(challenge));
  };

  test('fits for the right password, whatever the salt', () => {
    fc.assert(fc.property(salts, passwords, (salt, password) => {
      const client = new SrpClient(`eu-west-1_${POOL}`, password);
      const proof = (challenge: any) => client.answer(challenge, TIMESTAMP).PASSWORD_CLAIM_SIGNATURE;
      return signatureFor(makeVerifier(POOL, 'alice', password, salt), client.srpA, proof);
    }), FEW);
  });

  test('fits for no other password, user or pool', () => {
    fc.assert(fc.property(salts, passwords, fc.constantFrom('password', 'user', 'pool'), (salt, password, changed) => {
      const client = new SrpClient(`eu-west-1_${changed === 'pool' ? 'Other' : POOL}`, changed === 'password' ? `${password}!` : password);
      const proof = (challenge: any) => client.answer(
        changed === 'user' ? { ...challenge, USER_ID_FOR_SRP: 'bob' } : challenge, TIMESTAMP,
      ).PASSWORD_CLAIM_SIGNATURE;
      return !signatureFor(makeVerifier(POOL, 'alice', password, salt), client.srpA, proof);
    }), FEW);
  });

  test('the keys of amazon-cognito-identity-js are the same, whatever the salt', async () => {
    await fc.assert(fc.asyncProperty(salts, passwords, async (salt, password) => {
      const helper = new AuthenticationHelper(POOL);
      const srpA = await new Promise<any>((resolve, reject) => {
        helper.getLargeAValue((error: unknown, value: unknown) => error ? reject(error) : resolve(value));
      });
      const kept = makeVerifier(POOL, 'alice', password, salt);
      const keys = makeServerKeys(kept);
      const theirs = await new Promise<any>((resolve, reject) => helper.getPasswordAuthenticationKey(
        'alice', password, new (BigInteger as any)(toHex(keys.public), 16), new (BigInteger as any)(toHex(salt), 16),
        (error: unknown, value: unknown) => error ? reject(error) : resolve(value),
      ));
      const clientPublic = BigInt(`0x${srpA.toString(16)}`);
      const u = hashToInt(pad(clientPublic), pad(keys.public));
      const ours = deriveKey(power(clientPublic * power(kept.verifier, u), keys.secret), u);
      expect(Buffer.from(theirs).toString('hex')).toBe(ours.toString('hex'));
    }), { numRuns: 5 });
  });
});

test('the verifier is g to the private key, and belongs to one user of one pool', () => {
  const kept = makeVerifier(POOL, 'alice', 'secret', 0x80n);
  expect(kept.verifier).toBe(power(2n, privateKey(POOL, 'alice', 'secret', 0x80n)));
  expect(matchesPassword(kept, POOL, 'alice', 'secret')).toBe(true);
  expect(matchesPassword(kept, POOL, 'bob', 'secret')).toBe(false);
  expect(matchesPassword(kept, POOL, 'alice', 'Secret')).toBe(false);
});

test.each([
  ['0', '00'], ['7f', '7f'], ['80', '0080'], ['ff', '00ff'], ['100', '0100'], ['8000', '008000'], ['7fff', '7fff'],
])('%s is padded as %s', (value, bytes) => {
  expect(pad(BigInt(`0x${value}`)).toString('hex')).toBe(bytes);
});

test.each<[string, string]>([
  ['zero', '0'],
  ['N', toHex(N)],
  ['twice N', toHex(2n * N)],
  ['no hexadecimal', 'xyz'],
  ['nothing', ''],
  ['a sign', '-2'],
  ['endless', 'f'.repeat(1025)],
])('a client value of %s is refused', (_, hex) => {
  expect(parsePublicKey(hex)).toBeUndefined();
});

test('power is modular exponentiation', () => {
  fc.assert(fc.property(fc.bigInt(0n, 2n ** 64n), fc.nat(40), (base, exponent) => power(base, BigInt(exponent)) === base ** BigInt(exponent) % N));
});

describe('a timestamp', () => {
  test('of any time is as clients write it', () => {
    const seconds = fc.integer({ min: 0, max: 4102444800 });
    fc.assert(fc.property(seconds, (at) => isTimestamp(formatTimestamp(new Date(at * 1000)))));
    expect(formatTimestamp(new Date('2025-05-07T00:09:40Z'))).toBe('Wed May 7 00:09:40 UTC 2025');
  });

  test.each([
    'Mon May 7 00:09:40 UTC 2025', 'Wed May 07 00:09:40 UTC 2025', 'Wed May 7 00:09:40 GMT 2025', 'Wed Mai 7 00:09:40 UTC 2025', '2025-05-07T00:09:40Z', '',
    'Wed May 7 24:09:40 UTC 2025', 'Wed May 7 00:09:40 UTC 2025 ',
  ])('%p is not one', (value) => {
    expect(isTimestamp(value)).toBe(false);
  });
});
