import type { Invocation } from '../invocation';

/** One round of a challenge that is about to be shown. */
export interface Round extends Invocation {
  readonly challengeId: string;
  /** Position of the step in the flow. */
  readonly step: number;
  /** The challenge whose message holds the right answer: this one, or that of another sign-in whose message it joins. */
  readonly messageId: string;
  /** Whom it reaches; absent for somebody who must never pass, and must not notice. */
  readonly recipient?: string;
  /** Nothing is sent, but it takes as long. */
  readonly silent?: boolean;
  /** The password was given before: it is no stranger who is asked. */
  readonly passwordProved: boolean;
  /** 1 for the first answer to this challenge, 2 after one wrong answer, … */
  readonly attempt: number;
  readonly attemptsLeft: number;
  /** The challenge's MAC when a code has to be made from it and sent; absent when the one on its way is asked for again. */
  readonly newMac?: Buffer;
  /** Which of its pages a link is to lead to, as the client has it. */
  readonly linkTo?: unknown;
}

/** What a kind adds to the parameters that every challenge has. */
export interface RoundParameters {
  readonly publicParameters: Readonly<Record<string, string>>;
  /** Handed back to Verify; never seen by the client. */
  readonly privateParameters?: Readonly<Record<string, string>>;
  /** True when the message may not have left, which the log knows. */
  readonly failed?: boolean;
}

/** An answer that has been counted and is to be judged by somebody else. */
export interface Submission extends Invocation {
  readonly challengeId: string;
  readonly answer: string;
  readonly privateParameters: Readonly<Record<string, string>>;
}
