import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import { FunctionDefinition } from '../model';

/** Access key that a function signs with: it tells the local endpoints who calls. */
export function accessKeyId(functionArn: string): string {
  return `ASIA${createHash('sha256').update(functionArn).digest('hex').slice(0, 16).toUpperCase()}`;
}

/**
 * All environment variables of a function's process: those of the template, those that Lambda sets, and the local
 * endpoints. Nothing of the developer's own environment but what starting a process needs.
 */
export function functionEnvironment(
  definition: FunctionDefinition, taskRoot: string, homeDir: string, endpoints: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const region = definition.arn.split(':')[3];
  return {
    ...fromThisProcess('PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    HOME: homeDir,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: '[$LATEST]local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId(definition.arn),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...endpoints,
  };
}

function fromThisProcess(...names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
}
