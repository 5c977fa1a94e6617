/** Lets work run beside other work, or alone; first come, first served. */
export class SharedLock {
  private readonly running = new Set<Promise<unknown>>();
  private lastAlone: Promise<unknown> = Promise.resolve();

  public async beside<T>(work: () => Promise<T>): Promise<T> {
    const run = this.lastAlone.then(work);
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  public async alone<T>(work: () => Promise<T>): Promise<T> {
    const run = Promise.allSettled([this.lastAlone, ...this.running]).then(work);
    this.lastAlone = run.catch(() => {});
    return run;
  }
}
