import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds in which a process may use its share of a CPU. */
const PERIOD = 20;

/** Whether this system tells how long a process has been on a CPU. */
export function canThrottle(): boolean {
  return cpuTime(process.pid) !== undefined;
}

/**
 * Gives the process a share of one CPU, as the scheduler does to a small function: it is stopped (SIGSTOP) when all its threads together
 * have used up their time of a period, and goes on (SIGCONT) in the next; what it took too much counts against the next.
 * Coarser than a kernel's quota: we look once a millisecond. Time that it spends waiting costs it nothing.
 */
export function throttle(pid: number, share: number): () => void {
  const quota = PERIOD * share;
  let budget = quota;
  let seen = cpuTime(pid) ?? 0;
  let periodEnd = performance.now() + PERIOD;
  let stopped = false;

  const timer = setInterval(() => {
    const used = cpuTime(pid);
    if (used === undefined) return end();
    budget -= used - seen;
    seen = used;
    for (; performance.now() >= periodEnd; periodEnd += PERIOD) budget = Math.min(budget + quota, quota);
    if (stopped !== budget <= 0) {
      stopped = !stopped;
      signal(pid, stopped ? 'SIGSTOP' : 'SIGCONT');
    }
  }, 1);
  const end = () => {
    clearInterval(timer);
    signal(pid, 'SIGCONT');
  };
  return end;
}

/** Milliseconds that all threads of a process have run. */
function cpuTime(pid: number): number | undefined {
  try {
    const tasks = `/proc/${pid}/task`;
    return readdirSync(tasks).reduce((sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
