import { fingerprint } from '../../../lambda/challenges/mac';

const MAC = Buffer.alloc(32, 1);

test('a fingerprint is the same for the same answer in the same round under the same MAC alone', () => {
  const own = fingerprint(MAC, 'nonce', '123456');
  expect(fingerprint(MAC, 'nonce', '123456')).toBe(own);
  expect(fingerprint(Buffer.alloc(32, 2), 'nonce', '123456')).not.toBe(own);
  expect(fingerprint(MAC, 'other', '123456')).not.toBe(own);
  expect(fingerprint(MAC, 'nonce', '123457')).not.toBe(own);
});

test('nor does it give the answer away, whatever its length', () => {
  for (const answer of ['', '123456', 'x'.repeat(8_192)]) expect(fingerprint(MAC, 'nonce', answer)).toMatch(/^[\w-]{43}$/);
});
