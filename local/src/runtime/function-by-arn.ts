import { FunctionDefinition } from '../model';

/** The function that an ARN names, with or without a version or alias behind it. */
export function functionByArn(functions: ReadonlyMap<string, FunctionDefinition>, arn: string): FunctionDefinition | undefined {
  return functions.get(arn) ?? functions.get(arn.split(':').slice(0, 7).join(':'));
}
