import { Duration } from 'aws-cdk-lib';
import { requireIntegerBetween, requireSecondsBetween } from '../private/validation';

/** NIST SP 800-63B-4, 3.1.3.2: an answer is invalid after 10 minutes. */
const MAX_LIFETIME = Duration.minutes(10);

/** The lifetime of a challenge in seconds. */
export function requireLifetime(lifetime = Duration.minutes(5)): number {
  return requireSecondsBetween('lifetime', lifetime, Duration.minutes(1), MAX_LIFETIME);
}

export function requireTries(name: string, tries: number): void {
  requireIntegerBetween(name, tries, 1, 5);
}
