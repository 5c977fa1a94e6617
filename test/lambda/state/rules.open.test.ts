import { answer, COOL_DOWN, failed, LIFETIME, LIMITS, MINUTE, NOW, opened, request, TRIES } from './fixtures';
import { DAY, HOUR } from '../../../lambda/state/limits';
import {
  countAndSettle, MAX_OPEN_CHALLENGES, open, type OpenRequest, type OpenVerdict, REPEAT_WITHIN_MS,
} from '../../../lambda/state/rules';
import { NEW_STATE, type OpenChallenge, type State } from '../../../lambda/state/state';
import type { FlowLimits } from '../../../src/private/flow';

const wrong = (state: State, now = NOW) => countAndSettle(state, answer('wrong'), false, LIMITS, now).state;
const right = (state: State, now = NOW) => countAndSettle(state, answer('right'), true, LIMITS, now).state;

/** The round after the one that `opened()` shows. */
const next = (overrides: Partial<OpenRequest> = {}) => request({ newId: 'second', round: 1, after: 'nonce', previousId: 'first', ...overrides });

/** Sign-ins that each send a message, so far apart that none is a repetition. */
function sent(...times: number[]): State {
  return times.reduce((state, time, i) => opened({ newId: `sent ${i}`, clientId: `client ${i}` }, state, time), NEW_STATE);
}

describe('the first round of a sign-in', () => {
  test('opens a challenge and counts its message', () => {
    const { state, verdict } = open(NEW_STATE, request(), LIMITS, NOW);
    const challenge: OpenChallenge = {
      id: 'first',
      clientId: 'client',
      step: 0,
      name: 'EMAIL_CODE',
      round: 0,
      after: undefined,
      delivers: true,
      openedAt: NOW,
      expiresAt: NOW + LIFETIME,
      triesLeft: TRIES,
    };
    expect(verdict).toEqual({ isNew: true, challenge });
    expect(state).toEqual({
      user: { challenges: [challenge], factors: { EMAIL_CODE: { sends: [NOW], failures: [], consecutiveFailures: 0 } } },
      destination: { sends: [NOW] },
      pool: { ...NEW_STATE.pool, sends: { hour: NOW / HOUR, count: 1 } },
    });
  });

  test('for somebody who does not exist counts as for anybody, but as a decoy in the pool', () => {
    const { user, destination, pool } = opened({ exists: false });
    expect(user).toEqual(opened().user);
    expect(destination).toEqual(opened().destination);
    expect(pool).toEqual({ ...NEW_STATE.pool, decoys: { hour: NOW / HOUR, count: 1 } });
  });

  test('for somebody who does not exist is silent once the decoys of the hour are used up, and goes on as ever for who exists', () => {
    const decoys = { hour: NOW / HOUR, count: Math.ceil(LIMITS.pool.sends / LIMITS.pool.shards) };
    const state = { ...NEW_STATE, pool: { ...NEW_STATE.pool, decoys } };
    const stranger = open(state, request({ exists: false }), LIMITS, NOW);
    expect(stranger.verdict).toMatchObject({ isNew: true, silent: true, challenge: { delivers: true } });
    expect(stranger.state.pool).toBe(state.pool);
    expect(open(state, request(), LIMITS, NOW).verdict).not.toHaveProperty('silent');
    expect(open(state, request({ exists: false }), LIMITS, NOW + HOUR).verdict).not.toHaveProperty('silent');
  });

  test('of a challenge without a message counts nothing', () => {
    expect(opened({ sends: false })).toEqual({ ...NEW_STATE, user: { challenges: [expect.objectContaining({ delivers: true })], factors: {} } });
  });

  test.each([0, REPEAT_WITHIN_MS - 1, -2_000])('comes again %p ms later: one challenge, one message', (later) => {
    const state = opened();
    const again = open(state, request({ newId: 'second' }), LIMITS, NOW + later);
    // It takes as long as the message of the first.
    expect(again.verdict).toEqual({ isNew: false, silent: true, challenge: state.user.challenges[0] });
    expect(again.state).toEqual({ ...state, user: { ...state.user, challenges: [{ ...state.user.challenges[0], shared: true }] } });
  });

  test.each<[string, Partial<OpenRequest>, State, number]>([
    ['15 s later', {}, opened(), NOW + REPEAT_WITHIN_MS],
    ['of another app client', { clientId: 'other' }, opened(), NOW],
    ['of another step', { step: 1 }, opened(), NOW],
    ['of another challenge', { name: 'QUESTION' }, opened(), NOW],
    ['of a longer session', { round: 1 }, opened(), NOW],
    ['after an answer', {}, wrong(opened()), NOW + 1],
  ])('%s is another sign-in, with a challenge of its own', (_, overrides, state, now) => {
    expect(open(state, request({ newId: 'second', ...overrides }), LIMITS, now).verdict)
      .toMatchObject({ isNew: true, challenge: { id: 'second', delivers: true } });
  });
});

