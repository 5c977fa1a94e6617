import type { Clock } from './sessions';

interface Failures {
  count: number;
  lastAt: number;
  lockedUntil: number;
}

const FREE_FAILURES = 5;
const LONGEST_MS = 15 * 60 * 1000;

/**
 * Wrong passwords of a user: from the fifth on, each locks for a time that doubles from one second to 15 minutes.
 * Attempts while locked change nothing; 15 quiet minutes or a success forget all.
 */
export class Lockouts {
  private readonly users = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  public isLocked(username: string): boolean {
    return this.clock() < (this.users.get(username)?.lockedUntil ?? 0);
  }

  public failed(username: string): void {
    const now = this.clock();
    const before = this.users.get(username);
    const count = before && now - before.lastAt < LONGEST_MS ? before.count + 1 : 1;
    const lock = count < FREE_FAILURES ? 0 : Math.min(1000 * 2 ** (count - FREE_FAILURES), LONGEST_MS);
    this.users.set(username, { count, lastAt: now, lockedUntil: now + lock });
  }

  public succeeded(username: string): void {
    this.users.delete(username);
  }
}
