import { InvocationOutcome } from '../model';
import { FunctionProcess } from './function-process';

/** The warm processes of one function: as many as run at once, up to a limit; beyond it, invocations wait in line. */
export class ProcessPool {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: { resolve(process: FunctionProcess): void; reject(error: Error): void }[] = [];
  private closed = false;

  constructor(private readonly start: () => FunctionProcess, private readonly limit: number) {}

  public async invoke(functionArn: string, event: string): Promise<InvocationOutcome> {
    const process = await this.acquire();
    try {
      return await process.invoke(functionArn, event);
    } finally {
      this.release(process);
    }
  }

  public async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(closedError());
    const exits = [...this.processes].map(async (process) => {
      process.kill();
      await process.exited;
    });
    await Promise.all(exits);
  }

  private async acquire(): Promise<FunctionProcess> {
    if (this.closed) throw closedError();
    const warm = this.takeIdle();
    if (warm) return warm;
    return this.countAlive() < this.limit ? this.startProcess() : new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private takeIdle(): FunctionProcess | undefined {
    for (let process = this.idle.pop(); process; process = this.idle.pop()) {
      if (process.alive) return process;
    }
    return undefined;
  }

  /** Without those that were killed and are not gone yet. */
  private countAlive(): number {
    return [...this.processes].filter(({ alive }) => alive).length;
  }

  private async startProcess(): Promise<FunctionProcess> {
    const process = this.start();
    this.processes.add(process);
    void process.exited.then(() => this.processes.delete(process));
    return process;
  }

  private release(process: FunctionProcess): void {
    const next = this.waiting.shift();
    if (!process.alive) {
      if (next) this.startProcess().then(next.resolve, next.reject);
    } else if (next) {
      next.resolve(process);
    } else {
      this.idle.push(process);
    }
  }
}

function closedError(): Error {
  return new Error('the local server is closed');
}
