import { answer, COOL_DOWN, LIFETIME, LIMITS, MINUTE, NOW, opened, request, TRIES } from './fixtures';
import { redeem } from '../../../lambda/state/redeem';
import { countAndSettle, MAX_OPEN_CHALLENGES, open, type OpenRequest } from '../../../lambda/state/rules';
import { NEW_STATE, type OpenChallenge, type State } from '../../../lambda/state/state';

const shared = (newId: string, overrides: Partial<OpenRequest> = {}) => request({ newId, sharesMessages: true, ...overrides });
const begin = (newId: string, state: State, now: number, overrides: Partial<OpenRequest> = {}) => open(state, shared(newId, overrides), LIMITS, now);
const challenge = (state: State, id: string): OpenChallenge => state.user.challenges.find((c) => c.id === id)!;
const give = (state: State, id: string, code: string, correct: boolean, now = NOW + MINUTE) =>
  countAndSettle(state, answer(code, { id }), correct, LIMITS, now);
const link = (state: State, id: string, now = NOW + MINUTE) =>
  redeem(state, { id, clientId: 'client', step: 0, name: 'EMAIL_CODE', fingerprint: 'token', exists: true }, true, now);

/** A sign-in that got a message, and one that began a minute later. */
const FIRST = begin('first', NEW_STATE, NOW).state;
const JOINED = begin('second', FIRST, NOW + MINUTE).state;

describe('a sign-in that begins while a message is of use', () => {
  test('joins it: no message is counted but a decoy, and it looks like any other', () => {
    const { state, verdict } = begin('second', FIRST, NOW + MINUTE);
    const alone = begin('second', NEW_STATE, NOW + MINUTE).verdict;
    expect(verdict).toEqual({ ...alone, challenge: { ...alone.challenge, joins: 'first' } });
    expect(state.user.factors).toEqual(FIRST.user.factors);
    expect(state.destination).toBe(FIRST.destination);
    expect(state.pool).toEqual({ ...FIRST.pool, decoys: { ...FIRST.pool.sends, count: 1 } });
    expect(challenge(state, 'first')).toBe(FIRST.user.challenges[0]);
  });

  test('is silent when the decoys of the hour are used up', () => {
    const decoys = { ...FIRST.pool.sends, count: LIMITS.pool.sends };
    expect(begin('second', { ...FIRST, pool: { ...FIRST.pool, decoys } }, NOW + MINUTE).verdict).toMatchObject({ silent: true, challenge: { joins: 'first' } });
  });

  test('joins it also where no more messages may be sent', () => {
    const limits = { ...LIMITS, sends: { hour: 1, day: 1 } };
    expect(open(FIRST, shared('second'), limits, NOW + MINUTE).verdict.challenge).toMatchObject({ joins: 'first', delivers: true });
  });

  test.each<[string, State, number, Partial<OpenRequest>]>([
    ['has expired', FIRST, NOW + LIFETIME, {}],
    ['is over before another may be asked for', FIRST, NOW + LIFETIME - COOL_DOWN, {}],
    ['has been used', link(FIRST, 'first').state, NOW + MINUTE, {}],
    ['has no tries left', [1, 2, 3].reduce((state, i) => give(state, 'first', `wrong ${i}`, false).state, FIRST), NOW + MINUTE, {}],
    ['was withheld', open(NEW_STATE, shared('first'), { ...LIMITS, pool: { ...LIMITS.pool, sends: 0 } }, NOW).state, NOW + MINUTE, {}],
    ['is of another app client', FIRST, NOW + MINUTE, { clientId: 'other' }],
    ['is of another step', FIRST, NOW + MINUTE, { step: 1 }],
    ['is of another challenge', FIRST, NOW + MINUTE, { name: 'OTHER' }],
    ['is not to be shared', FIRST, NOW + MINUTE, { sharesMessages: false }],
  ])('does not join one that %s', (_, state, now, overrides) => {
    expect(begin('second', state, now, overrides).verdict.challenge).toMatchObject({ id: 'second', joins: undefined, delivers: true });
  });

  test('joins one that is over a moment later than that', () => {
    expect(begin('second', FIRST, NOW + LIFETIME - COOL_DOWN - 1).verdict.challenge.joins).toBe('first');
  });

  test('joins one that has half of a short life left', () => {
    const short = { lifetimeMs: MINUTE };
    const first = begin('first', NEW_STATE, NOW, short).state;
    expect(begin('second', first, NOW + MINUTE / 2 - 1, short).verdict.challenge.joins).toBe('first');
    expect(begin('second', first, NOW + MINUTE / 2, short).verdict.challenge.joins).toBeUndefined();
  });

  test('joins the newest', () => {
    const resent = begin('newer', FIRST, NOW + MINUTE, { clientId: 'client', round: 1, previousId: 'gone' }).state;
    expect(begin('third', resent, NOW + 2 * MINUTE).verdict.challenge.joins).toBe('newer');
  });

  test('joins one that has a message, not another one that has joined', () => {
    expect(begin('third', JOINED, NOW + 2 * MINUTE).verdict.challenge.joins).toBe('first');
  });
});