describe('a round after the first one', () => {
  test('goes on with the challenge and the tries that are left', () => {
    const state = wrong(opened());
    expect(open(state, next(), LIMITS, NOW + COOL_DOWN)).toEqual({
      state, verdict: { isNew: false, error: 'CODE_MISMATCH', challenge: expect.objectContaining({ id: 'first', triesLeft: TRIES - 1 }) },
    });
  });

  test.each<[string, State, number]>([
    ['expired', opened(), NOW + LIFETIME],
    ['used', right(opened()), NOW + COOL_DOWN],
    ['out of tries', wrong(wrong(wrong(opened()))), NOW + COOL_DOWN],
    ['gone', NEW_STATE, NOW],
  ])('whose challenge is %s opens a new one, once for all repetitions of the event', (_, state, now) => {
    const first = open(state, next(), LIMITS, now);
    expect(first.verdict).toMatchObject({ isNew: true, error: 'EXPIRED', challenge: { id: 'second', delivers: true, triesLeft: TRIES } });
    const again = open(first.state, next({ newId: 'third' }), LIMITS, now + 5_000);
    expect(again).toEqual({ state: first.state, verdict: { ...first.verdict, isNew: false, silent: true } });
  });

  test('that asks for a new challenge gets it in the place of the old one, once for all repetitions of the event', () => {
    const first = open(wrong(opened()), next({ resend: true }), LIMITS, NOW + COOL_DOWN);
    expect(first.verdict).toEqual({
      isNew: true, error: undefined, challenge: expect.objectContaining({ id: 'second', delivers: true, triesLeft: TRIES, after: 'nonce' }),
    });
    expect(first.state.user.challenges.map(({ id }) => id)).toEqual(['second']);
    const again = open(first.state, next({ newId: 'third', resend: true }), LIMITS, NOW + COOL_DOWN + 5_000);
    expect(again).toEqual({ state: first.state, verdict: { ...first.verdict, isNew: false, silent: true } });
  });
});

describe('two sign-ins that began at the same time and share a challenge', () => {
  const shared = open(opened(), request({ newId: 'never' }), LIMITS, NOW + 5_000).state;
  const one = open(shared, next({ newId: 'hers', after: 'her round', resend: true }), LIMITS, NOW + COOL_DOWN);
  const other = open(one.state, next({ newId: 'his', after: 'his round', resend: true }), LIMITS, NOW + COOL_DOWN + 1);

  test('each get a new one of their own, at the same moment too', () => {
    expect(one.verdict).toMatchObject({ isNew: true, challenge: { id: 'hers', delivers: true } });
    expect(other.verdict).toMatchObject({ isNew: true, challenge: { id: 'his', delivers: true } });
  });

  test('do not take it from each other', () => {
    expect(countAndSettle(other.state, answer('right'), true, LIMITS, NOW + COOL_DOWN + 2).verdict).toBe('CORRECT');
  });
});

const busy = (pool: Partial<State['pool']>): State => ({ ...NEW_STATE, pool: { ...NEW_STATE.pool, ...pool } });

/** Where a message is refused: what came before, the error, and when it is granted. */
const refusals: [string, State, Pick<OpenVerdict, 'error' | 'retryAt'>][] = [
  ['the user has had enough messages this hour', { ...sent(...[5, 4, 3, 2, 1].map((m) => NOW - m * MINUTE)), destination: { sends: [] } },
    { error: 'THROTTLED', retryAt: NOW - 5 * MINUTE + HOUR }],
  ['the user has had enough messages this day', { ...sent(...Array.from({ length: 10 }, (_, i) => NOW - (20 - i) * HOUR)), destination: { sends: [] } },
    { error: 'THROTTLED', retryAt: NOW - 20 * HOUR + DAY }],
  ['the destination has had enough messages', { ...NEW_STATE, destination: { sends: Array(5).fill(NOW - MINUTE) } }, { error: 'THROTTLED', retryAt: NOW - MINUTE + HOUR }],
  ['the pool has sent too many', busy({ sends: { hour: NOW / HOUR, count: 10_000 } }), { error: 'THROTTLED', retryAt: NOW + HOUR }],
  ['the pool has failed too often', busy({ failures: { hour: NOW / HOUR, count: 1_000 } }), { error: 'THROTTLED', retryAt: NOW + HOUR }],
  ['the user has failed too often', failed(10, NEW_STATE, NOW - MINUTE), { error: 'LOCKED', retryAt: NOW - MINUTE + HOUR }],
  ['the user has failed too often in a row', failed(10, failed(10, failed(10, NEW_STATE, NOW - 3 * DAY), NOW - 2 * DAY), NOW - DAY), { error: 'LOCKED', retryAt: undefined }],
];

