import type { PoolDefinition } from '../model';
import type { AppClient } from './app-client';
import { newCall, type Call, type Environment } from './environment';
import { CognitoError, notAuthorized, resourceNotFound } from './errors';
import { readInput } from './input';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import { Pool } from './pool';
import { redact } from './redact';

export type Outcome =
  | { readonly requestId: string; readonly answer: object }
  | { readonly requestId: string; readonly error: { readonly type: string; readonly message: string }; readonly status: 400 | 500 };

/** Amazon Cognito's user pools API over the pools of one app. */
export class CognitoService {
  public static async create(definitions: readonly PoolDefinition[], environment: Environment): Promise<CognitoService> {
    return new CognitoService(await Promise.all(definitions.map((definition) => Pool.create(definition, environment))), environment);
  }

  private constructor(public readonly pools: readonly Pool[], private readonly environment: Environment) {}

  /** Answers one request; whatever it holds, never rejects. */
  public async handle(operation: string, body: string): Promise<Outcome> {
    const call = newCall(this.environment);
    const { requestId } = call;
    try {
      const answer = await this.run(call, operation, body);
      call.trace('response', { operation, answer: redact(answer) });
      return { requestId, answer };
    } catch (error) {
      const known = error instanceof CognitoError;
      const { type, message } = known ? error : { type: 'InternalErrorException', message: 'Something went wrong' };
      call.trace('error', { operation, type, message, ...!known && { cause: String((error as Error)?.stack ?? error) } });
      return { requestId, error: { type, message }, status: known ? 400 : 500 };
    }
  }

  public pool(id: string): Pool {
    const pool = this.pools.find((candidate) => candidate.id === id);
    if (!pool) throw resourceNotFound(`User pool ${id} does not exist.`);
    return pool;
  }

  public client(id: string): { readonly pool: Pool; readonly client: AppClient } {
    for (const pool of this.pools) {
      const client = pool.clients.get(id);
      if (client) return { pool, client };
    }
    throw resourceNotFound(`User pool client ${id} does not exist.`);
  }

  /** The pool that signed an access token. */
  public poolOfToken(accessToken: string): Pool {
    const pool = this.pools.find((candidate) => candidate.tokens.key.read(accessToken));
    if (!pool) throw notAuthorized('Invalid Access Token');
    return pool;
  }

  private async run(call: Call, name: string, json: string): Promise<object> {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (!operation) {
      call.trace('request', { operation: name });
      throw new CognitoError('UnknownOperationException', '');
    }
    const body = parseBody(json);
    call.trace('request', { operation: name, input: redact(body) });
    return (operation as Operation).run(this, readInput(operation.shape, body), call);
  }
}

function parseBody(json: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(json || '{}');
  } catch {
    body = undefined;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new CognitoError('SerializationException', 'Unexpected value type in payload');
  return body as Readonly<Record<string, unknown>>;
}