describe('a sign-in that has joined', () => {
  const again = (state: State, resend: boolean, now: number) => begin('third', state, now, { round: 1, previousId: 'second', resend });

  test('may ask for a message of its own after the cool-down, which takes nothing from the first', () => {
    expect(again(JOINED, true, NOW + MINUTE + COOL_DOWN - 1).verdict).toMatchObject({ isNew: false, error: 'THROTTLED', challenge: { id: 'second' } });
    const { state, verdict } = again(JOINED, true, NOW + MINUTE + COOL_DOWN);
    expect(verdict).toMatchObject({ isNew: true, challenge: { id: 'third', joins: undefined, delivers: true } });
    expect(state.user.factors.EMAIL_CODE.sends).toHaveLength(2);
    expect(link(state, 'first', NOW + 2 * MINUTE).verdict).toBe('CORRECT');
  });

  test('has its own tries, and tells nothing of what became of the message', () => {
    const fates = [JOINED, link(JOINED, 'first').state, give(JOINED, 'first', 'wrong', false).state];
    for (const state of fates) {
      const answered = give(state, 'second', 'wrong', false);
      expect(answered.verdict).toBe('WRONG');
      expect(again(answered.state, false, NOW + MINUTE + 1).verdict).toMatchObject({ isNew: false, error: 'CODE_MISMATCH', challenge: { id: 'second', triesLeft: TRIES - 1 } });
    }
  });
});

describe('the code of a joined message', () => {
  test('opens the sign-in that joined, once for both', () => {
    const { state, verdict } = give(JOINED, 'second', 'code', true);
    expect(verdict).toBe('CORRECT');
    expect(give(state, 'first', 'code', true).verdict).toBe('DEAD');
    expect(link(state, 'first').verdict).toBe('DEAD');
  });

  test.each<[string, State, number]>([
    ['that has been used', link(JOINED, 'first').state, NOW + MINUTE],
    ['that has expired', JOINED, NOW + LIFETIME],
    ['that has been replaced', begin('new', JOINED, NOW + MINUTE, { round: 1, previousId: 'first', resend: true }).state, NOW + MINUTE],
  ])('opens none %s', (_, state, now) => {
    expect(give(state, 'second', 'code', true, now).verdict).toBe('WRONG');
  });

  test('is compared no more often than if there were one sign-in', () => {
    let state = JOINED;
    for (let i = 0; i < TRIES - 1; i++) state = give(state, 'second', `wrong ${i}`, false).state;
    expect(challenge(state, 'first').triesLeft).toBe(1);
    state = give(state, 'first', 'wrong', false).state;
    expect(challenge(state, 'first').triesLeft).toBe(0);
    expect(give(state, 'second', 'code', true).verdict).toBe('WRONG');
    expect(give(state, 'first', 'code', true).verdict).toBe('DEAD');
    expect(challenge(give(state, 'second', 'once more', false).state, 'first').triesLeft).toBe(0);
    // The link does not mind.
    expect(link(state, 'first').verdict).toBe('CORRECT');
  });

  test('wrong answers to it are failures of the user', () => {
    expect(give(JOINED, 'second', 'wrong', false).state.user.factors.EMAIL_CODE.failures).toHaveLength(1);
  });
});

test('a joined sign-in has no link of its own', () => {
  expect(link(JOINED, 'second').verdict).toBe('WRONG');
});

test('no number of sign-ins that join takes the message away', () => {
  let state = FIRST;
  for (let i = 0; i < 3 * MAX_OPEN_CHALLENGES; i++) state = begin(`joined ${i}`, state, NOW + MINUTE + i, { round: i }).state;
  expect(state.user.challenges).toHaveLength(1 + MAX_OPEN_CHALLENGES);
  expect(link(state, 'first').verdict).toBe('CORRECT');
});

test('without sharing nobody joins', () => {
  expect(opened({ newId: 'second', round: 1 }, opened()).user.challenges.map(({ joins }) => joins)).toEqual([undefined, undefined]);
});