describe.each(refusals)('where %s', (_, before, refusal) => {
  const first = open(before, request(), LIMITS, NOW);

  test('a sign-in begins as any other, but delivers nothing and counts a decoy', () => {
    const { delivers, ...shown } = first.verdict.challenge;
    const { delivers: usual, ...usually } = opened().user.challenges[0];
    expect([delivers, usual]).toEqual([false, true]);
    expect(first.verdict).toEqual({ isNew: true, challenge: { ...usually, delivers } });
    expect(shown).toEqual(usually);
    expect(first.state).toEqual({
      ...before,
      user: { ...before.user, challenges: expect.arrayContaining([first.verdict.challenge]) },
      pool: { ...before.pool, decoys: { hour: NOW / HOUR, count: 1 } },
    });
  });

  test.each([['after a wrong answer', false], ['that asks for a new challenge', true]])('a round %s is told so', (__, resend) => {
    const { state, verdict } = open(first.state, next({ resend }), LIMITS, NOW);
    expect(verdict).toEqual({ isNew: false, challenge: first.verdict.challenge, ...refusal });
    expect(state).toBe(first.state);
  });

  test('the message leaves as soon as the client has been told, and no sooner', () => {
    const asked = (now: number) => open(first.state, next({ resend: true }), LIMITS, now).verdict;
    if (refusal.retryAt === undefined) return expect(asked(NOW + 300 * DAY)).toMatchObject(refusal);
    expect(asked(refusal.retryAt - 1)).toMatchObject({ isNew: false, ...refusal });
    expect(asked(refusal.retryAt)).toMatchObject({ isNew: true, challenge: { delivers: true } });
  });
});

describe('between two messages of one sign-in', () => {
  const refusal = { error: 'THROTTLED', retryAt: NOW + COOL_DOWN };

  test('there is a cool-down', () => {
    const state = opened();
    expect(open(state, next({ resend: true }), LIMITS, NOW + COOL_DOWN - 1))
      .toEqual({ state, verdict: { isNew: false, challenge: state.user.challenges[0], ...refusal } });
  });

  test.each([['used', right(opened())], ['out of tries', wrong(wrong(wrong(opened())))]])('also if the first code is %s', (_, state) => {
    expect(open(state, next(), LIMITS, NOW + 1).verdict).toMatchObject({ isNew: false, challenge: { id: 'first' }, ...refusal });
  });

  test('also if the cool-down outlasts the code, and another sign-in begins in between', () => {
    const limits: FlowLimits = { ...LIMITS, resendCoolDown: 2 * LIFETIME / 1000 };
    const { state } = open(opened(), request({ newId: 'other' }), limits, NOW + LIFETIME + MINUTE);
    expect(open(state, next({ resend: true }), limits, NOW + LIFETIME + 2 * MINUTE).verdict).toMatchObject({ isNew: false, error: 'THROTTLED' });
  });

  test.each<[string, Partial<OpenRequest>]>([['in another sign-in', {}], ['without messages', { sends: false }]])('%s there is none', (_, overrides) => {
    const state = opened(overrides);
    const second = overrides.sends === false ? next({ resend: true, ...overrides }) : request({ newId: 'second' });
    expect(open(state, second, LIMITS, NOW + REPEAT_WITHIN_MS).verdict).toMatchObject({ isNew: true, challenge: { id: 'second', delivers: true } });
  });
});

test.each<[string, Partial<FlowLimits>, number]>([
  ['by default', {}, LIFETIME],
  ['with as many messages and as much time as can be set', { sends: { hour: 20, day: 100 } }, 10 * MINUTE],
])('fifty sign-ins of a stranger do not cancel a code, %s', (_, overrides, lifetimeMs) => {
  const limits = { ...LIMITS, ...overrides };
  let { state } = open(NEW_STATE, request({ lifetimeMs }), limits, NOW);
  for (let i = 1; i <= 50; i++) {
    // Through several app clients, so that none is taken for a repetition.
    state = open(state, request({ newId: `stranger ${i}`, clientId: `client ${i % 5}`, lifetimeMs }), limits, NOW + i * lifetimeMs / 51).state;
  }
  expect(countAndSettle(state, answer('right'), true, limits, NOW + lifetimeMs - 1).verdict).toBe('CORRECT');
});

test('an item stays small, however many sign-ins a stranger starts', () => {
  const id = (i: number) => String(i).padStart(22, '-');
  let state = NEW_STATE;
  for (let i = 0; i < 200; i++) {
    const [now, clientId] = [NOW + i * 1_000, id(i).padStart(26)];
    state = open(state, request({ newId: id(i), clientId, previousId: id(1_000 + i), sends: false }), LIMITS, now).state;
    // In the end he fails so often that the rest delivers nothing.
    if (i > 100) state = countAndSettle(state, answer('f'.repeat(43), { id: id(i), clientId }), false, LIMITS, now).state;
  }
  for (const delivers of [true, false]) expect(state.user.challenges.filter((c) => c.delivers === delivers)).toHaveLength(MAX_OPEN_CHALLENGES);
  expect(JSON.stringify(state.user).length).toBeLessThan(16_000);
});

test('of an earlier sign-in nothing stays but the counts', () => {
  const { user } = opened({ newId: 'second' }, opened(), NOW + LIFETIME + REPEAT_WITHIN_MS);
  expect(user.challenges.map(({ id }) => id)).toEqual(['second']);
  expect(user.factors.EMAIL_CODE.sends).toHaveLength(2);
});
