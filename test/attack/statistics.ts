/** What happened at a time. */
export interface Timed {
  readonly at: number;
}

/** A guess that was held against a code. */
export interface Guess extends Timed {
  readonly codeId: string;
}

/** The part of what happened that falls into the busiest window of that length. */
export function busiest<T extends Timed>(happened: readonly T[], length: number): T[] {
  let best: T[] = [];
  let from = 0;
  happened.forEach(({ at }, to) => {
    while (happened[from].at <= at - length) from++;
    if (to - from >= best.length) best = happened.slice(from, to + 1);
  });
  return best;
}

/** How much of what happened falls into the busiest period of the clock. */
export function inBusiestPeriod(happened: readonly Timed[], length: number): number {
  const counts = new Map<number, number>();
  for (const { at } of happened) {
    const period = Math.floor(at / length);
    counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** Closed form: with k different guesses at each of m codes out of N, 1 - (1 - k/N)^m; here each code has its own k. */
export function chance(guesses: readonly Guess[], space: number): number {
  const perCode = new Map<string, number>();
  for (const { codeId } of guesses) perCode.set(codeId, (perCode.get(codeId) ?? 0) + 1);
  return 1 - [...perCode.values()].reduce((missed, k) => missed * (1 - Math.min(1, k / space)), 1);
}

/** When the same thing is tried so many times. */
export function repeated(probability: number, times: number): number {
  return -Math.expm1(times * Math.log1p(-probability));
}

/** What the same guesses are worth in another key space. */
export function scaled(probability: number, from: number, to: number): number {
  return repeated(1 / to, Math.log1p(-probability) / Math.log1p(-1 / from));
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The exact (Clopper-Pearson) interval for the probability of what happened in `hits` of `runs`. */
export function interval(hits: number, runs: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : solve((p) => 1 - atMost(hits - 1, runs, p) < tail),
    high: hits === runs ? 1 : solve((p) => atMost(hits, runs, p) > tail),
  };
}

/** Where a condition that holds at 0 and not at 1 changes. */
function solve(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    [low, high] = holds(middle) ? [middle, high] : [low, middle];
  }
  return low;
}

/** The probability of so many hits or fewer. */
function atMost(hits: number, runs: number, p: number): number {
  let logOfTerm = runs * Math.log1p(-p);
  let sum = Math.exp(logOfTerm);
  for (let k = 1; k <= hits; k++) {
    logOfTerm += Math.log((runs - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logOfTerm);
  }
  return Math.min(1, sum);
}
