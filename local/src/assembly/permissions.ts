import { PoolDefinition } from '../model';
import { Stack } from './stacks';

interface Permission {
  readonly functionName: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** Triggers that Cognito may not invoke once deployed. They run here all the same, so somebody has to say it. */
export function findMissingPermissions(stacks: readonly Stack[], pools: readonly PoolDefinition[]): string[] {
  const permissions = stacks.flatMap(readPermissions);
  return pools.flatMap((pool) => Object.entries(pool.triggers)
    .filter(([, functionArn]) => !permissions.some((permission) => allows(permission, pool, functionArn)))
    .map(([trigger, functionArn]) => `trigger ${trigger} of user pool ${pool.path ?? pool.logicalId} fails with AccessDeniedException once deployed: `
      + `no AWS::Lambda::Permission lets cognito-idp.amazonaws.com invoke ${functionArn} for ${pool.arn}`));
}

function readPermissions({ scope }: Stack): Permission[] {
  const permissions = scope.resourcesOf('AWS::Lambda::Permission').map((logicalId) => scope.properties(logicalId));
  return permissions
    .filter(({ Principal, Action }) => Principal === 'cognito-idp.amazonaws.com' && /^lambda:(InvokeFunction|\*)$/.test(String(Action)))
    .map(({ FunctionName, SourceArn, SourceAccount }) => ({
      functionName: String(FunctionName),
      sourceArn: SourceArn as string | undefined,
      sourceAccount: SourceAccount as string | undefined,
    }));
}

function allows({ functionName, sourceArn, sourceAccount }: Permission, pool: PoolDefinition, functionArn: string): boolean {
  return (functionArn === functionName || functionArn.endsWith(`:function:${functionName}`))
    && (sourceAccount === undefined || sourceAccount === pool.account)
    && (sourceArn === undefined || matchesArn(sourceArn, pool.arn));
}

function matchesArn(pattern: string, arn: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`).test(arn);
}
