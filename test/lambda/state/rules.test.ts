import * as fc from 'fast-check';
import type { AnswerRequest, OpenChallenge, OpenRequest, UserState } from '../../../lambda/state/rules';
import {
  count, countAndSettle, forgetAt, MAX_OPEN_CHALLENGES, NEW_USER, open, REPEAT_AFTER_MS, REPEAT_WITHIN_MS, settle, withdraw,
} from '../../../lambda/state/rules';
import { knownBadRules, type Rules } from '../fixtures/known-bad-rules';

const NOW = 1_700_000_000_000;
const LIFETIME = 300_000;
const TRIES = 3;

function request(overrides: Partial<OpenRequest> = {}): OpenRequest {
  return {
    newId: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', round: 0, lifetimeMs: LIFETIME, tries: TRIES, ...overrides,
  };
}

function answer(fingerprint: string, overrides: Partial<AnswerRequest> = {}): AnswerRequest {
  return { id: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', fingerprint, ...overrides };
}

function opened(): UserState {
  return open(NEW_USER, request(), NOW).state;
}

function wrong(state: UserState, times: number, now = NOW): UserState {
  return Array.from({ length: times }).reduce<UserState>((s, _, i) => countAndSettle(s, answer(`wrong ${i}`), false, now).state, state);
}

describe('opening a challenge', () => {
  test('the first event opens it', () => {
    expect(open(NEW_USER, request(), NOW).verdict).toEqual({
      isNew: true,
      challenge: {
        id: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', round: 0, openedAt: NOW, expiresAt: NOW + LIFETIME, triesLeft: TRIES,
      },
    });
  });

  test('the same event within 15 s is a repetition: same challenge, nothing new, nothing written', () => {
    const state = opened();
    const again = open(state, request({ newId: 'second' }), NOW + REPEAT_WITHIN_MS - 1);
    expect(again.verdict).toMatchObject({ isNew: false, challenge: { id: 'first' } });
    expect(again.state).toBe(state);
  });

  test.each<[string, Partial<OpenRequest>, number]>([
    ['after 15 s', {}, NOW + REPEAT_WITHIN_MS],
    ['of another app client', { clientId: 'other' }, NOW],
    ['of another step', { step: 1 }, NOW],
    ['of another kind', { name: 'QUESTION' }, NOW],
    ['of a later round', { round: 1 }, NOW],
  ])('an event %s opens another one', (_, overrides, now) => {
    expect(open(opened(), request({ newId: 'second', ...overrides }), now).verdict).toMatchObject({ isNew: true, challenge: { id: 'second' } });
  });

  test('an answered challenge is not taken for a repetition', () => {
    expect(open(wrong(opened(), 1), request({ newId: 'second' }), NOW + 1).verdict).toMatchObject({ isNew: true, challenge: { id: 'second' } });
  });

  test('a round after a wrong answer goes on with the same challenge and the tries that are left', () => {
    const next = open(wrong(opened(), 1), request({ newId: 'second', round: 1, repeatsId: 'first' }), NOW + 60_000);
    expect(next.verdict).toMatchObject({ isNew: false, challenge: { id: 'first', triesLeft: TRIES - 1 } });
  });

  test('a round after an expired challenge gets a new one, once for all repetitions of the event', () => {
    const later = open(opened(), request({ newId: 'second', round: 1, repeatsId: 'first' }), NOW + LIFETIME);
    expect(later.verdict).toMatchObject({ isNew: true, challenge: { id: 'second', triesLeft: TRIES } });
    const repeated = open(later.state, request({ newId: 'third', round: 1, repeatsId: 'first' }), NOW + LIFETIME + 5_000);
    expect(repeated.verdict).toMatchObject({ isNew: false, challenge: { id: 'second' } });
  });

  test.each<[string, UserState]>([
    ['used', countAndSettle(opened(), answer('right'), true, NOW).state],
    ['out of tries', wrong(opened(), TRIES)],
  ])('a round whose challenge is %s, by another sign-in, gets a new one', (_, state) => {
    const next = open(state, request({ newId: 'second', round: 1, repeatsId: 'first' }), NOW);
    expect(next.verdict).toMatchObject({ isNew: true, challenge: { id: 'second', triesLeft: TRIES } });
  });

  test('a challenge that was withdrawn does not stand in the way of the next', () => {
    const { state } = withdraw(opened(), 'first');
    expect(open(state, request({ newId: 'second' }), NOW).verdict).toMatchObject({ isNew: true, challenge: { id: 'second' } });
  });

  test('sign-ins at the same time have a challenge each, up to a bound', () => {
    const ids = Array.from({ length: MAX_OPEN_CHALLENGES + 2 }, (_, i) => `id ${i}`);
    const state = ids.reduce<UserState>((s, newId, i) => open(s, request({ newId, clientId: `client ${i}` }), NOW).state, NEW_USER);
    expect(state.challenges.map((c) => c.id)).toEqual(ids.slice(-MAX_OPEN_CHALLENGES));
  });

  test('expired challenges are dropped', () => {
    const state = open(opened(), request({ newId: 'second' }), NOW + LIFETIME).state;
    expect(state.challenges.map((c) => c.id)).toEqual(['second']);
  });
});

describe('answering', () => {
  test('the right answer passes once', () => {
    const first = countAndSettle(opened(), answer('right'), true, NOW);
    expect(first.verdict).toBe(true);
    expect(countAndSettle(first.state, answer('right'), true, NOW + 1).verdict).toBe(false);
    expect(countAndSettle(first.state, answer('right'), true, NOW + REPEAT_WITHIN_MS).verdict).toBe(false);
    expect(countAndSettle(first.state, answer('another right one'), true, NOW + REPEAT_AFTER_MS).verdict).toBe(false);
  });

  test.each([true, false])('Cognito repeating a Verify whose verdict was %p gets the same verdict, and no try is used up', (correct) => {
    const first = countAndSettle(opened(), answer('given'), correct, NOW);
    for (const later of [REPEAT_AFTER_MS, 5_000, REPEAT_WITHIN_MS - 1]) {
      const repeated = countAndSettle(first.state, answer('given'), correct, NOW + later);
      expect(repeated).toEqual({ state: first.state, verdict: correct });
    }
  });

  test('a wrong answer uses up a try, then a right one passes', () => {
    const state = wrong(opened(), TRIES - 1);
    expect(state.challenges[0].triesLeft).toBe(1);
    expect(countAndSettle(state, answer('right'), true, NOW).verdict).toBe(true);
  });

  test('after the last try not even the right answer passes', () => {
    expect(countAndSettle(wrong(opened(), TRIES), answer('right'), true, NOW)).toMatchObject({ verdict: false });
  });

  test.each([[-1, true], [0, false], [1, false]])('an answer %p ms after the challenge expires: %p', (offset, passes) => {
    expect(countAndSettle(opened(), answer('right'), true, NOW + LIFETIME + offset).verdict).toBe(passes);
  });

  test.each<[string, Partial<AnswerRequest>]>([
    ['another challenge', { id: 'second' }],
    ['another app client', { clientId: 'other' }],
    ['another step', { step: 1 }],
    ['another kind', { name: 'QUESTION' }],
  ])('the right answer to %s passes nothing and changes nothing', (_, overrides) => {
    const state = opened();
    expect(countAndSettle(state, answer('right', overrides), true, NOW)).toEqual({ state, verdict: false });
  });
});

describe('answers that somebody else judges', () => {
  test('the try is used up before the answer is judged', () => {
    const counted = count(opened(), answer('given'), NOW);
    expect(counted.verdict).toBe('COUNTED');
    expect(counted.state.challenges[0].triesLeft).toBe(TRIES - 1);
  });

  test('a repetition while the answer is being judged is judged again without using up a try', () => {
    const { state } = count(opened(), answer('given'), NOW);
    expect(count(state, answer('given'), NOW + 5_000)).toEqual({ state, verdict: 'COUNTED' });
  });

  test('of two right answers judged at the same time one passes, and a wrong one does not undo it', () => {
    const first = count(opened(), answer('a'), NOW).state;
    const second = count(first, answer('b'), NOW).state;
    const passed = settle(second, answer('b'), true, NOW);
    expect(passed.verdict).toBe(true);
    expect(settle(passed.state, answer('a'), true, NOW)).toEqual({ state: passed.state, verdict: false });
    expect(settle(passed.state, answer('c'), false, NOW)).toEqual({ state: passed.state, verdict: false });
  });

  test('a challenge that is gone passes nothing', () => {
    expect(settle(NEW_USER, answer('a'), true, NOW)).toEqual({ state: NEW_USER, verdict: false });
  });
});

test('an item is kept until its last challenge and its repetitions are over', () => {
  const state = open(opened(), request({ newId: 'second', clientId: 'other' }), NOW + 1_000).state;
  expect(forgetAt(state)).toBe(NOW + 1_000 + LIFETIME + REPEAT_WITHIN_MS);
});

describe('whatever happens, in whatever order', () => {
  const event = fc.record({
    type: fc.constantFrom('open', 'count', 'settle'),
    // Each challenge is either compared at once or judged by somebody else.
    client: fc.constantFrom('compared at once', 'judged elsewhere'),
    correct: fc.boolean(),
    fingerprint: fc.constantFrom('x', 'y', 'z'),
    wait: fc.constantFrom(0, 1, REPEAT_AFTER_MS, 5_000, REPEAT_WITHIN_MS, LIFETIME),
    pick: fc.nat({ max: 6 }),
  });

  const property = (rules: Rules) => fc.property(fc.array(event, { maxLength: 60 }), (events) => {
    let state = NEW_USER;
    let now = NOW;
    const ids: OpenChallenge[] = [];
    const passed = new Map<string, { fingerprint: string; at: number }>();
    const compared = new Map<string, number>();

    for (const { type, client, correct, fingerprint, wait, pick } of events) {
      now += wait;
      if (type === 'open') {
        const round = pick % 2;
        const repeated = state.challenges.some((c) =>
          c.clientId === client && c.round === round && now - c.openedAt < REPEAT_WITHIN_MS && !c.lastAnswer);
        const { state: next, verdict } = rules.open(state, request({ newId: `id ${ids.length}`, clientId: client, round }), now);
        expect(verdict.isNew).toBe(!repeated);
        if (verdict.isNew) ids.push(verdict.challenge);
        state = next;
      } else if (ids.length > 0) {
        const { id, clientId, expiresAt } = ids[pick % ids.length];
        const given = answer(fingerprint, { id, clientId });
        const atOnce = clientId === 'compared at once';
        const { state: next, verdict } = atOnce ? rules.countAndSettle(state, given, correct, now)
          : type === 'count' ? rules.count(state, given, now) : rules.settle(state, given, correct, now);

        const repeats = state.challenges.find((c) => c.id === id)?.lastAnswer?.fingerprint === fingerprint;
        if (verdict === 'COUNTED' && !repeats) expect(next).not.toBe(state);
        if (next !== state && (type === 'count' || atOnce)) {
          compared.set(id, (compared.get(id) ?? 0) + 1);
          expect(compared.get(id)).toBeLessThanOrEqual(TRIES);
          expect(now).toBeLessThan(expiresAt);
        }
        if (verdict === true) {
          const before = passed.get(id) ?? { fingerprint, at: now - REPEAT_AFTER_MS };
          expect(before.fingerprint).toBe(fingerprint);
          expect(now - before.at).toBeGreaterThanOrEqual(REPEAT_AFTER_MS);
          expect(now - before.at).toBeLessThan(REPEAT_WITHIN_MS);
          if (!passed.has(id)) passed.set(id, { fingerprint, at: now });
        }
        state = next;
      }
      expect(state.challenges.length).toBeLessThanOrEqual(MAX_OPEN_CHALLENGES);
    }
  });

  test('tries only go down, a challenge passes one answer and its repetitions only, and never after its life', () => {
    fc.assert(property({ open, count, settle, countAndSettle }), { numRuns: 2_000 });
  });

  test.each(Object.entries(knownBadRules))('a rule that %s is found out', (_, rules) => {
    expect(fc.check(property(rules), { numRuns: 2_000 }).failed).toBe(true);
  });
});
