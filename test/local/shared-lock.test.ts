import * as fc from 'fast-check';
import { SharedLock } from '../../local/src/aws/shared-lock';

interface Job {
  readonly alone: boolean;
  readonly fails: boolean;
}

const job = fc.record({ alone: fc.boolean(), fails: fc.boolean() });

/** Runs the jobs, whose ends come in any order; tells what happened in which order. */
async function run(jobs: readonly Job[], scheduler: fc.Scheduler): Promise<string[]> {
  const lock = new SharedLock();
  const happened: string[] = [];
  const done = jobs.map(async ({ alone, fails }, n) => {
    const work = async () => {
      happened.push(`begin ${n}`);
      await scheduler.schedule(Promise.resolve());
      happened.push(`end ${n}`);
      if (fails) throw new Error(`job ${n}`);
      return n;
    };
    return alone ? lock.alone(work) : lock.beside(work);
  });
  const results = Promise.allSettled(done);
  await scheduler.waitFor(results);
  expect(await results).toEqual(jobs.map(({ fails }, n) => fails ? { status: 'rejected', reason: new Error(`job ${n}`) } : { status: 'fulfilled', value: n }));
  return happened;
}

test('in any order of ends, jobs begin as they came, and nothing runs beside one that is to be alone', async () => {
  await fc.assert(fc.asyncProperty(fc.array(job, { maxLength: 12 }), fc.scheduler(), async (jobs, scheduler) => {
    const happened = await run(jobs, scheduler);
    expect(happened.filter((what) => what.startsWith('begin'))).toEqual(jobs.map((_, n) => `begin ${n}`));
    jobs.forEach(({ alone }, n) => {
      if (!alone) return;
      const begin = happened.indexOf(`begin ${n}`);
      expect(happened.indexOf(`end ${n}`)).toBe(begin + 1);
      const ended = happened.slice(0, begin).filter((what) => what.startsWith('end'));
      expect(ended).toHaveLength(n);
    });
  }));
});

test('all else runs side by side', async () => {
  const lock = new SharedLock();
  let release = () => {};
  const first = lock.beside(async () => new Promise<void>((resolve) => { release = resolve; }));
  await lock.beside(async () => release());
  await first;
});
