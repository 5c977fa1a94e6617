import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { customAuthPools } from './assembly/custom-auth-pools';
import { readCloudAssembly, type CloudAssemblyOptions } from './assembly/read-cloud-assembly';
import type { Outbox } from './aws/outbox';
import type { AwsCall, Intercept } from './aws/server';
import { startLocalAws } from './aws/start-local-aws';
import type { Environment } from './cognito/environment';
import { CognitoService } from './cognito/service';
import type { Interceptor } from './cognito/triggers';
import { LocalCognitoError } from './errors';
import { Inspection } from './inspection';
import { describePool, type LocalClient, type LocalPool } from './local-pool';
import { addLocalUser, type LocalUser } from './local-user';
import type { FunctionRunner, TraceEntry } from './model';
import { invokeFunction } from './runtime/invoke-function';
import { CognitoServer } from './server';
import { Trace } from './trace';

export interface LocalCognitoOptions extends CloudAssemblyOptions {
  /** The folder that `cdk synth` wrote, usually `cdk.out`. */
  readonly cloudAssembly: string;
  /** @default 0 - any free port */
  readonly port?: number;
  /** A loopback address. @default 127.0.0.1 */
  readonly host?: string;
  /** Users that exist from the start, in each pool unless they name one. */
  readonly users?: readonly LocalUser[];
  /**
   * The time in milliseconds since 1970, for Cognito and the functions. For a function `Date` stands at the time at which it was invoked.
   * @default the machine's time
   */
  readonly clock?: () => number;
  /** The Node.js binary that runs the functions. @default the one that runs this */
  readonly node?: string;
  /** Makes KMS keys, and so the codes that are derived by them, the same in each run. @default new keys each time */
  readonly seed?: string;
  /** Secret strings of Secrets Manager by name or ARN. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How long Cognito waits for a trigger before it tries again, three times in all. @default 5000 */
  readonly lambdaTimeoutMs?: number;
  /** Stands between Cognito and the trigger functions. */
  readonly intercept?: Interceptor;
  /** Stands between the functions and AWS. */
  readonly interceptAws?: Intercept;
  /** Called for each entry of the trace as it is written. */
  readonly onTrace?: (entry: TraceEntry) => void;
  /** Called for each line that a function prints. */
  readonly onLog?: (functionName: string, line: string) => void;
}

export interface LocalCognito {
  /** For instance `http://127.0.0.1:9229`. */
  readonly endpoint: string;
  readonly pools: readonly LocalPool[];
  /** The app clients of all pools. */
  readonly clients: readonly LocalClient[];
  readonly outbox: Outbox;
  readonly trace: readonly TraceEntry[];
  /** Each AWS call of a function. */
  readonly awsCalls: readonly AwsCall[];
  /** What of the cloud assembly could not be carried over, and which pools do not take a user who was meant for all. */
  readonly warnings: readonly string[];
  /** Adds a user to the pool that it names, or to all that take it; throws if none does. */
  addUser(user: LocalUser): void;
  /** Invokes any function of the app by its construct path, logical id or name, and gives what it returns; rejects with what it throws. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Ends the server and all that it has started. */
  close(): Promise<void>;
}

/** Serves the user pools of a synthesized app that have custom authentication. */
export async function startLocalCognito(options: LocalCognitoOptions): Promise<LocalCognito> {
  const { clock = Date.now, host = '127.0.0.1' } = options;
  requireLoopback(host);
  requireNode(options.node);
  const assembly = readCloudAssembly(options.cloudAssembly, options);
  const closers: (() => Promise<void> | void)[] = [() => assembly.close()];
  const close = closeAll(closers);
  try {
    const definitions = customAuthPools(assembly);
    const aws = await startLocalAws(assembly, {
      node: options.node,
      seed: options.seed,
      secrets: options.secrets,
      intercept: options.interceptAws,
      onLog: options.onLog,
      clock: options.clock,
    });
    closers.unshift(() => aws.close());
    const trace = new Trace(clock, options.onTrace);
    aws.outbox.onMessage(({ channel, ...message }) => trace.add(channel === 'SMS' ? 'sms' : 'mail', message));
    const service = await CognitoService.create(definitions, makeEnvironment(options, clock, aws.runner, aws.outbox, trace));
    const warnings = [...assembly.warnings];
    const addUser = (user: LocalUser) => void warnings.push(...addLocalUser(service, user));
    options.users?.forEach(addUser);
    const pools = service.pools.map(describePool);
    const inspection = new Inspection({ outbox: aws.outbox, trace: trace.entries, pools });
    const server = new CognitoServer({ service, inspection, host, port: options.port ?? 0 });
    const endpoint = await server.listen();
    closers.unshift(() => server.close());
    return {
      endpoint,
      pools,
      clients: pools.flatMap((pool) => pool.clients),
      outbox: aws.outbox,
      trace: trace.entries,
      awsCalls: aws.calls,
      warnings,
      addUser,
      invoke: async (functionName, event) => invokeFunction(assembly.functions, aws.runner, functionName, event),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeEnvironment(options: LocalCognitoOptions, clock: () => number, runner: FunctionRunner, outbox: Outbox, trace: Trace): Environment {
  return {
    clock,
    runner,
    lambdaTimeoutMs: options.lambdaTimeoutMs ?? 5000,
    intercept: options.intercept,
    trace: (type, detail) => trace.add(type, detail),
    send: (message) => outbox.deliver({ id: randomUUID(), sentAt: new Date(clock()).toISOString(), ...message }),
  };
}

/** Codes and a back door to each user are no business of a network. */
function requireLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)) return;
  throw new LocalCognitoError(`host ${host} is not a loopback address, use 127.0.0.1, ::1 or localhost`);
}

function requireNode(node: string | undefined): void {
  if (node === undefined) return;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (!stdout?.startsWith('v')) throw new LocalCognitoError(`node ${node} is not a Node.js that runs, give the path of its binary`);
}

/** Closes what was opened last first, once. */
function closeAll(closers: readonly (() => Promise<void> | void)[]): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const closeInOrder = async () => {
    for (const closer of closers) await closer();
  };
  return async () => closed ??= closeInOrder();
}
