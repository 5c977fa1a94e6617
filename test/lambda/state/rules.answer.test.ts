import { answer, failed, LIFETIME, LIMITS, MINUTE, NOW, opened, TRIES } from './fixtures';
import { DAY, HOUR } from '../../../lambda/state/limits';
import { type AnswerRequest, count, countAndSettle, REPEAT_AFTER_MS, REPEAT_WITHIN_MS, settle } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';

const give = (state: State, text: string, now = NOW, overrides: Partial<AnswerRequest> = {}) =>
  countAndSettle(state, answer(text, overrides), text.startsWith('right'), LIMITS, now);

const give3 = (state: State) => ['wrong 1', 'wrong 2', 'wrong 3'].reduce((s, text) => give(s, text).state, state);

const factor = ({ user }: State, name = 'EMAIL_CODE') => user.factors[name];

describe('an answer', () => {
  test('that is right passes, uses the challenge up, and counts as no failure', () => {
    const { state, verdict } = give(opened(), 'right');
    expect(verdict).toBe('CORRECT');
    expect(state.user.factors).toEqual(opened().user.factors);
    expect(state.pool.failures.count).toBe(0);
    expect(give(state, 'right again', NOW + 1)).toEqual({ state, verdict: 'DEAD' });
  });

  test('that is right leaves the pool as it was, so that no sign-in that succeeds has to write it', () => {
    const before = opened();
    expect(give(before, 'right').state.pool).toBe(before.pool);
  });

  test('that is wrong uses up a try, and counts as a failure of the user and of the pool', () => {
    const { state, verdict } = give(opened(), 'wrong');
    expect(verdict).toBe('WRONG');
    expect(state.user.challenges[0].triesLeft).toBe(TRIES - 1);
    expect(factor(state)).toEqual({ sends: [NOW], failures: [NOW], consecutiveFailures: 1 });
    expect(state.pool.failures).toEqual({ hour: NOW / HOUR, count: 1 });
    expect(give(state, 'right').verdict).toBe('CORRECT');
  });

  test('after the last try is not compared', () => {
    const state = give3(opened());
    expect(give(state, 'right')).toEqual({ state, verdict: 'DEAD' });
  });

  test.each([[-1, 'CORRECT'], [0, 'DEAD'], [1, 'DEAD']])('%p ms after the challenge expires is %s', (offset, verdict) => {
    expect(give(opened(), 'right', NOW + LIFETIME + offset).verdict).toBe(verdict);
  });

  test.each<[string, Partial<AnswerRequest>]>([
    ['another challenge', { id: 'second' }],
    ['another app client', { clientId: 'other' }],
    ['another step', { step: 1 }],
    ['a challenge of another name', { name: 'QUESTION' }],
  ])('to %s passes nothing and changes nothing', (_, overrides) => {
    const state = opened();
    expect(give(state, 'right', NOW, overrides)).toEqual({ state, verdict: 'DEAD' });
    expect(settle(state, answer('right', overrides), true, NOW)).toEqual({ state, verdict: 'DEAD' });
  });

  test('to a challenge that delivers nothing is wrong, uses up a try, and counts as no failure', () => {
    const state = opened({ newId: 'withheld' }, failed(10));
    const later = { ...state, user: { ...state.user, factors: {} } };
    const given = give(later, 'right', NOW, { id: 'withheld' });
    expect(given.verdict).toBe('WRONG');
    expect(given.state.user.challenges.at(-1)).toMatchObject({ delivers: false, triesLeft: TRIES - 1 });
    expect(given.state).toMatchObject({ user: { factors: {} }, pool: later.pool });
  });

  test('of somebody who does not exist is wrong, and counts as a failure of his name, but not of the pool', () => {
    const { state, verdict } = give(opened({ exists: false }), 'right', NOW, { exists: false });
    expect(verdict).toBe('WRONG');
    expect(factor(state)).toMatchObject({ failures: [NOW], consecutiveFailures: 1 });
    expect(state.pool).toEqual(opened({ exists: false }).pool);
  });
});

describe('an answer that Cognito repeats', () => {
  test.each([['right', 'CORRECT'], ['wrong', 'WRONG']])('and that is %s gets the same verdict within 15 s, and no try is used up', (text, verdict) => {
    const first = give(opened(), text);
    for (const later of [REPEAT_AFTER_MS, 5_000, REPEAT_WITHIN_MS - 1]) {
      expect(give(first.state, text, NOW + later)).toEqual({ state: first.state, verdict });
    }
  });

  test('also when the challenge has expired meanwhile, and another sign-in has begun', () => {
    const { state } = give(opened(), 'right', NOW + LIFETIME - 1);
    expect(give(opened({ newId: 'second' }, state, NOW + LIFETIME), 'right', NOW + LIFETIME + 5_000).verdict).toBe('CORRECT');
  });

  test.each([REPEAT_AFTER_MS - 1, REPEAT_WITHIN_MS, -1])('is another answer when it comes %p ms later', (later) => {
    expect(give(give(opened(), 'right').state, 'right', NOW + later).verdict).toBe('DEAD');
    expect(give(give(opened(), 'wrong').state, 'wrong', NOW + later).state.user.challenges[0].triesLeft).toBe(TRIES - 2);
  });
});

