/** What Create hands to Verify through Cognito; the client never sees it. All values of the map must be strings. */
export interface PrivateParameters {
  readonly step: number;
  readonly name: string;
  readonly challengeId: string;
  /** Of this round alone: the same answer in another round or sign-in is another answer. */
  readonly nonce: string;
  /** True for somebody who must never pass. */
  readonly decoy: boolean;
  /** The kind's own. */
  readonly parameters: Readonly<Record<string, string>>;
}

export function writePrivateParameters({ step, name, challengeId, nonce, decoy, parameters }: PrivateParameters): Record<string, string> {
  // Cognito carries it in the session, sealed but as long as it is: no longer for the one than for the other.
  return { step: String(step), name, challengeId, nonce, decoy: decoy ? 'yes' : 'not', parameters: JSON.stringify(parameters) };
}

export function readPrivateParameters(map: Readonly<Record<string, string | undefined>> | null | undefined): PrivateParameters {
  const { step, name = '', challengeId = '', nonce = '', decoy, parameters = '{}' } = map ?? {};
  return { step: Number(step), name, challengeId, nonce, decoy: decoy !== 'not', parameters: JSON.parse(parameters) };
}
