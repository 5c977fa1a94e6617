// What runs inside a function's process. It is handed to `node -e` as text, so it works from TypeScript and from
// compiled code alike; in return it must use nothing but its parameters and what Node.js has everywhere.

/** From the server to a function's process. */
export interface InvokeMessage {
  readonly event: string;
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadline: number;
  /** The time that the handler is to see, when it is not the machine's. */
  readonly now?: number;
}

/** From a function's process to the server. */
export type ProcessMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'response'; readonly payload: string }
  | ProcessError;

export interface ProcessError {
  readonly type: 'error' | 'initError';
  readonly errorType: string;
  readonly errorMessage: string;
  /** The process ends after this message. */
  readonly last?: true;
}

/**
 * Program text for `node -e`, to be followed by path, type (`module` or `commonjs`) and export of the handler, and by the time
 * while it loads, when that is not the machine's.
 */
export function bootstrapProgram(): string {
  return `(${bootstrap.toString()})(require, (specifier) => import(specifier));`;
}

/* c8 ignore start: runs in the processes of the functions only */
function bootstrap(require: NodeJS.Require, importModule: (specifier: string) => Promise<unknown>): void {
  type Handler = (event: unknown, context: unknown, callback: unknown) => unknown;
  const [, file, moduleType, exportName, startTime] = process.argv;
  const { env } = process;
  const machineNow = Date.now;
  const send = process.send!.bind(process) as (message: ProcessMessage, then?: () => void) => void;
  /** Ends the invocation that is under way. */
  let finish: ((message: ProcessMessage) => void) | undefined;
  /** What to answer once the event loop is empty; Lambda says null when nobody answered by then. */
  let answerWhenIdle: ProcessMessage = { type: 'response', payload: 'null' };

  /** From now on `Date` tells the time that `setTime` has set. */
  function replaceClock(): void {
    globalThis.Date = new Proxy(Date, {
      apply: () => new Date().toString(),
      construct: (date, args, newTarget) => Reflect.construct(date, args.length > 0 ? args : [Date.now()], newTarget) as Date,
    });
  }

  function setTime(now: number): void {
    Date.now = () => now;
  }

  function describe(error: unknown): { errorType: string; errorMessage: string } {
    return Object.prototype.toString.call(error) === '[object Error]'
      ? { errorType: (error as Error).name, errorMessage: (error as Error).message }
      : { errorType: typeof error, errorMessage: String(error) };
  }

  function toMessage(error: unknown, result: unknown): ProcessMessage {
    if (error !== undefined && error !== null) return { type: 'error', ...describe(error) };
    try {
      return { type: 'response', payload: JSON.stringify(result) ?? 'null' };
    } catch {
      return { type: 'error', errorType: 'Error', errorMessage: 'Unable to stringify response body' };
    }
  }

  function die(error: unknown, description: { errorType: string; errorMessage: string }): void {
    console.error(error);
    send({ type: finish ? 'error' : 'initError', ...description, last: true }, () => process.exit(129));
  }

  function initErrorType(error: unknown): string {
    if ((error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND')) return 'Runtime.ImportModuleError';
    return error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : describe(error).errorType;
  }

  async function load(): Promise<Handler> {
    const module: unknown = moduleType === 'module' ? await importModule(require('node:url').pathToFileURL(file).href) : require(file);
    const handler = exportName.split('.').reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], module);
    if (typeof handler === 'function') return handler as Handler;
    throw Object.assign(new Error(`${env._HANDLER} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }

  function contextOf({ requestId, functionArn, deadline }: InvokeMessage, done: (error: unknown, result?: unknown) => void) {
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: functionArn,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      awsRequestId: requestId,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
      done,
      succeed: (result: unknown) => done(undefined, result),
      fail: (error: unknown) => done(error ?? 'handled'),
    };
  }

  function invoke(handler: Handler, message: InvokeMessage): void {
    // The event loop counts as empty when only this channel is left.
    process.channel!.unref();
    if (message.now !== undefined) setTime(message.now);
    answerWhenIdle = { type: 'response', payload: 'null' };
    const end = (answer: ProcessMessage) => {
      // A late answer to an earlier invocation answers nothing.
      if (finish !== end) return;
      finish = undefined;
      process.channel!.ref();
      send(answer);
    };
    finish = end;
    const context = contextOf(message, (error, result) => end(toMessage(error, result)));
    const callback = (error: unknown, result: unknown) => {
      if (finish !== end) return;
      const answer = toMessage(error, result);
      if (context.callbackWaitsForEmptyEventLoop) answerWhenIdle = answer;
      else end(answer);
    };
    try {
      const result = handler(JSON.parse(message.event), context, callback) as PromiseLike<unknown> | undefined;
      result?.then?.((value) => end(toMessage(undefined, value)), (error) => end(toMessage(error ?? 'handled', undefined)));
    } catch (error) {
      end(toMessage(error ?? 'handled', undefined));
    }
  }

  if (startTime !== undefined) {
    replaceClock();
    setTime(Number(startTime));
  }
  process.on('disconnect', () => process.exit());
  process.on('beforeExit', () => finish?.(answerWhenIdle));
  process.on('uncaughtException', (error) => die(error, describe(error)));
  process.on('unhandledRejection', (reason) =>
    die(reason, { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason) }));
  load().then((handler) => {
    process.on('message', (message: InvokeMessage) => invoke(handler, message));
    send({ type: 'ready' });
  }, (error: unknown) => die(error, { errorType: initErrorType(error), errorMessage: String(error) }));
}
/* c8 ignore stop */
