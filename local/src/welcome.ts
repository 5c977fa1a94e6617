import type { LocalPool } from './local-pool';
import type { LocalCognito } from './start';

/** What the command line tells when the server is up. */
export function describeServer({ endpoint, pools, warnings }: LocalCognito): string {
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    '',
    `Cognito is at ${endpoint}`,
    ...pools.flatMap(describePool),
    '',
    `Messages: ${endpoint}/outbox   Trace: ${endpoint}/trace   Stop: Ctrl-C`,
    ...snippet(endpoint, pools),
    '',
  ].join('\n');
}

function describePool({ id, path, logicalId, triggers, clients }: LocalPool): string[] {
  return [
    '',
    `  user pool  ${id}  ${path ?? logicalId}`,
    ...clients.map((client) => `  client     ${client.id}  ${client.path ?? client.logicalId}${client.secret ? `  secret ${client.secret}` : ''}`),
    ...Object.entries(triggers).map(([trigger, arn]) => `  trigger    ${trigger}  ${arn.split(':function:')[1]}`),
  ];
}

/** Ready to paste, for the first client that there is. */
function snippet(endpoint: string, pools: readonly LocalPool[]): string[] {
  const client = pools.flatMap((pool) => pool.clients)[0];
  if (!client) return [];
  return [
    '',
    '  // AWS SDK for JavaScript',
    `  new CognitoIdentityProviderClient({ endpoint: '${endpoint}', region: '${pools[0].region}' })`,
    '  // Amplify',
    `  Amplify.configure({ Auth: { Cognito: { userPoolId: '${client.userPoolId}', userPoolClientId: '${client.id}', userPoolEndpoint: '${endpoint}' } } })`,
  ];
}
