import { StandIn } from './aws';
import { Random, replaceRandom } from './random';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** At the beginning of an hour of the clock, by which the budget of the pool counts. */
const BEGINNING = 500_000 * HOUR;

/** A line that a handler logged. */
export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly requestId?: string;
}

/** The process as the handlers see it: its clock, its random numbers and its standard output belong to the simulation. */
export class World {
  public static async open(seed: string): Promise<World> {
    return new World(seed, await StandIn.start(seed));
  }

  public now = BEGINNING;
  public random: Random;
  /** By request. */
  private readonly lines = new Map<string, LogLine[]>();
  private readonly restore: (() => void)[];

  private constructor(private readonly seed: string, public readonly aws: StandIn) {
    this.random = new Random(seed);
    const { now } = Date;
    const { write } = process.stdout;
    Date.now = () => Math.floor(this.now);
    process.stdout.write = (line) => {
      this.keep(JSON.parse(String(line)));
      return true;
    };
    this.restore = [() => void (Date.now = now), () => void (process.stdout.write = write), replaceRandom(() => this.random)];
  }

  /** Everything begins anew, with the random numbers that belong to the purpose: no part of the simulation depends on the one before. */
  public begin(purpose: string): void {
    this.now = BEGINNING;
    this.random = new Random(`${this.seed}|${purpose}`);
    this.aws.clear();
  }

  /** What was logged for a request, once. */
  public takeLines(requestId: string): readonly LogLine[] {
    const lines = this.lines.get(requestId) ?? [];
    this.lines.delete(requestId);
    return lines;
  }

  public close(): void {
    for (const undo of this.restore) undo();
    this.aws.close();
  }

  private keep(line: LogLine): void {
    const { requestId = '' } = line;
    this.lines.set(requestId, [...this.lines.get(requestId) ?? [], line]);
  }
}
