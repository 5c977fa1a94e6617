import { LocalCognitoError } from '../errors';
import { PoolDefinition } from '../model';
import { CloudAssembly } from './read-cloud-assembly';
import { functionByArn } from '../runtime/function-by-arn';

const CUSTOM_AUTH_TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'];

/** The pools that have all three triggers of custom authentication; throws when there is none, or when a trigger of one cannot run here. */
export function customAuthPools(assembly: CloudAssembly): PoolDefinition[] {
  const pools = assembly.pools.filter(({ triggers }) => CUSTOM_AUTH_TRIGGERS.every((trigger) => trigger in triggers));
  if (pools.length === 0) {
    const found = assembly.pools.map((pool) => `${pool.path ?? pool.logicalId} (${Object.keys(pool.triggers).join(', ') || 'no triggers'})`).join(', ');
    throw new LocalCognitoError(`no user pool with the triggers ${CUSTOM_AUTH_TRIGGERS.join(', ')} in ${assembly.dir}, found ${found}`);
  }
  for (const pool of pools) requireRunnableTriggers(assembly, pool);
  return pools;
}

function requireRunnableTriggers(assembly: CloudAssembly, pool: PoolDefinition): void {
  for (const [trigger, arn] of Object.entries(pool.triggers)) {
    const definition = functionByArn(assembly.functions, arn);
    const problem = definition ? definition.problem : `function ${arn} is not in ${assembly.dir}`;
    if (problem) throw new LocalCognitoError(`trigger ${trigger} of user pool ${pool.path ?? pool.logicalId} cannot run: ${problem}`);
  }
}
