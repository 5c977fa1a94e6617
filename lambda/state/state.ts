/** All that a rule sees and changes: three items, read together and written together. */
export interface State {
  readonly user: UserState;
  readonly destination: DestinationState;
  readonly pool: PoolState;
}

/** What is known of one user between invocations. */
export interface UserState {
  /** Live challenges, oldest first: one for each sign-in that is under way. */
  readonly challenges: readonly OpenChallenge[];
  /** By the public name of the challenge: a lock of one leaves the others open. */
  readonly factors: Readonly<Record<string, Factor>>;
}

export interface OpenChallenge {
  readonly id: string;
  readonly clientId: string;
  /** Position of the step in the flow, and the public name of its challenge. */
  readonly step: number;
  readonly name: string;
  /** Length of the session when it was opened. */
  readonly round: number;
  /** Nonce of the round before it in the same sign-in; absent in the first round, which nothing tells from that of another sign-in. */
  readonly after?: string;
  /** A second sign-in may have been asked it, or Cognito repeated the first. */
  readonly shared?: boolean;
  /** False when a limit forbade it: then nothing was sent and no answer is right. */
  readonly delivers: boolean;
  /** The challenge of another sign-in whose message serves this one as well, so that none was sent for it. */
  readonly joins?: string;
  /** Times in epoch milliseconds. */
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly triesLeft: number;
  readonly lastAnswer?: AnswerRecord;
}

export interface AnswerRecord {
  readonly fingerprint: string;
  readonly at: number;
  /** Absent while the answer is being checked. */
  readonly verdict?: 'CORRECT' | 'WRONG' | 'LOCKED';
  /** Name of the option, if the answer picks one. */
  readonly pick?: string;
  /** Digest of the answer, if it is good for one challenge alone. */
  readonly token?: string;
}

/** What one user did with one challenge, in whatever sign-in; the times are in epoch milliseconds, oldest first. */
export interface Factor {
  readonly sends: readonly number[];
  readonly failures: readonly number[];
  /** Wrong answers since the last right one. */
  readonly consecutiveFailures: number;
}

/** What went to one address or number, whoever it belongs to. */
export interface DestinationState {
  readonly sends: readonly number[];
}

/** One shard of what the whole pool did. */
export interface PoolState {
  readonly sends: HourCount;
  /** Messages that looked like being sent, to nobody. */
  readonly decoys: HourCount;
  readonly failures: HourCount;
}

export interface HourCount {
  /** Since the epoch. */
  readonly hour: number;
  readonly count: number;
}

export const NEW_FACTOR: Factor = { sends: [], failures: [], consecutiveFailures: 0 };

export const NEW_STATE: State = {
  user: { challenges: [], factors: {} },
  destination: { sends: [] },
  pool: { sends: { hour: 0, count: 0 }, decoys: { hour: 0, count: 0 }, failures: { hour: 0, count: 0 } },
};
