import * as fc from 'fast-check';
import { readMetadata, writeMetadata } from '../../../lambda/flow/metadata';

const ID = 'A'.repeat(22);
const NONCE = 'B'.repeat(22);

test('what Create writes is read again', () => {
  const round = fc.record({
    step: fc.nat(99),
    name: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,31}$/),
    attemptsLeft: fc.nat(99),
    nonce: fc.stringMatching(/^[\w-]{22}$/),
    challengeId: fc.stringMatching(/^[\w-]{22}$/),
  });
  fc.assert(fc.property(round, (given) => expect(readMetadata(writeMetadata(given))).toEqual(given)));
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an object that spells a round', { toString: () => `0:EMAIL_CODE:3:${NONCE}:${ID}` }],
  ['something in front of it', `x0:EMAIL_CODE:3:${NONCE}:${ID}`],
  ['something behind it', `0:EMAIL_CODE:3:${NONCE}:${ID}x`],
  ['a step of three digits', `100:EMAIL_CODE:3:${NONCE}:${ID}`],
  ['a name in small letters', `0:email_code:3:${NONCE}:${ID}`],
  ['a part too few', `0:EMAIL_CODE:${NONCE}:${ID}`],
  ['one without a nonce', `0:EMAIL_CODE:3:${ID}`],
])('%s is no round', (_, metadata) => {
  expect(readMetadata(metadata)).toBeUndefined();
});
