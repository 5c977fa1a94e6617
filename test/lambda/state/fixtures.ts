import type { AnswerRequest, OpenRequest } from '../../../lambda/state/rules';
import { countAndSettle, open } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';
import type { FlowLimits } from '../../../src/private/flow';

export const NOW = 1_800_000_000_000;
export const MINUTE = 60_000;
export const LIFETIME = 5 * MINUTE;
export const COOL_DOWN = MINUTE;
export const TRIES = 3;

/** As they are by default, but for fewer failures in a row. */
export const LIMITS: FlowLimits = {
  resendCoolDown: COOL_DOWN / 1000,
  sends: { hour: 5, day: 10 },
  failures: { hour: 10, day: 20 },
  consecutiveFailures: 30,
  pool: { sends: 10_000, failures: 1_000, shards: 1 },
};

/** A sign-in of somebody who exists begins. */
export function request(overrides: Partial<OpenRequest> = {}): OpenRequest {
  return {
    newId: 'first',
    clientId: 'client',
    step: 0,
    name: 'EMAIL_CODE',
    round: 0,
    lifetimeMs: LIFETIME,
    tries: TRIES,
    sends: true,
    guessable: true,
    exists: true,
    resend: false,
    ...overrides,
  };
}

export function answer(fingerprint: string, overrides: Partial<AnswerRequest> = {}): AnswerRequest {
  return { id: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', fingerprint, guessable: true, exists: true, ...overrides };
}

export function opened(overrides: Partial<OpenRequest> = {}, state = NEW_STATE, now = NOW): State {
  return open(state, request(overrides), LIMITS, now).state;
}

/** Wrong answers, one each, to new challenges as soon as the one before is out of tries. */
export function failed(times: number, state = NEW_STATE, now = NOW): State {
  let after = state;
  for (let i = 0; i < times; i++) {
    const id = `failed ${Math.floor(i / TRIES)} at ${now}`;
    // Not sent, so that only the limits on failures are at work.
    if (i % TRIES === 0) after = opened({ newId: id, round: i, sends: false }, after, now);
    after = countAndSettle(after, answer(`wrong ${i}`, { id }), false, LIMITS, now).state;
  }
  return after;
}
