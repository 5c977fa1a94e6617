import { answered, type Attributes, type HandlerStage, verifiedUser } from './stage';
import type { CreateEvent, SessionEntry } from '../../lambda/events';

export type Script = (visitor: Visitor) => Promise<void>;

/** A story about somebody, who is or is not what he claims. */
export interface Case {
  readonly name: string;
  readonly attributes: (user: string) => Attributes;
  readonly script: Script;
}

/** Somebody who signs in with a name that he may have made up. */
export class Visitor {
  /** What each trigger said and, which its time tells, asked of AWS. */
  public readonly sights: string[] = [];
  public round!: CreateEvent;
  private readonly attributes: Attributes;
  private session: SessionEntry[] = [];

  constructor(private readonly stage: HandlerStage, attributes: (user: string) => Attributes, private readonly user = stage.newUser()) {
    this.attributes = attributes(user);
  }

  public async start(): Promise<void> {
    this.session = [];
    await this.ask();
  }

  public async answer(answer: unknown, clientMetadata?: Record<string, string>): Promise<void> {
    const verdict = await this.see('Verify', () => this.stage.verify(this.round, answer, { clientMetadata }));
    this.session.push(answered(this.round, verdict === true));
    const next = await this.see('Define', () => this.stage.define(this.session, clientMetadata));
    if (next.challengeName) await this.ask(clientMetadata);
  }

  public async resend(): Promise<void> {
    await this.answer('', { resend: 'true' });
  }

  private async ask(clientMetadata?: Record<string, string>): Promise<void> {
    await this.see('Create', async () => {
      this.round = await this.stage.create(this.user, this.session, this.attributes, clientMetadata);
      const { publicChallengeParameters: shown, ...hidden } = this.round.response;
      // Of what is hidden, the length of the session tells how long it is.
      return { shown, hiddenLength: JSON.stringify(hidden).length };
    });
  }

  private async see<T>(trigger: string, action: () => Promise<T>): Promise<T> {
    const from = this.stage.aws.calls.length;
    const said = await action();
    // When a secret was read last depends on others.
    const calls = this.stage.operations(from).filter((operation) => operation !== 'GetSecretValue');
    // What comes before the first change is asked for at the same time.
    const read = calls.findIndex((operation) => !['BatchGetItem', 'GenerateMac'].includes(operation));
    const atOnce = read < 0 ? calls.length : read;
    this.sights.push(`${trigger} ${JSON.stringify(said)} ${[...calls.slice(0, atOnce).sort(), ...calls.slice(atOnce)].join(' ')}`);
    return said;
  }
}

/** Plays all cases, each from the same moment on, after one that loads the handlers: expects that everybody sees the same. */
export async function expectAlike(stage: HandlerStage, warmUp: Script, cases: readonly Case[]): Promise<string[]> {
  const start = stage.now;
  const play = async ({ attributes, script }: Omit<Case, 'name'>): Promise<string[]> => {
    stage.now = start;
    const visitor = new Visitor(stage, attributes);
    await script(visitor);
    return visitor.sights;
  };
  // The calls of handlers that load are nobody's.
  await play({ attributes: verifiedUser, script: warmUp });

  const first = await play(cases[0]);
  for (const other of cases.slice(1)) expect({ case: other.name, sights: await play(other) }).toEqual({ case: other.name, sights: first });
  return first;
}
