/** What a provider says of a token, brought into one form; nothing of it has been checked. */
export interface Assessment {
  readonly valid: unknown;
  /** Host of the page that got the token. */
  readonly hostname: unknown;
  readonly action: unknown;
  readonly score: unknown;
  readonly time: unknown;
}

/** What a token must be like. */
export interface Demands {
  /** In lower case. */
  readonly hostnames: readonly string[];
  readonly action?: string;
  readonly minimumScore?: number;
  /** In seconds. */
  readonly tokenLifetime: number;
}

export type Refusal = 'TokenRefused' | 'HostNotAllowed' | 'OtherAction' | 'ScoreTooLow' | 'TokenTooOld';

/** How far a provider's clock may be ahead of ours, in milliseconds. */
const SKEW_MS = 10_000;

/** Why the token does not pass, if it does not: what the provider leaves out is refused like what is wrong. */
export function refusalOf(assessment: Assessment, demands: Demands, now: number): Refusal | undefined {
  const { valid, hostname, action, score, time } = assessment;
  const { hostnames, minimumScore, tokenLifetime } = demands;
  if (valid !== true) return 'TokenRefused';
  if (typeof hostname !== 'string' || !hostnames.includes(hostname.toLowerCase())) return 'HostNotAllowed';
  if (demands.action !== undefined && action !== demands.action) return 'OtherAction';
  if (minimumScore !== undefined && !(typeof score === 'number' && score >= minimumScore)) return 'ScoreTooLow';
  // Not a number for what is no time, and then within no bounds.
  const age = typeof time === 'string' ? now - Date.parse(time) : NaN;
  return age >= -SKEW_MS && age <= tokenLifetime * 1000 ? undefined : 'TokenTooOld';
}
