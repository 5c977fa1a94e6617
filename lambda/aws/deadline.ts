/** One trigger invocation's time budget, shared by all calls that it makes. */
export interface Deadline {
  /** Milliseconds left; zero or less once it has passed. */
  remaining(): number;
}

/** Cognito gives up on a trigger after 5 s; 4 s leave room to start, to fail closed and to answer. */
export function startDeadline(ms = 4_000, now: () => number = () => process.uptime() * 1000): Deadline {
  const end = now() + ms;
  return { remaining: () => end - now() };
}