describe('an answer that somebody else judges', () => {
  const judged = count(opened(), answer('right'), LIMITS, NOW);
  const right = (state: State, now = NOW) => settle(state, answer('right'), true, now);

  test('has used up its try and counts as a failure before it is judged', () => {
    expect(judged.verdict).toBe('COUNTED');
    expect(judged.state).toMatchObject({ user: { challenges: [{ triesLeft: TRIES - 1 }] }, pool: { failures: { count: 1 } } });
    expect(factor(judged.state)).toMatchObject({ failures: [NOW], consecutiveFailures: 1 });
  });

  test('is judged again, without another try, when the judgement was lost; its failure is taken back all the same', () => {
    expect(count(judged.state, answer('right'), LIMITS, NOW + 5_000)).toEqual({ state: judged.state, verdict: 'COUNTED' });
    const { state, verdict } = right(judged.state, NOW + 5_000);
    expect(verdict).toBe('CORRECT');
    expect(factor(state)).toMatchObject({ failures: [], consecutiveFailures: 0 });
    expect(state.pool.failures.count).toBe(0);
  });

  test('gets the same verdict twice when it was repeated before the first judgement came', () => {
    const { state } = right(judged.state);
    expect(right(state, NOW + 5_000)).toEqual({ state, verdict: 'CORRECT' });
    expect(right(state)).toEqual({ state, verdict: 'DEAD' });
  });

  test('passes beside a wrong one of the same time, which stays a failure and cannot undo it', () => {
    const both = count(judged.state, answer('wrong'), LIMITS, NOW + 1_000).state;
    const { state, verdict } = right(both);
    expect(verdict).toBe('CORRECT');
    expect(factor(state)).toMatchObject({ failures: [NOW + 1_000], consecutiveFailures: 0 });
    expect(settle(state, answer('wrong'), false, NOW + 1_000)).toEqual({ state, verdict: 'DEAD' });
    expect(settle(state, answer('right too'), true, NOW + 1_000)).toEqual({ state, verdict: 'DEAD' });
    // Its repetition, too, is told from the wrong one's.
    expect(count(state, answer('right'), LIMITS, NOW + REPEAT_AFTER_MS)).toEqual({ state, verdict: 'CORRECT' });
  });

  test('whose challenge is gone meanwhile does not pass', () => {
    expect(right(NEW_STATE)).toEqual({ state: NEW_STATE, verdict: 'DEAD' });
  });
});

describe('a lock', () => {
  /** A right answer to a challenge that was there before. */
  const late = (state: State, now: number, name = 'EMAIL_CODE') =>
    give(opened({ newId: 'late', name, clientId: 'other' }, state, now), 'right', now, { id: 'late', name, clientId: 'other' });
  /** The person's own code, which has come before the failures. */
  const open = opened({ clientId: 'other' }, NEW_STATE, NOW - 1);
  const mine = (state: State) => give(state, 'right', NOW, { clientId: 'other' });

  test('compares nothing, not even what is right, and counts nothing but the try', () => {
    expect(mine(failed(9, open)).verdict).toBe('CORRECT');
    const before = failed(10, open);
    const { state, verdict } = mine(before);
    expect(verdict).toBe('LOCKED');
    expect(state).toEqual({ ...before, user: { ...before.user, challenges: expect.anything() } });
    expect(state.user.challenges.find(({ clientId }) => clientId === 'other')).toMatchObject({ triesLeft: 2, lastAnswer: { verdict: 'LOCKED' } });
  });

  test('ends when the hour allows another failure', () => {
    const state = failed(10);
    expect(late(state, NOW + HOUR - 1).verdict).not.toBe('CORRECT');
    expect(late(state, NOW + HOUR).verdict).toBe('CORRECT');
  });

  test('ends when the day allows another failure', () => {
    const state = failed(10, failed(10), NOW + 2 * HOUR);
    expect(late(state, NOW + DAY - 1).verdict).not.toBe('CORRECT');
    expect(late(state, NOW + DAY).verdict).toBe('CORRECT');
  });

  test('after too many failures in a row does not end', () => {
    const state = [0, 1, 2].reduce((s, day) => failed(10, s, NOW + day * DAY), NEW_STATE);
    expect(late(state, NOW + 300 * DAY).verdict).not.toBe('CORRECT');
  });

  test('is put off by a right answer only as far as failures in a row go', () => {
    const { state } = late(failed(9), NOW + MINUTE);
    expect(factor(state)).toMatchObject({ consecutiveFailures: 0, failures: Array(9).fill(NOW) });
    expect(late(failed(1, state, NOW + 2 * MINUTE), NOW + 3 * MINUTE).verdict).not.toBe('CORRECT');
  });

  test('of one challenge leaves the others open', () => {
    expect(late(failed(10), NOW, 'QUESTION').verdict).toBe('CORRECT');
  });

  test('of the whole pool closes every challenge until the next hour', () => {
    const pool = { ...NEW_STATE.pool, failures: { hour: NOW / HOUR, count: 1_000 } };
    const state = { ...open, pool };
    expect(mine(state).verdict).toBe('LOCKED');
    expect(late(state, NOW + HOUR).verdict).toBe('CORRECT');
  });
});
