import { FunctionDefinition, FunctionRunner, InvocationOutcome } from '../model';
import { CodeFolders } from './code-folder';
import { functionEnvironment } from './environment';
import { functionByArn } from './function-by-arn';
import { FunctionProcess } from './function-process';
import { ProcessPool } from './process-pool';

export interface FunctionRunnerOptions {
  /** Variables that lead the functions to local endpoints, by name. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Path of the Node.js binary that runs the functions. @default the one that runs this */
  readonly node?: string;
  /** Milliseconds since 1970. For a function `Date` stands at the time at which it was invoked. @default the machine's time */
  readonly clock?: () => number;
  /** Processes of one function at most; further invocations wait. @default 10 */
  readonly maxConcurrency?: number;
  /** Gets each line that a function prints. */
  onLog?(functionName: string, line: string): void;
}

/** Runs the functions of a cloud assembly as the Lambda service does. */
export class ProcessFunctionRunner implements FunctionRunner {
  private readonly code = new CodeFolders();
  private readonly pools = new Map<string, Promise<ProcessPool>>();
  private closed = false;

  constructor(
    private readonly functions: ReadonlyMap<string, FunctionDefinition>,
    private readonly options: FunctionRunnerOptions = {},
  ) {}

  public async invoke(functionArn: string, payload: unknown, waitMs: number): Promise<InvocationOutcome> {
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<InvocationOutcome>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'timeout' }), waitMs);
    });
    try {
      return await Promise.race([this.run(functionArn, payload), waited]);
    } finally {
      clearTimeout(timer);
    }
  }

  public async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled([...this.pools.values()].map(async (pool) => (await pool).close()));
    await this.code.close();
  }

  private async run(functionArn: string, payload: unknown): Promise<InvocationOutcome> {
    const definition = functionByArn(this.functions, functionArn);
    if (this.closed) return { kind: 'crash', errorMessage: 'the local server is closed' };
    if (!definition) return { kind: 'refused', reason: 'ResourceNotFoundException' };
    if (definition.problem) return { kind: 'crash', errorMessage: definition.problem };
    try {
      const pool = await this.poolOf(definition);
      return await pool.invoke(functionArn, JSON.stringify(payload) ?? 'null');
    } catch (error) {
      return { kind: 'crash', errorMessage: `cannot run function ${definition.name}: ${(error as Error).message}` };
    }
  }

  private async poolOf(definition: FunctionDefinition): Promise<ProcessPool> {
    const pool = this.pools.get(definition.arn) ?? this.createPool(definition);
    this.pools.set(definition.arn, pool);
    return pool;
  }

  private async createPool(definition: FunctionDefinition): Promise<ProcessPool> {
    const { endpoints = {}, node = process.execPath, clock, maxConcurrency = 10, onLog } = this.options;
    const codeDir = await this.code.copyOf(definition.codeDir);
    const environment = functionEnvironment(definition, codeDir, await this.code.home(), endpoints);
    return new ProcessPool(() => new FunctionProcess({
      definition,
      codeDir,
      environment,
      node,
      clock,
      onLog: (line) => onLog?.(definition.name, line),
    }), maxConcurrency);
  }
}
