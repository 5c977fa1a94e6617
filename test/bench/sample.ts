// A process that loads one bundle as Lambda does and calls its handler when its parent says so.
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Order {
  readonly event: object;
  /** Calls after the first. */
  readonly warm: number;
}

export interface Sample {
  /** Milliseconds. */
  readonly first: number;
  readonly warm: number[];
  readonly response: any;
}

async function main(bundle: string): Promise<void> {
  // Lambda's runtime is an ES module itself, so that the loader of those is there already.
  await import(join(__dirname, 'runtime.mjs'));
  const start = performance.now();
  // As the runtime does; only an ES module can make it wait until its connections are open.
  const { handler } = bundle.endsWith('.mjs') ? await import(bundle) : createRequire(__filename)(bundle);
  process.send!(performance.now() - start);

  process.once('message', async ({ event, warm }: Order) => {
    const timed = async () => {
      const copy = structuredClone(event);
      const begin = performance.now();
      const response = await handler(copy);
      return { response, time: performance.now() - begin };
    };
    const { time: first, response } = await timed();
    const times: number[] = [];
    for (let i = 0; i < warm; i++) times.push((await timed()).time);
    process.send!({ first, warm: times, response } satisfies Sample, () => process.disconnect());
  });
}

void main(process.argv[2]);
