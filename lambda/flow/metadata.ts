/** What Create tells Define and later rounds through `challengeMetadata`, which only the service can write. */
export interface RoundMetadata {
  /** Position of the step in the flow. */
  readonly step: number;
  /** Public name of the challenge. */
  readonly name: string;
  /** Answers that were still compared when the round was shown, this round's included. */
  readonly attemptsLeft: number;
  /** Of this round alone: no other sign-in has it, even if it was asked the same challenge. */
  readonly nonce: string;
  readonly challengeId: string;
}

const FORMAT = /^(\d{1,2}):([A-Z][A-Z0-9_]{0,31}):(\d{1,2}):([\w-]{22}):([\w-]{22})$/;

export function writeMetadata({ step, name, attemptsLeft, nonce, challengeId }: RoundMetadata): string {
  return `${step}:${name}:${attemptsLeft}:${nonce}:${challengeId}`;
}

export function readMetadata(metadata: unknown): RoundMetadata | undefined {
  const [, step, name, attemptsLeft, nonce, challengeId] = (typeof metadata === 'string' && FORMAT.exec(metadata)) || [];
  return challengeId === undefined ? undefined : { step: Number(step), name, attemptsLeft: Number(attemptsLeft), nonce, challengeId };
}
