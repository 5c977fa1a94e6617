import { LocalDynamoDb } from './dynamodb';
import { LocalKms } from './kms';
import { LocalLambda } from './lambda';
import { Outbox } from './outbox';
import { LocalSecretsManager } from './secrets-manager';
import { AwsCall, AwsServer, Intercept } from './server';
import { LocalSes } from './ses';
import { LocalSesV1 } from './ses-v1';
import { LocalSmsVoice } from './sms-voice';
import { LocalSns } from './sns';
import { CloudAssembly } from '../assembly/read-cloud-assembly';
import { LocalCaptcha } from '../captcha/local-captcha';
import { accessKeyId } from '../runtime/environment';
import { FunctionRunnerOptions, ProcessFunctionRunner } from '../runtime/function-runner';
import { LocalSendGrid } from '../sendgrid/local-sendgrid';

export interface LocalAwsOptions extends Omit<FunctionRunnerOptions, 'endpoints'> {
  /** Makes KMS keys the same in each run. @default new keys each time */
  readonly seed?: string;
  /** Secret strings by name or ARN. @default the template's, else made up */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Makes chosen calls slow or fail. */
  readonly intercept?: Intercept;
}

/** AWS as the functions of an assembly see it, and what runs them. */
export interface LocalAws {
  /** Environment variables that lead an AWS SDK here, and handlers that ask a provider of CAPTCHAs or send by SendGrid. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly outbox: Outbox;
  /** Each call of a function, in order. */
  readonly calls: readonly AwsCall[];
  readonly runner: ProcessFunctionRunner;
  /** Ends all functions and servers. */
  close(): Promise<void>;
}

const ENDPOINT_SERVICES = ['DYNAMODB', 'KMS', 'SESV2', 'SES', 'LAMBDA', 'SECRETS_MANAGER', 'SNS', 'PINPOINT_SMS_VOICE_V2'];

export async function startLocalAws(assembly: CloudAssembly, options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { seed, secrets = {}, intercept, ...runnerOptions } = options;
  const now = () => new Date(options.clock?.() ?? Date.now());
  const outbox = new Outbox();
  const calls: AwsCall[] = [];
  const callers = new Map([...assembly.functions.values()].map(({ arn, name }) => [accessKeyId(arn), name]));
  const endpoints: Record<string, string> = {};
  const runner = new ProcessFunctionRunner(assembly.functions, { ...runnerOptions, endpoints });
  const dynamoDb = await LocalDynamoDb.start(assembly.tables, now);
  const server = new AwsServer({
    services: {
      'dynamodb': dynamoDb,
      'kms': new LocalKms(assembly.keys, seed),
      'sesv2': new LocalSes(outbox, now),
      'ses': new LocalSesV1(outbox, now),
      'sns': new LocalSns(outbox, now),
      'sms-voice': new LocalSmsVoice(outbox, now),
      'lambda': new LocalLambda(assembly.functions, runner),
      'secretsmanager': new LocalSecretsManager(assembly.secrets, secrets),
      'captcha': new LocalCaptcha(now),
      'sendgrid': new LocalSendGrid(outbox, now),
    },
    intercept,
    onCall: ({ service, operation, accessKeyId: key }) => {
      calls.push({ service, operation, at: now().toISOString(), caller: key && callers.get(key) });
    },
  });
  const url = await server.listen();
  // The variable without a service catches the rest: no function of a local run ever reaches AWS.
  for (const suffix of ['', ...ENDPOINT_SERVICES.map((service) => `_${service}`)]) endpoints[`AWS_ENDPOINT_URL${suffix}`] = url;
  endpoints.CUSTOM_AUTH_CAPTCHA_URL = url;
  endpoints.CUSTOM_AUTH_SENDGRID_URL = url;
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    await runner.close();
    await server.close();
    await dynamoDb.close();
  };
  return {
    endpoints,
    outbox,
    calls,
    runner,
    close: () => closed ??= closeAll(),
  };
}
