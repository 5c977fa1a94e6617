import { createHmac } from 'node:crypto';
import { ALPHABET, pictureCode } from '../../../lambda/challenges/image-captcha';
import type { FlowImageCaptcha } from '../../../src/private/flow';
import { knownBadPictureCodes } from '../fixtures/known-bad-picture-codes';

/** As KMS makes them, from a key of the tests: always the same, so that no run fails by chance. */
const MACS = Array.from({ length: 30_000 }, (_, i) => createHmac('sha256', 'a key of the tests').update(String(i)).digest());

/** What chi-square exceeds with a probability of 1e-6 at 15 and at 255 degrees of freedom. */
const CRITICAL = { letter: 56.493, pair: 377.078 };

const challenge = (codeLength: number): FlowImageCaptcha => ({
  kind: 'IMAGE_CAPTCHA', name: 'IMAGE_CAPTCHA', lifetime: 300, tries: 3, sends: false, guessable: false, codeLength, drawFunction: 'arn',
});

test.each(['0OQD', '1IL', '2Z', '5S', '8B', '6GC', 'UV', 'EF', 'PR', '4A', 'MNW', 'VWY'])('of %s, which look alike, the alphabet has one at most', (alike) => {
  expect([...alike].filter((character) => ALPHABET.includes(character)).length).toBeLessThanOrEqual(1);
});

test.each([4, 6, 8])('codes of %i letters are uniform, and each answer has one of its own', (codeLength) => {
  expect(defects(pictureCode, codeLength)).toEqual([]);
});

test.each(Object.entries(knownBadPictureCodes))('one that %s is found out', (_, bad) => {
  expect(defects(bad, 6)).not.toEqual([]);
});

test('the same event has the same code', () => {
  expect(pictureCode(challenge(6), MACS[0], '2')).toBe(pictureCode(challenge(6), Buffer.from(MACS[0]), '2'));
});

/** Lengths, letters and pairs of letters, in one picture or in two of a challenge, that do not come as they should. */
function defects(generate: typeof pictureCode, codeLength: number): string[] {
  const codes = MACS.map((mac) => ['1', '2'].map((attempt) => generate(challenge(codeLength), mac, attempt)).join(''));
  const wellFormed = new RegExp(`^[${ALPHABET}]{${2 * codeLength}}$`);
  const malformed = codes.find((code) => !wellFormed.test(code));
  if (malformed !== undefined) return [malformed];

  const letters = codes.map((code) => [...code].map((letter) => ALPHABET.indexOf(letter)));
  const positions = letters[0].map((_, position) => position);
  const biased = positions.filter((i) => chiSquare(letters, 16, (code) => code[i]) > CRITICAL.letter);
  const correlated = positions.flatMap((i) => positions.slice(0, i).map((j) => [j, i]))
    .filter(([j, i]) => chiSquare(letters, 256, (code) => 16 * code[j] + code[i]) > CRITICAL.pair);
  return [...biased.map((i) => `position ${i}`), ...correlated.map((pair) => `positions ${pair.join(' and ')}`)];
}

/** How far the classes of the codes are from coming equally often. */
function chiSquare(codes: readonly number[][], classes: number, classOf: (code: number[]) => number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[classOf(code)] += 1;
  const expected = codes.length / classes;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
