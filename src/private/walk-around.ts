import { CfnResource, DefaultTokenResolver, IFragmentConcatenator, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type { IConstruct } from 'constructs';

/** `CUSTOM_AUTH_FLOW_ONLY` is the older name of the first. */
const CUSTOM_AUTH_FLOWS = ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY', 'ALLOW_REFRESH_TOKEN_AUTH'];

/** Machines get tokens by it, users don't. */
const USERLESS_OAUTH_FLOWS = ['client_credentials'];

/** Says how users could sign in without the sequence, if the construct is an app client of the user pool that lets them. */
export function walkAround(construct: IConstruct, userPool: cognito.UserPool): string | undefined {
  if (!isAppClient(construct)) {
    return undefined;
  }
  const pool = userPool.node.defaultChild as cognito.CfnUserPool;
  const properties = synthesizedProperties(construct, pool);
  if (!refersTo(properties.UserPoolId, pool, Stack.of(construct))) {
    return undefined;
  }
  const ways = [...otherFlows(properties), ...oAuthFlows(properties)];
  return ways.length === 0 ? undefined :
    `app client ${construct.node.path} lets users sign in without the challenges, by ${ways.join(', ')}: make it with addClient of the construct ` +
    'that holds the challenges, or set authFlows to { custom: true } and disableOAuth to true';
}

function isAppClient(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::Cognito::UserPoolClient';
}

/** As the template will hold them, overrides included; what is known only at deploy time is an object. */
interface ClientProperties {
  readonly UserPoolId?: unknown;
  readonly ExplicitAuthFlows?: unknown;
  readonly AllowedOAuthFlowsUserPoolClient?: unknown;
  readonly AllowedOAuthFlows?: unknown;
}

function synthesizedProperties(client: CfnResource, pool: cognito.CfnUserPool): ClientProperties {
  const { Resources = {} } = Tokenization.resolve(client._toCloudFormation(), { scope: client, resolver: new PoolReferenceResolver(pool) });
  const [resource] = Object.values<{ Properties?: ClientProperties }>(Resources);
  return resource?.Properties ?? {};
}

function otherFlows({ ExplicitAuthFlows: flows }: ClientProperties): string[] {
  return flows === undefined || (Array.isArray(flows) && flows.length === 0)
    ? ['the authentication flows that Amazon Cognito allows where none are named']
    : knownStrings(flows).filter((flow) => !CUSTOM_AUTH_FLOWS.includes(flow));
}

function oAuthFlows({ AllowedOAuthFlowsUserPoolClient: enabled, AllowedOAuthFlows: flows }: ClientProperties): string[] {
  // CloudFormation takes the string for the boolean.
  return String(enabled).toLowerCase() === 'true'
    ? knownStrings(flows).filter((flow) => !USERLESS_OAUTH_FLOWS.includes(flow)).map((flow) => `OAuth ${flow}`)
    : [];
}

function knownStrings(list: unknown): string[] {
  return [list].flat().filter((item) => typeof item === 'string');
}

/** Whether the value names the user pool, be it inside functions of CloudFormation, from another stack, or by hand with the logical id. */
function refersTo(value: unknown, pool: cognito.CfnUserPool, stack: Stack): boolean {
  const names = [pool.node.addr];
  if (stack === pool.stack) {
    names.push(stack.resolve(pool.logicalId));
  }
  const name = `(?:${names.join('|')})`;
  const reference = new RegExp(`"(?:Ref|Fn::GetAtt)":\\[?"${name}["\\.]|\\$\\{${name}[.}]`);
  return reference.test(JSON.stringify(value) ?? '');
}

/** Renders each reference to the user pool with the address of its construct, which unlike the logical id is the same in every stack. */
class PoolReferenceResolver extends DefaultTokenResolver {
  public constructor(private readonly pool: cognito.CfnUserPool) {
    super(JOIN);
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) && token.target === this.pool
      ? { Ref: this.pool.node.addr }
      : super.resolveToken(token, context, postProcessor);
  }
}

const JOIN: IFragmentConcatenator = {
  join: (left, right) => typeof left === 'string' && typeof right === 'string' ? left + right : { 'Fn::Join': ['', [left, right]] },
};
