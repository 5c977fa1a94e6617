import { FunctionDefinition, FunctionRunner, InvocationOutcome } from '../model';
import { AwsError, AwsRequest, AwsResponse, AwsService, unknownOperation } from './service';

/** No function runs longer than fifteen minutes; the runner itself ends one after its own timeout. */
const LONGEST_MS = 16 * 60 * 1000;

/** Name, partial ARN or ARN, each with or without a version or alias behind it. */
const FUNCTION_NAME = /^((?:arn:[^:]+:lambda:[^:]+:)?\d{12}:function:)?([^:]+)(?::([^:]+))?$/;

/** `Invoke` of Lambda, on the functions of the assembly. */
export class LocalLambda implements AwsService {
  constructor(private readonly functions: ReadonlyMap<string, FunctionDefinition>, private readonly runner: FunctionRunner) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'Invoke') throw unknownOperation('lambda', operation);
    const arn = this.find(request);
    const payload = readPayload(request.body);
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type === 'DryRun') return { status: 204 };
    const outcome = this.runner.invoke(arn, payload, LONGEST_MS);
    return type === 'Event' ? { status: 202 } : answer(await outcome);
  }

  /** The ARN to invoke, for each form of a function's name that Lambda takes. */
  private find(request: AwsRequest): string {
    const url = new URL(request.path, 'http://localhost');
    const named = decodeURIComponent(url.pathname.split('/')[3]);
    const [, prefix = '', name, qualifier = url.searchParams.get('Qualifier')] = FUNCTION_NAME.exec(named) ?? [];
    const definition = [...this.functions.values()].find((candidate) => candidate.name === name && candidate.arn.endsWith(`${prefix}${name}`));
    if (!definition) throw new AwsError('ResourceNotFoundException', `Function not found: ${named}`, 404);
    return qualifier ? `${definition.arn}:${qualifier}` : definition.arn;
  }
}

function readPayload(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}

function answer(outcome: InvocationOutcome): AwsResponse {
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  if (outcome.kind === 'response') return { status: 200, headers, body: outcome.payload };
  if (outcome.kind === 'refused') throw new AwsError(outcome.reason, 'the function was not run', 403);
  const { kind: _, ...error } = outcome.kind === 'timeout' ? { ...outcome, errorMessage: 'timed out' } : outcome;
  return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify(error) };
}
