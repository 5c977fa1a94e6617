import type { PoolEntry } from './pool-ledger';
import { type AnswerRequest, type OpenRequest, REPEAT_AFTER_MS, REPEAT_WITHIN_MS } from '../../../../lambda/state/rules';
import type { FlowLimits } from '../../../../src/private/flow';

export interface Person {
  readonly user: string;
  readonly destination: string;
  readonly exists: boolean;
}

/** A sign-in under way, as its client and Cognito know it. */
export interface SignIn {
  readonly person: Person;
  readonly clientId: string;
  readonly step: number;
  readonly name: string;
  readonly sends: boolean;
  /** Whether its answers are judged after they have been counted, or in the same change. */
  readonly judged: boolean;
  round: number;
  shown?: string;
  /** Of the round that was shown last. */
  nonce?: string;
  lastOpen?: OpenRequest;
  lastAnswer?: { readonly request: AnswerRequest; readonly correct: boolean };
}

/** An answer that was compared. */
export interface Given {
  readonly fingerprint: string;
  readonly at: number;
  /** Where it counts, if it is a failure of somebody who exists. */
  inPool?: PoolEntry;
  verdict?: 'CORRECT' | 'WRONG' | 'LOCKED';
}

/** A challenge, as it was opened and as it has been answered. */
export interface Challenge extends Omit<OpenRequest, 'newId'> {
  readonly id: string;
  readonly signIn: SignIn;
  readonly openedAt: number;
  readonly delivers: boolean;
  /** Every answer that was compared. */
  readonly answers: Given[];
  /** The one that was counted or judged last. */
  last?: Given;
  /** More than one invocation showed it as the first round of a sign-in. */
  shared: boolean;
  /** Replaced by a newer one. */
  gone: boolean;
}

export interface Settings {
  readonly limits: FlowLimits;
  readonly tries: number;
  readonly lifetimeMs: number;
  /** How far a clock may be from the true time, in milliseconds. */
  readonly maxSkew: number;
}

export function isOfStep(challenge: Challenge, { clientId, step, name }: Pick<OpenRequest, 'clientId' | 'step' | 'name'>): boolean {
  return challenge.clientId === clientId && challenge.step === step && challenge.name === name;
}

/** Cognito repeating what it has asked. */
export function isRepetition({ fingerprint, at }: Given, request: AnswerRequest, now: number): boolean {
  return fingerprint === request.fingerprint && now - at >= REPEAT_AFTER_MS && now - at < REPEAT_WITHIN_MS;
}
