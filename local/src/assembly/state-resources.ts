import { asObject, JsonObject } from './json-file';
import { Stack } from './stacks';

export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  readonly properties: JsonObject;
}

export interface KeyDefinition {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly usage: string;
  readonly enabled: boolean;
  /** Names of its aliases, each with the leading `alias/`. */
  readonly aliases: readonly string[];
}

export interface SecretDefinition {
  readonly name: string;
  readonly arn: string;
  readonly properties: JsonObject;
}

export function readTables({ scope }: Stack): TableDefinition[] {
  return scope.resourcesOf('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((logicalId) => ({
    name: scope.nameOf(logicalId),
    arn: String(scope.getAtt(logicalId, 'Arn')),
    properties: scope.properties(logicalId),
  }));
}

export function readKeys(stacks: readonly Stack[]): KeyDefinition[] {
  const aliases = stacks.flatMap(({ scope }) => scope.resourcesOf('AWS::KMS::Alias').map((logicalId) => ({
    name: scope.nameOf(logicalId),
    target: scope.property(logicalId, 'TargetKeyId'),
  })));
  return stacks.flatMap(({ scope }) => scope.resourcesOf('AWS::KMS::Key').map((logicalId) => {
    const [id, arn] = [String(scope.ref(logicalId)), String(scope.getAtt(logicalId, 'Arn'))];
    return {
      id,
      arn,
      spec: String(scope.property(logicalId, 'KeySpec') ?? 'SYMMETRIC_DEFAULT'),
      usage: String(scope.property(logicalId, 'KeyUsage') ?? 'ENCRYPT_DECRYPT'),
      enabled: String(scope.property(logicalId, 'Enabled') ?? true) === 'true',
      aliases: aliases.filter(({ target }) => target === id || target === arn).map(({ name }) => name),
    };
  }));
}

export function readSecrets({ scope }: Stack): SecretDefinition[] {
  return scope.resourcesOf('AWS::SecretsManager::Secret').map((logicalId) => ({
    name: scope.nameOf(logicalId),
    arn: String(scope.ref(logicalId)),
    properties: asObject(scope.properties(logicalId)),
  }));
}
