import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { bareCode, codeOf } from '../../../lambda/challenges/code';
import { knownBadCodes } from '../fixtures/known-bad-codes';

const LENGTHS = [4, 5, 6, 7, 8, 9, 10];

/** As KMS makes them, from a key of the tests: always the same, so that no run fails by chance. */
const MACS = Array.from({ length: 100_000 }, (_, i) => createHmac('sha256', 'a key of the tests').update(String(i)).digest());

/** What chi-square exceeds with a probability of 1e-6 at 9 and at 99 degrees of freedom: x with Q(df / 2, x / 2) = 1e-6. */
const CRITICAL = { digit: 44.811, pair: 180.792 };

describe.each(LENGTHS)('a code of %i digits', (digits) => {
  test('is uniform in each position and each pair of positions, with all its digits', () => {
    expect(defects(codeOf, digits)).toEqual([]);
  });

  test('depends on every byte of the MAC', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 31 }), fc.nat({ max: 255 }), (bytes, at, byte) => {
      fc.pre(bytes[at] !== byte);
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      expect(codeOf(changed, digits)).not.toBe(codeOf(Buffer.from(bytes), digits));
    }));
  });
});

test.each<[string, number, string]>([
  ['00'.repeat(32), 6, '000000'],
  ['00'.repeat(31) + '07', 4, '0007'],
  // 2^256 - 1 and 2^255 end so.
  ['ff'.repeat(32), 6, '639935'],
  ['ff'.repeat(32), 10, '3129639935'],
  ['80' + '00'.repeat(31), 8, '64819968'],
])('of the MAC %s the code of %i digits is %s', (mac, digits, code) => {
  expect(codeOf(Buffer.from(mac, 'hex'), digits)).toBe(code);
});

test.each(Object.entries(knownBadCodes))('a generator that %s is found out', (_, bad) => {
  for (const digits of [4, 6, 10]) expect(defects(bad, digits)).not.toEqual([]);
});

test.each<[string, string]>([
  ['123456', '123456'],
  ['123 456', '123456'],
  ['123-456', '123456'],
  [' \t12 34\u00a056\r\n', '123456'],
  ['\u200312\u2009345\u202f6\ufeff', '123456'],
  ['- - -', ''],
  ['', ''],
  ['12a456', '12a456'],
  ['123.456', '123.456'],
  ['１２３４５６', '１２３４５６'],
])('of the answer %j the code is %j', (answer, code) => {
  expect(bareCode(answer)).toBe(code);
});

/** Lengths, digits and pairs of digits that do not come as they should over all MACs. */
function defects(generate: typeof codeOf, digits: number): string[] {
  const codes = MACS.map((mac) => generate(mac, digits));
  const malformed = codes.filter((code) => !new RegExp(`^\\d{${digits}}$`).test(code));
  if (malformed.length > 0) return [`${malformed.length} such as ${malformed[0]}`];

  const positions = Array.from({ length: digits }, (_, i) => i);
  const biased = positions.filter((i) => chiSquare(codes, 10, (code) => digitAt(code, i)) > CRITICAL.digit);
  const correlated = positions.flatMap((i) => positions.slice(0, i).map((j) => [j, i]))
    .filter(([j, i]) => chiSquare(codes, 100, (code) => 10 * digitAt(code, j) + digitAt(code, i)) > CRITICAL.pair);
  return [...biased.map((i) => `position ${i}`), ...correlated.map((pair) => `positions ${pair.join(' and ')}`)];
}

/** How far the classes of the codes are from coming equally often. */
function chiSquare(codes: readonly string[], classes: number, classOf: (code: string) => number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[classOf(code)] += 1;
  const expected = codes.length / classes;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function digitAt(code: string, position: number): number {
  return code.charCodeAt(position) - 48;
}
