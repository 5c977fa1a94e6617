import type { LogLine, World } from './world';
import type { CreateEvent, DefineEvent, SessionEntry, VerifyEvent } from '../../lambda/events';
import { answered, createEvent, NOBODY, verifiedUser, verifyEvent } from '../lambda/stage';

interface Context {
  readonly awsRequestId: string;
}

/** The three triggers, or something that stands for them. */
export interface Handlers {
  define(event: DefineEvent): Promise<DefineEvent>;
  create(event: CreateEvent, context: Context): Promise<CreateEvent>;
  verify(event: VerifyEvent, context: Context): Promise<VerifyEvent>;
}

/** A question that a client has been asked. */
export interface Round {
  readonly created: CreateEvent;
  /** The same for all rounds in which the same code is right. */
  readonly codeId: string;
}

export interface Reply {
  readonly tokens: boolean;
  /** The answer was held against a code that somebody has been sent: a guess. */
  readonly compared: boolean;
  /** What is asked next, if the sign-in goes on. */
  readonly next?: Round;
}

/** Names that begin like this belong to nobody. */
export const NOBODYS = 'nobody';

/** The others have a verified address; what follows a plus sign makes another name for the same one. */
export function mailboxOf(userName: string): string {
  return `${userName.split('+')[0]}@example.com`;
}

/** As much of Cognito as a sign-in needs. Kinder to attackers: sessions don't expire, and serve more than once. */
export class Cognito {
  private readonly sent = new Set<string>();
  private invocations = 0;

  public constructor(private readonly world: World, private readonly handlers: Handlers) {}

  public async initiate(userName: string): Promise<Round> {
    const { next } = await this.proceed(userName, []);
    if (!next) throw new Error('the first round of a sign-in must ask for a code');
    return next;
  }

  public async respond(round: Round, answer: string, resend = false): Promise<Reply> {
    const clientMetadata = resend ? { resend: 'true' } : undefined;
    const { correct, compared } = await this.verify(round, answer, clientMetadata);
    const { userName, request: { session } } = round.created;
    return { compared, ...await this.proceed(userName, [...session!, answered(round.created, correct)], clientMetadata) };
  }

  /** The first half of `respond`. */
  public async verify(round: Round, answer: string, clientMetadata?: Record<string, string>): Promise<{ correct: boolean; compared: boolean }> {
    const context = this.newContext();
    const { response } = await this.handlers.verify(verifyEvent(round.created, answer, { clientMetadata }), context);
    const compared = this.events(context).some((event) => event === 'ANSWER_WRONG' || event === 'ANSWER_CORRECT');
    return { correct: response.answerCorrect === true, compared: compared && this.sent.has(round.codeId) };
  }

  private async proceed(userName: string, session: readonly SessionEntry[], clientMetadata?: Record<string, string>): Promise<Omit<Reply, 'compared'>> {
    const attributes = userName.startsWith(NOBODYS) ? NOBODY : { ...verifiedUser(userName), email: mailboxOf(userName) };
    const event = createEvent(userName, session, attributes, clientMetadata);
    const { response } = await this.handlers.define({ ...event, response: {} } as unknown as DefineEvent);
    if (response.issueTokens) return { tokens: true };
    if (response.failAuthentication) return { tokens: false };

    const context = this.newContext();
    const created = await this.handlers.create(event, context);
    const codeId = created.response.challengeMetadata!.split(':').at(-1)!;
    if (this.events(context).includes('MESSAGE_SENT')) this.sent.add(codeId);
    return { tokens: false, next: { created, codeId } };
  }

  private newContext(): Context {
    this.invocations += 1;
    return { awsRequestId: String(this.invocations) };
  }

  /** A handler that fails resists every attack, and proves nothing. */
  private events({ awsRequestId }: Context): readonly string[] {
    const lines: readonly LogLine[] = this.world.takeLines(awsRequestId);
    const failed = lines.find(({ level }) => level === 'ERROR');
    if (failed) throw new Error(`a handler failed: ${JSON.stringify(failed)}`);
    return lines.map(({ event }) => event);
  }
}
