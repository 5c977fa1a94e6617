import type { JsonWebKey } from 'node:crypto';
import type { Pool } from './cognito/pool';

/** A user pool that is served. */
export interface LocalPool {
  readonly id: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly stackName: string;
  /** Construct path, when the template tells it. */
  readonly path?: string;
  readonly region: string;
  /** The issuer in its tokens, as the real pool's. */
  readonly issuer: string;
  /** Public keys for token verifiers. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
  /** ARNs of the trigger functions by key of `LambdaConfig`. */
  readonly triggers: Readonly<Record<string, string>>;
  readonly clients: readonly LocalClient[];
}

/** An app client of a pool that is served. */
export interface LocalClient {
  readonly id: string;
  readonly userPoolId: string;
  readonly logicalId: string;
  readonly path?: string;
  readonly secret?: string;
}

export function describePool({ definition, tokens }: Pool): LocalPool {
  const { id, arn, logicalId, stackName, path, region, triggers, clients } = definition;
  return {
    id,
    arn,
    logicalId,
    stackName,
    path,
    region,
    issuer: tokens.issuer,
    jwks: tokens.key.jwks(),
    triggers,
    clients: clients.map((client) => ({
      id: client.id, userPoolId: id, logicalId: client.logicalId, path: client.path, secret: client.secret,
    })),
  };
}

/** What `GET /` answers. */
export function overview(endpoint: string, pools: readonly LocalPool[]): object {
  return {
    endpoint,
    pools: pools.map(({ id, path, logicalId, region, triggers, clients }) => ({
      id,
      name: path ?? logicalId,
      region,
      triggers,
      jwks: `${endpoint}/${id}/.well-known/jwks.json`,
      clients: clients.map((client) => ({ id: client.id, name: client.path ?? client.logicalId, hasSecret: client.secret !== undefined })),
    })),
    pages: {
      'POST /': "Cognito's API, for any AWS SDK or Amplify with this endpoint",
      'GET /outbox?to=alice@example.com': 'mails and texts that were sent, all without ?to=',
      'DELETE /outbox': 'forget them',
      'GET /trace': 'requests, triggers, sessions and messages, in order',
      'GET /<user pool id>/.well-known/openid-configuration': 'OpenID configuration',
    },
  };
}
