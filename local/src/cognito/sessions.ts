import { randomBytes } from 'node:crypto';
import { notAuthorized } from './errors';

/** Milliseconds since 1970. */
export type Clock = () => number;

interface Kept<T> {
  readonly expiresAt: number;
  /** Absent once the sign-in has taken it. */
  state?: T;
  /** What a second use is told. */
  gone: string;
}

const INVALID = 'Invalid session for the user.';
const SPENT = 'Invalid session for the user, session can only be used once.';
const EXPIRED = 'Invalid session for the user, session is expired.';

/** A used or expired session is remembered for this long, so that it is told what it is. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Sessions are single use: each step of a sign-in takes one and opens the next. */
export class Sessions<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(private readonly clock: Clock) {}

  public open(state: T, validForMs: number, token = newToken()): string {
    this.forgetOld();
    this.kept.set(token, { expiresAt: this.clock() + validForMs, state, gone: SPENT });
    return token;
  }

  /** Throws what Cognito answers for a session that is unknown, used or expired. */
  public take(token: string): T {
    const entry = this.kept.get(token);
    if (!entry) throw notAuthorized(INVALID);
    const { state } = entry;
    if (state === undefined) throw notAuthorized(entry.gone);
    delete entry.state;
    if (this.clock() >= entry.expiresAt) {
      entry.gone = EXPIRED;
      throw notAuthorized(EXPIRED);
    }
    return state;
  }

  public has(token: string): boolean {
    return this.kept.has(token);
  }

  /** After a failure that ends the sign-in. */
  public kill(token: string): void {
    const entry = this.kept.get(token);
    if (entry) entry.gone = INVALID;
  }

  /** After a failure that may be repaired with the same session: a wrong MFA code, a new password against the policy. */
  public giveBack(token: string, state: T): void {
    const entry = this.kept.get(token);
    if (entry) entry.state = state;
  }

  private forgetOld(): void {
    const limit = this.clock() - REMEMBERED_MS;
    for (const [token, { expiresAt }] of this.kept) {
      if (expiresAt >= limit) break;
      this.kept.delete(token);
    }
  }
}

/** Opaque, about as long as the service's own (0.9 to 1.6 thousand characters), for clients that store it. */
function newToken(): string {
  return `AYABe${randomBytes(720).toString('base64').slice(5)}`;
}
