import type { InvocationOutcome, PoolDefinition } from '../model';
import type { Call, Environment } from './environment';
import { CognitoError, invalidLambdaResponse } from './errors';
import { section } from './properties';
import { hideSecrets } from './redact';

export type TriggerName =
  'PreSignUp' | 'PostConfirmation' | 'PreAuthentication' | 'PostAuthentication' | 'PreTokenGeneration' | 'UserMigration' | 'CustomMessage' |
  'DefineAuthChallenge' | 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse';

/** What the service calls a trigger by, and what it sends besides the envelope. */
export interface TriggerEvent {
  readonly trigger: TriggerName;
  readonly source: string;
  readonly username: string;
  readonly clientId: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** The keys of the answer, each with the value that means that the function has not answered. */
  readonly response: Readonly<Record<string, unknown>>;
  readonly version?: string;
}

/** A function call on its way, as an interceptor sees it. */
export interface TriggerInvocation {
  readonly trigger: TriggerName;
  readonly functionArn: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** 1 for the first; a call that timed out is repeated. */
  readonly attempt: number;
}

/** Stands between Cognito and a function; for tests of latency, failures and repeats. */
export type Interceptor = (invocation: TriggerInvocation, next: () => Promise<InvocationOutcome>) => Promise<InvocationOutcome>;

const ATTEMPTS = 3;
const UNRECOGNIZABLE = 'Unrecognizable lambda output';
const ENVELOPE_TEXTS = ['version', 'region', 'userPoolId', 'triggerSource'];
const ENVELOPE_SECTIONS = ['callerContext', 'request', 'response'];

/** The trigger functions of one pool. */
export class Triggers {
  constructor(private readonly pool: PoolDefinition, private readonly environment: Environment) {}

  public has(trigger: TriggerName): boolean {
    return this.arnOf(trigger) !== undefined;
  }

  /** The `response` of the function's answer; throws the error that the client of Cognito gets. */
  public async invoke(call: Call, event: TriggerEvent): Promise<Readonly<Record<string, unknown>>> {
    const functionArn = this.arnOf(event.trigger);
    if (functionArn === undefined) throw new CognitoError('UnexpectedLambdaException', 'null invocation failed due to configuration.');
    const payload = envelope(this.pool, event);
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(call, { trigger: event.trigger, functionArn, event: payload, attempt });
      if (outcome.kind !== 'timeout' || attempt === ATTEMPTS) return readOutcome(event.trigger, outcome);
    }
  }

  /** The version of the event that the pool asks for. */
  public get tokenGenerationVersion(): string {
    const version = section(section(this.pool.properties.LambdaConfig).PreTokenGenerationConfig).LambdaVersion;
    return typeof version === 'string' ? version.slice(1, 2) : '1';
  }

  private arnOf(trigger: TriggerName): string | undefined {
    const versioned = trigger === 'PreTokenGeneration' ? this.pool.triggers.PreTokenGenerationConfig : undefined;
    return versioned ?? this.pool.triggers[trigger];
  }

  private async attempt(call: Call, invocation: TriggerInvocation): Promise<InvocationOutcome> {
    const { runner, clock, intercept, lambdaTimeoutMs } = this.environment;
    const started = clock();
    const run = () => runner.invoke(invocation.functionArn, invocation.event, lambdaTimeoutMs);
    const outcome = intercept ? await intercept(invocation, run) : await run();
    call.trace('trigger', {
      trigger: invocation.trigger,
      attempt: invocation.attempt,
      event: hideSecrets(invocation.event),
      ...outcome.kind === 'response' ? { answer: answerOf(outcome.payload) } : { failure: outcome },
      ms: clock() - started,
    });
    return outcome;
  }
}

/** Wrong answers are told by this error; the service says no more. */
export function unrecognizable(): CognitoError {
  return invalidLambdaResponse(UNRECOGNIZABLE);
}

function envelope(pool: PoolDefinition, event: TriggerEvent): Record<string, unknown> {
  return {
    version: event.version ?? '1',
    region: pool.region,
    userPoolId: pool.id,
    userName: event.username,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: event.clientId },
    triggerSource: event.source,
    request: event.request,
    response: event.response,
  };
}

function readOutcome(trigger: TriggerName, outcome: InvocationOutcome): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case 'response':
      return readPayload(outcome.payload);
    case 'error':
    case 'crash':
      throw new CognitoError('UserLambdaValidationException', `${trigger} failed with error ${outcome.errorMessage}.`);
    case 'refused':
      throw unexpected(trigger, `${outcome.reason}.`);
    case 'timeout':
      throw unexpected(trigger, 'Socket timeout while invoking Lambda function.');
  }
}

function unexpected(trigger: TriggerName, reason: string): CognitoError {
  return new CognitoError('UnexpectedLambdaException', `${trigger} invocation failed due to error ${reason}`);
}

function readPayload(payload: string): Readonly<Record<string, unknown>> {
  const answer = parse(payload);
  // A function that returns nothing answers `null`.
  if (answer === undefined || answer === null) throw invalidLambdaResponse('Invalid lambda function output : Invalid JSON');
  const event = section(answer);
  const isComplete = ENVELOPE_TEXTS.every((key) => typeof event[key] === 'string') && ENVELOPE_SECTIONS.every((key) => isObject(event[key]));
  if (!isComplete) throw unrecognizable();
  return event.response as Readonly<Record<string, unknown>>;
}

function answerOf(payload: string): unknown {
  const answer = parse(payload);
  return isObject(answer) && 'response' in answer ? answer.response : payload;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
