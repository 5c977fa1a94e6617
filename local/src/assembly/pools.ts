import { ClientDefinition, PoolDefinition, Triggers } from '../model';
import { asObject, isObject } from './json-file';
import { clientSecret } from './physical-ids';
import { constructPath, Stack } from './stacks';

const USER_POOL = 'AWS::Cognito::UserPool';
const USER_POOL_CLIENT = 'AWS::Cognito::UserPoolClient';

/** The user pools of all stacks, each with its clients: a client may stand in another stack than its pool. */
export function readPools(stacks: readonly Stack[]): PoolDefinition[] {
  const clients = stacks.flatMap((stack) => stack.scope.resourcesOf(USER_POOL_CLIENT).map((logicalId) => readClient(stack, logicalId)));
  return stacks.flatMap((stack) => stack.scope.resourcesOf(USER_POOL).map((logicalId) => readPool(stack, logicalId, clients)));
}

function readPool(stack: Stack, logicalId: string, allClients: readonly ClientDefinition[]): PoolDefinition {
  const { scope } = stack;
  const properties = scope.properties(logicalId);
  const id = String(scope.ref(logicalId));
  return {
    id,
    arn: String(scope.getAtt(logicalId, 'Arn')),
    logicalId,
    stackName: scope.stack.stackName,
    path: constructPath(stack, logicalId),
    region: scope.stack.region,
    account: scope.stack.account,
    properties,
    triggers: readTriggers(properties.LambdaConfig),
    clients: allClients.filter((client) => client.properties.UserPoolId === id),
  };
}

function readClient(stack: Stack, logicalId: string): ClientDefinition {
  const { scope } = stack;
  const { stackName, region, account } = scope.stack;
  const properties = scope.properties(logicalId);
  const hasSecret = String(properties.GenerateSecret) === 'true';
  return {
    id: String(scope.ref(logicalId)),
    logicalId,
    path: constructPath(stack, logicalId),
    properties,
    ...hasSecret && { secret: clientSecret({ stackName, region, account, logicalId }) },
  };
}

function readTriggers(lambdaConfig: unknown): Triggers {
  const arns = Object.entries(asObject(lambdaConfig)).map(([trigger, value]) =>
    // Triggers with a version of the event are objects.
    [trigger, isObject(value) ? value.LambdaArn : value] as const);
  return Object.fromEntries(arns.filter(([, arn]) => typeof arn === 'string' && arn.includes(':function:'))) as Triggers;
}
