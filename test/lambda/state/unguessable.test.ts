import { type AnswerRequest, count, open, type OpenRequest, settle } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';
import { LIMITS } from '../flow/flows';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const CAPTCHA = { clientId: 'client', step: 0, name: 'CAPTCHA', guessable: false, exists: true };

function opened(overrides: Partial<OpenRequest> = {}, state: State = NEW_STATE, now = NOW): State {
  const request = { ...CAPTCHA, newId: 'first', round: 0, lifetimeMs: 300_000, tries: 3, sends: false, resend: false, ...overrides };
  return open(state, request, LIMITS, now).state;
}

/** In a round of the sign-in that the challenge is of, unless told otherwise. */
const answer = (token: string, overrides: Partial<AnswerRequest> = {}): AnswerRequest =>
  ({ ...CAPTCHA, id: 'first', fingerprint: `${token} in ${overrides.id ?? 'first'}`, token, ...overrides });

function given(state: State, request: AnswerRequest, correct: boolean, now = NOW, counting = count): { state: State; verdict: string } {
  const counted = counting(state, request, LIMITS, now);
  return counted.verdict === 'COUNTED' ? settle(counted.state, request, correct, now) : counted;
}

/** The pool's budget of failures, and what the user has failed in another challenge. */
const WITH_FAILURES: State = {
  ...NEW_STATE,
  user: { challenges: [], factors: { EMAIL_CODE: { sends: [], failures: [NOW - 1, NOW - 1], consecutiveFailures: 2 } } },
  pool: { sends: { hour: 0, count: 0 }, failures: { hour: NOW / HOUR, count: 7 }, decoys: { hour: 0, count: 0 } },
};

test('a wrong answer uses up a try and is nobody\'s failure', () => {
  const before = opened();
  const { state, verdict } = given(before, answer('garbage'), false);
  expect(verdict).toBe('WRONG');
  expect(state.user.challenges).toMatchObject([{ triesLeft: 2 }]);
  expect(state.user.factors).toEqual({});
  expect(state.pool).toBe(before.pool);
});

test('no more answers are judged than there are tries', () => {
  let state = opened();
  for (const token of ['a', 'b', 'c']) state = given(state, answer(token), false).state;
  expect(given(state, answer('d'), true).verdict).toBe('DEAD');
});

test('any number of wrong answers closes it to nobody', () => {
  let state = NEW_STATE;
  for (let i = 0; i < 150; i++) {
    state = opened({ newId: `id-${i}`, round: i }, state, NOW + i);
    const { state: after, verdict } = given(state, answer(`garbage-${i}`, { id: `id-${i}` }), false, NOW + i);
    expect(verdict).toBe('WRONG');
    state = after;
  }
  state = opened({ newId: 'last', round: 151 }, state, NOW + 151);
  expect(given(state, answer('good', { id: 'last' }), true, NOW + 151).verdict).toBe('CORRECT');
});

test('a right answer takes back no failure that somebody has counted', () => {
  const { state, verdict } = given(opened({}, WITH_FAILURES), answer('good'), true);
  expect(verdict).toBe('CORRECT');
  expect(state.user.factors).toEqual(WITH_FAILURES.user.factors);
  expect(state.pool).toEqual(WITH_FAILURES.pool);
});

test('it stays open when all users together have failed too often', () => {
  const exhausted = { ...NEW_STATE, pool: { ...NEW_STATE.pool, failures: { hour: NOW / HOUR, count: LIMITS.pool.failures } } };
  const state = opened({}, exhausted);
  expect(state.user.challenges).toMatchObject([{ delivers: true }]);
  expect(given(state, answer('good'), true).verdict).toBe('CORRECT');
});

describe('an answer is good for one challenge', () => {
  const second = (state: State, now = NOW + 20_000) => opened({ newId: 'second', round: 0 }, state, now);

  /** In the place of `count`. */
  const expectGoodOnce = (counting: typeof count) => {
    for (const correct of [true, false]) {
      const used = given(opened(), answer('token'), correct, NOW, counting).state;
      expect(counting(second(used), answer('token', { id: 'second' }), LIMITS, NOW + 20_000).verdict).toBe('WRONG');
      expect(counting(used, answer('token'), LIMITS, NOW + 5_000).verdict).toBe(correct ? 'CORRECT' : 'WRONG');
      const elsewhere = counting(used, answer('token', { fingerprint: 'token in another round' }), LIMITS, NOW + 5_000).verdict;
      expect(elsewhere).toBe(correct ? 'DEAD' : 'COUNTED');
    }
    const judging = counting(opened(), answer('token'), LIMITS, NOW).state;
    expect(counting(second(judging), answer('token', { id: 'second' }), LIMITS, NOW + 20_000).verdict).toBe('WRONG');
    expect(given(second(judging), answer('other', { id: 'second' }), true, NOW + 20_000, counting).verdict).toBe('CORRECT');
  };

  test('also while the first one is being judged, and for who shares the challenge with another sign-in', () => {
    expectGoodOnce(count);
  });

  test.each<[string, typeof count]>([
    ['knows no token again', (state, request, ...rest) => count(state, { ...request, token: undefined }, ...rest)],
    ['takes the answer of another sign-in for a repetition', (state, request, ...rest) => count(state, { ...request, fingerprint: request.token! }, ...rest)],
    ['tells answers by their round alone', (state, request, ...rest) => count(state, { ...request, token: request.fingerprint }, ...rest)],
    ['turns away who has given one before', (state, request, ...rest) => count(state, { ...request, token: 'any' }, ...rest)],
  ])('one that %s is found out', (_, bad) => {
    expect(() => expectGoodOnce(bad)).toThrow();
  });

  test('not for another one of the user, and is not asked about again', () => {
    const used = given(opened(), answer('token'), true).state;
    const { state, verdict } = count(second(used), answer('token', { id: 'second' }), LIMITS, NOW + 20_000);
    expect(verdict).toBe('WRONG');
    expect(state.user.challenges).toContainEqual(expect.objectContaining({ id: 'second', triesLeft: 2, lastAnswer: expect.objectContaining({ at: NOW + 20_000, verdict: 'WRONG' }) }));
  });

  test('where answers can be guessed, two sign-ins may well have the same', () => {
    const code = { guessable: true, name: 'EMAIL_CODE', token: undefined };
    const used = given(opened(code), answer('123456', code), false).state;
    const again = opened({ ...code, newId: 'second' }, used, NOW + 20_000);
    expect(given(again, answer('123456', { ...code, id: 'second' }), true, NOW + 20_000).verdict).toBe('CORRECT');
  });
});
