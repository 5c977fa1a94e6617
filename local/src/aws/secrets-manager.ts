import { createHash, randomBytes } from 'node:crypto';
import { AwsError, AwsRequest, AwsResponse, AwsService, json, jsonBody, unknownOperation } from './service';
import { asObject } from '../assembly/json-file';
import { SecretDefinition } from '../assembly/state-resources';

/** `GetSecretValue` of Secrets Manager. */
export class LocalSecretsManager implements AwsService {
  private readonly generated = new Map<string, string>();

  /** `values`: secret strings by name or ARN; others come from the template or are made up. */
  constructor(private readonly secrets: readonly SecretDefinition[], private readonly values: Readonly<Record<string, string>>) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'GetSecretValue') throw unknownOperation('secretsmanager', operation);
    const id = String(jsonBody(request).SecretId);
    const secret = this.find(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
    const value = this.valueOf(secret);
    return json({
      ARN: secret.arn,
      Name: secret.name,
      SecretString: value,
      VersionId: createHash('sha256').update(value).digest('hex').slice(0, 32),
      VersionStages: ['AWSCURRENT'],
    });
  }

  private find(id: string): SecretDefinition | undefined {
    const known = this.secrets.find(({ name, arn }) => id === name || id === arn || arn.startsWith(`${id}-`));
    if (known) return known;
    const name = Object.keys(this.values).find((given) => given === id || isArnOf(given, id));
    return name === undefined ? undefined : { name, arn: id, properties: {} };
  }

  private valueOf(secret: SecretDefinition): string {
    const given = this.values[secret.name] ?? this.values[secret.arn] ?? secret.properties.SecretString;
    if (given !== undefined) return String(given);
    const made = this.generated.get(secret.arn) ?? generate(asObject(secret.properties.GenerateSecretString));
    this.generated.set(secret.arn, made);
    return made;
  }
}

/** Of a secret that the app only refers to, the ARN may end with six characters or not. */
function isArnOf(name: string, id: string): boolean {
  const [, named] = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.*)$/.exec(id) ?? [];
  return named !== undefined && (named === name || named.replace(/-\w{6}$/, '') === name);
}

function generate({ SecretStringTemplate, GenerateStringKey, PasswordLength }: Readonly<Record<string, unknown>>): string {
  const length = Number(PasswordLength ?? 32);
  const password = randomBytes(length).toString('base64url').slice(0, length);
  if (typeof SecretStringTemplate !== 'string') return password;
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [String(GenerateStringKey)]: password });
}
