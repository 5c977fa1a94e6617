import assert from 'node:assert/strict';
import { HOUR } from '../../../../lambda/state/limits';

export interface PoolEntry {
  readonly shard: number;
  readonly hour: number;
  /** False for what has been taken back, and may be counted all the same. */
  real: boolean;
}

/** What counts against one budget of the pool. */
export class PoolLedger {
  private entries: PoolEntry[] = [];
  private readonly share: number;
  /** The newest that each shard has seen: what comes by a clock that is behind counts in it. */
  private readonly hours = new Map<number, number>();

  constructor(budget: number, private readonly shards: number) {
    this.share = Math.ceil(budget / shards);
  }

  /** True if no shard can be full: an invocation takes any of them. */
  public isFree(now: number): boolean {
    return this.entries.filter(({ hour }) => hour >= hourOf(now)).length < this.share;
  }

  public add(shard: number, now: number): PoolEntry {
    const hour = Math.max(hourOf(now), this.hours.get(shard) ?? 0);
    const entry = { shard, hour, real: true };
    this.hours.set(shard, hour);
    this.entries.push(entry);
    const real = this.entries.filter((other) => other.hour === hour && other.real).length;
    assert(real <= this.share * this.shards, 'the budget of the pool is never exceeded in an hour');
    return entry;
  }

  /** Only the shard and the hour that it was counted in can take it back for certain. */
  public takeBack(entry: PoolEntry, counted: number, shard: number): void {
    entry.real = false;
    if (shard === entry.shard && hourOf(counted) === entry.hour) this.entries = this.entries.filter((other) => other !== entry);
  }
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
