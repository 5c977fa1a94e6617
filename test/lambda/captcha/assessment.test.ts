import fc from 'fast-check';
import { DEMANDS, GOOD, MATRIX, NOW } from './matrix';
import { refusalOf } from '../../../lambda/captcha/assessment';
import { type CaptchaCheck, knownBadCaptchaChecks } from '../fixtures/known-bad-captcha-checks';

const judged = (check: CaptchaCheck, says: object) => check({ ...GOOD, ...says }, DEMANDS, NOW);

test.each(MATRIX.map((row) => [row.name, row.refusal ?? 'it passes', row] as const))('when %s: %s', (_name, _refusal, { says, refusal }) => {
  expect(judged(refusalOf, says)).toBe(refusal);
});

test.each(Object.entries(knownBadCaptchaChecks))('the matrix finds a check that %s', (_, check) => {
  const caught = MATRIX.filter(({ says, refusal }) => judged(check, says) !== refusal);
  expect(caught).not.toEqual([]);
});

test('an action or a score that nobody asked for does not matter', () => {
  const { hostnames, tokenLifetime } = DEMANDS;
  for (const says of [{ action: 'register' }, { action: undefined }, { score: 0 }, { score: undefined }]) {
    expect(refusalOf({ ...GOOD, ...says }, { hostnames, tokenLifetime }, NOW)).toBeUndefined();
  }
});

test('whatever else a provider says in one place, the token is refused', () => {
  const place = fc.constantFrom('valid', 'hostname', 'action', 'score', 'time');
  fc.assert(fc.property(place, fc.jsonValue(), (key, value) => {
    fc.pre(value !== true && !(typeof value === 'number' && value >= 0.5) && !(typeof value === 'string' && ['login', 'localhost', 'www.example.com'].includes(value.toLowerCase())));
    expect(judged(refusalOf, { [key]: value })).toBeDefined();
  }), { numRuns: 2_000 });
});
