import { add, budgetFreeAt, lockedUntil, remember } from './limits';
import { type Factor, NEW_FACTOR, type State, type UserState } from './state';
import type { FlowLimits } from '../../src/private/flow';

export function factorOf({ factors }: UserState, name: string): Factor {
  return factors[name] ?? NEW_FACTOR;
}

export function withFactor(user: UserState, name: string, factor: Factor): UserState {
  return { ...user, factors: { ...user.factors, [name]: factor } };
}

export function countInPool({ pool }: State, what: keyof State['pool'], now: number): State['pool'] {
  return { ...pool, [what]: add(pool[what], now) };
}

/** One more message of the challenge to the user, and to the destination. */
export function countSend(state: State, name: string, limits: FlowLimits, now: number): State {
  const factor = factorOf(state.user, name);
  return {
    ...state,
    user: withFactor(state.user, name, { ...factor, sends: remember(factor.sends, now, limits.sends) }),
    destination: { sends: remember(state.destination.sends, now, limits.sends) },
  };
}

/** When answers are compared and messages are of use: not while the user's challenge is locked or the pool has failed too often. */
export function closedUntil(
  { user, pool }: State, { name, guessable }: { name: string; guessable: boolean }, limits: FlowLimits, now: number,
): number {
  if (!guessable) return 0;
  return Math.max(lockedUntil(factorOf(user, name), limits), budgetFreeAt(pool.failures, limits.pool.failures, limits.pool, now));
}
