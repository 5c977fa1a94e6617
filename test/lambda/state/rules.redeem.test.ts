import { answer, failed, LIFETIME, LIMITS, NOW, opened } from './fixtures';
import { redeem } from '../../../lambda/state/redeem';
import { count, countAndSettle, open, REPEAT_AFTER_MS, REPEAT_WITHIN_MS } from '../../../lambda/state/rules';
import type { State } from '../../../lambda/state/state';

const token = (fingerprint = 'token') => ({ id: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', fingerprint, exists: true });
const give = (state: State, correct = true, now = NOW, request = token()) => redeem(state, request, correct, now);

test('a right token uses up the challenge and nothing else', () => {
  const before = opened();
  const { state, verdict } = give(before);
  expect(verdict).toBe('CORRECT');
  expect(state).toEqual({
    ...before, user: { ...before.user, challenges: [{ ...before.user.challenges[0], lastAnswer: { fingerprint: 'token', at: NOW, verdict: 'CORRECT' } }] },
  });
});

test('a wrong token leaves the very same state, so that nothing is written', () => {
  const before = opened();
  expect(give(before, false)).toEqual({ state: before, verdict: 'WRONG' });
  expect(give(before, false).state).toBe(before);
});

test.each([
  [LIFETIME - 1, 'CORRECT'], [LIFETIME, 'DEAD'],
])('after %p ms it is %s', (waited, verdict) => {
  expect(give(opened(), true, NOW + waited).verdict).toBe(verdict);
});

test.each([
  [0, 'DEAD'], [REPEAT_AFTER_MS - 1, 'DEAD'], [REPEAT_AFTER_MS, 'CORRECT'], [REPEAT_WITHIN_MS - 1, 'CORRECT'], [REPEAT_WITHIN_MS, 'DEAD'],
])('given again %p ms later in the same round it is %s', (later, verdict) => {
  const { state } = give(opened());
  const again = give(state, true, NOW + later);
  expect(again).toEqual({ state, verdict });
  expect(give(state, true, NOW + later, token('in another round')).verdict).toBe('DEAD');
});

test('after it the code of the same message is dead', () => {
  const { state } = give(opened());
  expect(count(state, answer('code'), LIMITS, NOW + 1)).toEqual({ state, verdict: 'DEAD' });
});

test('after the code of the same message it is dead', () => {
  const { state } = countAndSettle(opened(), answer('code'), true, LIMITS, NOW);
  expect(give(state, true, NOW + 1)).toEqual({ state, verdict: 'DEAD' });
});

test('wrong codes do not take it away, not even all that are compared', () => {
  let state = opened();
  for (let i = 0; i < 4; i++) state = countAndSettle(state, answer(`wrong ${i}`), false, LIMITS, NOW).state;
  expect(state.user.challenges).toMatchObject([{ triesLeft: 0 }]);
  expect(give(state, true, NOW + 1).verdict).toBe('CORRECT');
});

test('who has failed too often with codes still gets in by it; then the count of consecutive failures begins anew, and the lock stays', () => {
  // 29 of 30 in a row, so long ago that they lock nobody; then 10 within the hour after the link has been sent.
  const long = failed(19, failed(10, undefined, NOW - 90 * LIFETIME), NOW - 80 * LIFETIME);
  const linked = open(long, { ...token(), newId: 'first', round: 0, lifetimeMs: LIFETIME, tries: 3, sends: true, guessable: true, resend: false }, LIMITS, NOW).state;
  const { failures } = linked.user.factors.EMAIL_CODE;
  const { state, verdict } = give(linked);
  expect(verdict).toBe('CORRECT');
  expect(state.user.factors.EMAIL_CODE).toMatchObject({ failures, consecutiveFailures: 0 });
  expect(state.pool).toBe(linked.pool);
});
