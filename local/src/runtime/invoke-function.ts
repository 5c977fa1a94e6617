import { LocalCognitoError } from '../errors';
import type { FunctionDefinition, FunctionRunner } from '../model';

/** Lambda gives initialisation so much time beside the timeout of the function. */
const INIT_MS = 10_000;

/** Invokes the function that has this construct path, logical id or name; rejects with what it throws. */
export async function invokeFunction(
  functions: ReadonlyMap<string, FunctionDefinition>, runner: FunctionRunner, wanted: string, event: unknown,
): Promise<unknown> {
  const all = [...functions.values()];
  const definition = all.find(({ path, logicalId, name }) => [path, logicalId, name].includes(wanted));
  if (!definition) throw new LocalCognitoError(`no function ${wanted}, there are ${all.map(({ path, logicalId }) => path ?? logicalId).join(', ')}`);
  const outcome = await runner.invoke(definition.arn, event, definition.timeoutSeconds * 1000 + INIT_MS);
  switch (outcome.kind) {
    case 'response': return JSON.parse(outcome.payload);
    case 'timeout': throw new Error(`function ${wanted} did not answer`);
    case 'refused': throw new Error(outcome.reason);
    default: throw Object.assign(new Error(outcome.errorMessage), { name: outcome.errorType ?? 'Error' });
  }
}
