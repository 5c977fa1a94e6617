import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { FunctionDefinition, InvocationOutcome } from '../model';
import { bootstrapProgram, InvokeMessage, ProcessError, ProcessMessage } from './bootstrap';
import { handlerFile, moduleType, parseHandler } from './handler-file';

export interface FunctionProcessOptions {
  readonly definition: FunctionDefinition;
  /** Where the code is, and the working directory of the process. */
  readonly codeDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Path of the Node.js binary. */
  readonly node: string;
  /** Each invocation sees the time at which it begins. @default the machine's */
  readonly clock?: () => number;
  onLog(line: string): void;
}

interface Exit {
  readonly type: 'exit';
  readonly reason: string;
}

/** Lambda gives initialisation ten seconds, whatever the timeout of the function is. */
const INIT_TIMEOUT_MS = 10_000;

/** One process that runs one function, one invocation at a time. */
export class FunctionProcess {
  public alive = true;
  public readonly exited: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly initialised: Promise<ProcessMessage | Exit | 'timeout'>;
  private exit?: Exit;
  private listener?: (message: ProcessMessage | Exit) => void;

  constructor(private readonly options: FunctionProcessOptions) {
    const { definition, codeDir, environment, node, clock } = options;
    const file = handlerFile(codeDir, definition.handler)!;
    const { exportName } = parseHandler(definition.handler)!;
    this.child = spawn(node, ['-e', bootstrapProgram(), file, moduleType(codeDir, file), exportName, ...clock ? [String(clock())] : []], {
      cwd: codeDir,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => options.onLog(line));
    }
    this.child.on('message', (message: ProcessMessage) => {
      if ('last' in message) this.alive = false;
      this.listener?.(message);
    });
    this.exited = this.watchExit();
    this.initialised = this.answer(INIT_TIMEOUT_MS);
  }

  public async invoke(functionArn: string, event: string): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    const { definition: { timeoutSeconds }, clock } = this.options;
    const init = await this.initialised;
    if (init === 'timeout') return timedOut(requestId, INIT_TIMEOUT_MS / 1000);
    if (init.type === 'exit') return exited(requestId, init);
    if (init.type === 'initError') return { kind: 'crash', ...describe(init) };

    const answer = this.answer(timeoutSeconds * 1000);
    const message: InvokeMessage = { event, requestId, functionArn, deadline: Date.now() + timeoutSeconds * 1000, now: clock?.() };
    this.child.send(message, () => { /* when the process is gone, its exit is the answer */ });
    const result = await answer;
    if (result === 'timeout') return timedOut(requestId, timeoutSeconds);
    if (result.type === 'exit') return exited(requestId, result);
    return result.type === 'response' ? { kind: 'response', payload: result.payload } : { kind: 'error', ...describe(result as ProcessError) };
  }

  public kill(): void {
    this.alive = false;
    this.child.kill('SIGKILL');
  }

  /** The next thing that the process says, its end included; when it says nothing in time, it is killed. */
  private async answer(timeoutMs: number): Promise<ProcessMessage | Exit | 'timeout'> {
    if (this.exit) return this.exit;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.kill();
        settle('timeout');
      }, timeoutMs);
      const settle = (message: ProcessMessage | Exit | 'timeout') => {
        clearTimeout(timer);
        this.listener = undefined;
        resolve(message);
      };
      this.listener = settle;
    });
  }

  private async watchExit(): Promise<void> {
    const reason = await new Promise<string>((resolve) => {
      this.child.once('error', (error) => resolve(`cannot start ${this.options.node}: ${error.message}`));
      this.child.once('exit', (code, signal) => {
        const text = exitReason(code, signal);
        // Messages that the process sent last arrive before the channel closes, but may arrive after `exit`.
        if (this.child.connected) this.child.once('disconnect', () => resolve(text));
        else resolve(text);
      });
    });
    this.alive = false;
    this.exit = { type: 'exit', reason };
    this.listener?.(this.exit);
  }
}

function exitReason(code: number | null, signal: string | null): string {
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: ${code === null ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`}`;
}

function exited(requestId: string, { reason }: Exit): InvocationOutcome {
  return { kind: 'crash', errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

function timedOut(requestId: string, seconds: number): InvocationOutcome {
  return {
    kind: 'error',
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  };
}

function describe({ errorType, errorMessage }: ProcessError) {
  return { errorType, errorMessage };
}
