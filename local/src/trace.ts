import type { Clock } from './cognito/sessions';
import type { TraceEntry } from './model';

const MOST = 10_000;

/** What the server did, oldest first; of a long run, the last ten thousand entries. */
export class Trace {
  public readonly entries: TraceEntry[] = [];

  constructor(private readonly clock: Clock, private readonly onEntry?: (entry: TraceEntry) => void) {}

  public add(type: string, detail: Readonly<Record<string, unknown>>): void {
    const entry = { at: new Date(this.clock()).toISOString(), type, detail };
    this.entries.push(entry);
    if (this.entries.length > MOST) this.entries.shift();
    this.onEntry?.(entry);
  }
}
