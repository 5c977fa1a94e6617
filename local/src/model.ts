// What the two halves of this package tell each other: the assembly half reads cdk.out and runs functions,
// the Cognito half keeps users and speaks the API.

/** The triggers of a user pool, by the key of `LambdaConfig`, as ARNs of functions. */
export type Triggers = Readonly<Record<string, string>>;

export interface PoolDefinition {
  /** For instance `us-east-1_Ab3dE6gH9`: derived from stack and logical id, so it is the same in each run. */
  readonly id: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly stackName: string;
  /** Construct path, when the template tells it; for messages. */
  readonly path?: string;
  readonly region: string;
  readonly account: string;
  /** The `Properties` of `AWS::Cognito::UserPool`, intrinsics resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly triggers: Triggers;
  readonly clients: readonly ClientDefinition[];
}

export interface ClientDefinition {
  /** 26 lower-case letters and digits, the same in each run. */
  readonly id: string;
  readonly logicalId: string;
  readonly path?: string;
  /** Present when `GenerateSecret` is true. */
  readonly secret?: string;
  /** The `Properties` of `AWS::Cognito::UserPoolClient`, intrinsics resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly logicalId: string;
  /** Construct path, when the template tells it. */
  readonly path?: string;
  readonly runtime: string;
  readonly handler: string;
  /** Folder that holds the unpacked code. */
  readonly codeDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  /** Why it cannot run on this machine, if it cannot. */
  readonly problem?: string;
}

/** What came of one invocation, as the Lambda service would see it. */
export type InvocationOutcome =
  | { readonly kind: 'response'; readonly payload: string }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'crash'; readonly errorType?: string; readonly errorMessage: string }
  /** The Lambda service did not run it: no permission, no such function; for instance `AccessDeniedException`. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'timeout' };

/** Runs functions, each in a process of its own. */
export interface FunctionRunner {
  /** Never rejects: whatever happens is an outcome. A caller that stops waiting after `waitMs` gets `timeout`; the function goes on. */
  invoke(functionArn: string, payload: unknown, waitMs: number): Promise<InvocationOutcome>;
  close(): Promise<void>;
}

/** A message that a function or Cognito sent: a mail, or a text to a phone. */
export type OutboxMessage = OutboxMail | OutboxSms;

export interface OutboxMail {
  readonly channel: 'EMAIL';
  readonly id: string;
  readonly sentAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

export interface OutboxSms {
  readonly channel: 'SMS';
  readonly id: string;
  readonly sentAt: string;
  /** Number, sender ID or ARN; absent where the service chooses. */
  readonly from?: string;
  /** One number. */
  readonly to: readonly string[];
  readonly text: string;
}

/** One line of the trace: what the server did for a client, in order. */
export interface TraceEntry {
  readonly at: string;
  /** `request`, `trigger`, `session`, `mail`, `sms`, `response`, `error` or `problem`. */
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
