/** What Create tells Define and later rounds through `challengeMetadata`, which only the service can write. */
export interface RoundMetadata {
  /** Position of the step in the flow. */
  readonly step: number;
  /** Public name of the challenge. */
  readonly name: string;
  /** Answers that were still compared when the round was shown, this round's included. */
  readonly attemptsLeft: number;
  readonly challengeId: string;
}

const FORMAT = /^(\d{1,2}):([A-Z][A-Z0-9_]{0,31}):(\d{1,2}):([\w-]{22})$/;

export function writeMetadata({ step, name, attemptsLeft, challengeId }: RoundMetadata): string {
  return `${step}:${name}:${attemptsLeft}:${challengeId}`;
}

export function readMetadata(metadata: unknown): RoundMetadata | undefined {
  const [, step, name, attemptsLeft, challengeId] = (typeof metadata === 'string' && FORMAT.exec(metadata)) || [];
  return challengeId === undefined ? undefined : { step: Number(step), name, attemptsLeft: Number(attemptsLeft), challengeId };
}
