import { randomUUID } from 'node:crypto';

/** A handler of a Lambda function as it is, or anything that invokes one. */
export type ContractFunction = (event: any, context?: any) => unknown;

export type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown; readonly ms: number }
  | { readonly kind: 'threw'; readonly error: string }
  | { readonly kind: 'late' };

/** Calls the function as Lambda does: event and result travel as JSON, and nobody waits for ever. */
export async function call(fn: ContractFunction, event: unknown, patienceMs: number): Promise<Outcome> {
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late' }), patienceMs);
  });
  const answered = Promise.resolve()
    .then(() => fn(overTheWire(event), newContext(() => patienceMs - elapsed())))
    .then(overTheWire)
    .then<Outcome, Outcome>(
      (value) => elapsed() > patienceMs ? { kind: 'late' } : { kind: 'returned', value, ms: elapsed() },
      (error: unknown) => ({ kind: 'threw', error: String(error) }),
    );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

function newContext(remaining: () => number) {
  return { awsRequestId: randomUUID(), functionName: 'contract', functionVersion: '$LATEST', getRemainingTimeInMillis: remaining };
}
