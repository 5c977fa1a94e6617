import type { Actor } from './actors';
import { type Cognito, mailboxOf, type Round } from './cognito';
import type { Guess } from './statistics';
import { HOUR, SECOND, type World } from './world';

export interface GuesserOptions {
  /** Whom each parallel session attacks: all the same account, or each another. */
  readonly targets: readonly string[];
  readonly digits: number;
  /** Requests a second. */
  readonly rate: number;
  /** Requests in vain, one after the other, before he waits. */
  readonly patience: number;
  /** Doubles with each wait in vain up to the longest. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** How often he asks for a new code instead of answering. */
  readonly resends?: number;
  readonly stopsWhenIn?: boolean;
}

/**
 * Guesses at full rate while guesses are compared. When they no longer are, only time can change that, so he waits and looks with one sign-in
 * whether it has: requests that he leaves out are like those in vain before.
 */
export class Guesser implements Actor {
  public at: number;
  /** Those that were compared. */
  public readonly guesses: Guess[] = [];
  public requests = 0;
  public isIn = false;

  private readonly rounds: (Round | undefined)[];
  /** Where the guesses at a code begin, and how many there were, so that none is made twice. */
  private readonly tried = new Map<string, { readonly first: number; count: number }>();
  private session = 0;
  private vain = 0;
  private looking = false;
  private wait: number;

  public constructor(private readonly world: World, private readonly cognito: Cognito, private readonly options: GuesserOptions) {
    this.at = world.now;
    this.rounds = options.targets.map(() => undefined);
    this.wait = options.firstWait;
  }

  public async act(): Promise<number> {
    const { targets, rate, patience, firstWait, longestWait, stopsWhenIn } = this.options;
    if (await this.request()) {
      this.vain = 0;
      this.looking = false;
      this.wait = firstWait;
    } else {
      this.vain += 1;
    }
    if (this.isIn && stopsWhenIn) return Infinity;
    if (!this.looking) this.session = (this.session + 1) % targets.length;
    // To look takes two: one to be asked, one to answer.
    if (this.vain < (this.looking ? 2 : patience)) return this.world.now + SECOND / rate;

    const next = this.world.now + this.wait;
    this.rounds.fill(undefined);
    this.session = this.world.random.below(targets.length);
    this.vain = 0;
    this.looking = true;
    this.wait = Math.min(2 * this.wait, longestWait);
    return next;
  }

  /** Of the session whose turn it is; true if a guess was compared. */
  private async request(): Promise<boolean> {
    this.requests += 1;
    const { targets, resends = 0 } = this.options;
    const round = this.rounds[this.session];
    if (!round) {
      this.rounds[this.session] = await this.cognito.initiate(targets[this.session]);
      return false;
    }
    const resend = resends > 0 && this.world.random.share() < resends;
    const { tokens, compared, next } = await this.cognito.respond(round, resend ? '' : this.guess(round.codeId), resend);
    this.rounds[this.session] = next;
    this.isIn ||= tokens;
    if (compared) this.guesses.push({ at: this.world.now, codeId: round.codeId });
    return compared;
  }

  private guess(codeId: string): string {
    const { digits } = this.options;
    const space = 10 ** digits;
    const tried = this.tried.get(codeId) ?? { first: this.world.random.below(space), count: 0 };
    this.tried.set(codeId, tried);
    return String((tried.first + tried.count++) % space).padStart(digits, '0');
  }
}

export interface FlooderOptions {
  /** In whose names he starts sign-ins, one after the other. */
  readonly targets: readonly string[];
  /** Whether he uses his sign-ins, to ask for new codes and to answer nonsense, so that the next one does not pass for a repetition. */
  readonly responds?: boolean;
  /** Milliseconds to the next request, by the number of those before. */
  pace(requests: number): number;
}

/** Starts sign-ins so that messages leave. */
export class Flooder implements Actor {
  public at: number;
  public requests = 0;
  private readonly rounds = new Map<string, Round>();

  public constructor(private readonly world: World, private readonly cognito: Cognito, private readonly options: FlooderOptions) {
    this.at = world.now;
  }

  public async act(): Promise<number> {
    const { targets, responds, pace } = this.options;
    const target = targets[this.requests % targets.length];
    const asked = this.rounds.get(target);
    this.rounds.delete(target);
    if (asked) await this.cognito.respond(asked, 'no code', this.world.random.share() < 0.5);
    else if (responds) this.rounds.set(target, await this.cognito.initiate(target));
    else await this.cognito.initiate(target);
    this.requests += 1;
    return this.world.now + pace(this.requests);
  }
}

/** Signs in with the code from the mailbox, at random times. */
export class Victim implements Actor {
  public at: number;
  public attempts = 0;
  public successes = 0;
  private since = 0;
  private round?: Round;

  public constructor(
    private readonly world: World,
    private readonly cognito: Cognito,
    private readonly name: string,
    private readonly everyHours: number,
  ) {
    this.at = world.now + this.untilNext();
  }

  public async act(): Promise<number> {
    if (!this.round) {
      this.attempts += 1;
      this.since = Math.floor(this.world.now);
      this.round = await this.cognito.initiate(this.name);
      // To go to the mailbox and come back.
      return this.world.now + (15 + 30 * this.world.random.share()) * SECOND;
    }
    // Other people's sign-ins send codes too: he tries those that came since he asked, the newest first.
    for (const code of this.codes()) {
      const { tokens, next }: { tokens: boolean; next?: Round } = await this.cognito.respond(this.round, code);
      if (tokens) this.successes += 1;
      if (!next) break;
      this.round = next;
    }
    this.round = undefined;
    return this.world.now + this.untilNext();
  }

  private codes(): string[] {
    const mails = this.world.aws.mails.filter(({ at, to }) => at >= this.since && to === mailboxOf(this.name));
    return mails.reverse().map(({ text }) => /\d{6,}/.exec(text)![0]);
  }

  private untilNext(): number {
    return -Math.log(1 - this.world.random.share()) * this.everyHours * HOUR;
  }
}
