import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import type { CreateEvent, DefineEvent, SessionEntry, VerifyEvent } from '../../lambda/events';
import { type CloudAssembly, readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import type { Fault } from '../../local/src/aws/server';
import type { AwsRequest } from '../../local/src/aws/service';
import { type LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';
import { remove, synth } from '../support/synth';

export const POOL = 'us-east-1_Pool';
export const CLIENT = 'client';

/** Attributes of somebody who does not exist. */
export const NOBODY = null;

export type Attributes = Readonly<Record<string, string>> | null;

const ENTRIES = {
  DefineAuthChallenge: '../../lambda/define-auth-challenge',
  CreateAuthChallenge: '../../lambda/create-auth-challenge',
  VerifyAuthChallengeResponse: '../../lambda/verify-auth-challenge-response',
};
export type Trigger = keyof typeof ENTRIES;

/** How the handlers run: as they ship, each in a process of its own, or as source in this one, where their coverage is seen. */
export type Form = 'as they ship' | 'from source';

/** The three triggers over AWS on this machine, with a clock that stands still until a test moves it. */
export class HandlerStage {
  public static async start(build: (stack: Stack) => void): Promise<HandlerStage> {
    // Handlers that are loaded already have the flow of another stage.
    jest.resetModules();
    const outdir = synth(build);
    const assembly = readCloudAssembly(outdir);
    const stage = new HandlerStage(outdir, assembly);
    stage.aws = await startLocalAws(assembly, {
      intercept: (service, operation, request) => stage.fault?.(operation, service, request),
      onLog: (_, line) => stage.logs.push(line),
      clock: () => stage.now,
    });
    return stage;
  }

  public aws!: LocalAws;
  public form: Form = 'from source';
  public now = 1_800_000_000_000;
  /** Lines that the handlers wrote. */
  public logs: string[] = [];
  public fault?: (operation: string, service: string, request: AwsRequest) => Fault | undefined;

  private users = 0;

  private constructor(private readonly outdir: string, public readonly assembly: CloudAssembly) {}

  public async close(): Promise<void> {
    await this.aws.close();
    remove(this.outdir);
  }

  /** Before each test: nothing of the one before is left, and the clock is ours. */
  public reset(): void {
    this.logs = [];
    this.fault = undefined;
    this.aws.outbox.clear();
    jest.spyOn(Date, 'now').mockImplementation(() => this.now);
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      this.logs.push(String(line).trimEnd());
      return true;
    });
  }

  /** Each test has a user of its own, so that none sees what another left behind. */
  public newUser(): string {
    this.users += 1;
    return `user-${this.users}`;
  }

  public async invoke<Event>(trigger: Trigger, event: Event): Promise<Event> {
    return JSON.parse(await (this.form === 'from source' ? this.fromSource(trigger, event) : this.asShipped(trigger, event)));
  }

  public async define(session: readonly SessionEntry[], clientMetadata?: Record<string, string>) {
    const event = { ...envelope('user'), request: { userAttributes: {}, session, clientMetadata }, response: {} } as unknown as DefineEvent;
    return (await this.invoke('DefineAuthChallenge', event)).response;
  }

  public create(...args: Parameters<typeof createEvent>): Promise<CreateEvent> {
    return this.invoke('CreateAuthChallenge', createEvent(...args));
  }

  public async verify(...args: Parameters<typeof verifyEvent>): Promise<boolean | null> {
    return (await this.invoke('VerifyAuthChallengeResponse', verifyEvent(...args))).response.answerCorrect;
  }

  /** The code of the newest mail. */
  public lastCode(): string {
    return codeIn(this.aws.outbox.list().at(-1)?.text);
  }

  /** Of all mails to a user, oldest first. */
  public codesFor(user: string): string[] {
    return this.aws.outbox.list().filter(({ to }) => to[0] === verifiedUser(user).email).map(({ text }) => codeIn(text));
  }

  /** Waits for a line after the first `from`: what another process writes may arrive after its answer. */
  public async logged(pattern: RegExp, from = 0): Promise<void> {
    const latest = performance.now() + 5_000;
    while (!this.logs.slice(from).some((line) => pattern.test(line))) {
      if (performance.now() > latest) throw new Error(`no line like ${pattern} in ${this.logs.slice(from).join()}`);
      await new Promise(setImmediate);
    }
  }

  /** What the handlers asked of AWS since there were `from` calls. */
  public operations(from: number, to?: number): string[] {
    return this.aws.calls.slice(from, to).map(({ operation }) => operation);
  }

  private async asShipped(trigger: Trigger, event: unknown): Promise<string> {
    const outcome = await this.aws.runner.invoke(this.assembly.pools[0].triggers[trigger], event, 4_500);
    if (outcome.kind !== 'response') throw new Error('errorMessage' in outcome ? outcome.errorMessage : outcome.kind);
    return outcome.payload;
  }

  private async fromSource(trigger: Trigger, event: unknown): Promise<string> {
    const { environment, codeDir } = this.assembly.functions.get(this.assembly.pools[0].triggers[trigger])!;
    Object.assign(process.env, environment, this.aws.endpoints, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
    jest.doMock('../../lambda/flow/flow.json', () => JSON.parse(readFileSync(path.join(codeDir, 'flow.json'), 'utf8')), { virtual: true });
    const { handler, ready } = jest.requireActual(ENTRIES[trigger]);
    await ready;
    return JSON.stringify(await handler(JSON.parse(JSON.stringify(event)), { awsRequestId: 'request' }));
  }
}

/** Somebody whose address is verified: each user has one of his own. */
export function verifiedUser(userName: string): Record<string, string> {
  return { sub: userName, email: `${userName.replace(/[^\w-]/g, '').slice(0, 60)}@example.com`, email_verified: 'true' };
}

/** As Cognito sends it; attributes are those of a user with a verified address unless given. */
export function createEvent(
  userName: string,
  session: readonly SessionEntry[] = [],
  attributes: Attributes = verifiedUser(userName),
  clientMetadata?: Record<string, string>,
): CreateEvent {
  return {
    ...envelope(userName),
    triggerSource: 'CreateAuthChallenge_Authentication',
    request: { userAttributes: attributes ?? undefined, challengeName: 'CUSTOM_CHALLENGE', session, clientMetadata, userNotFound: attributes === NOBODY },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  } as unknown as CreateEvent;
}

/** The answer to a challenge, with what Cognito hands over from Create. */
export function verifyEvent(created: CreateEvent, challengeAnswer: unknown, overrides: object = {}): VerifyEvent {
  const { version, region, userPoolId, userName, callerContext, request, response } = created;
  return {
    version,
    region,
    userPoolId,
    userName,
    callerContext,
    triggerSource: 'VerifyAuthChallengeResponse_Authentication',
    request: {
      userAttributes: request.userAttributes,
      privateChallengeParameters: response.privateChallengeParameters,
      challengeAnswer,
      userNotFound: request.userNotFound,
      ...overrides,
    },
    response: { answerCorrect: null },
  } as unknown as VerifyEvent;
}

/** The round as it stands in the session afterwards. */
export function answered(created: CreateEvent, challengeResult: boolean): SessionEntry {
  return { challengeName: 'CUSTOM_CHALLENGE', challengeResult, challengeMetadata: created.response.challengeMetadata };
}

export function codeIn(text: string | undefined): string {
  return /\d{6,}/.exec(text ?? '')![0];
}

function envelope(userName: string) {
  return { version: '1', region: 'us-east-1', userPoolId: POOL, userName, callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: CLIENT } };
}
