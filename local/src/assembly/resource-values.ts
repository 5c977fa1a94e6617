import { clientId, clientSecret, generatedName, ResourceIdentity, secretSuffix, userPoolId, uuid } from './physical-ids';

/** A resource of a template with the name that it would have once deployed. */
export interface NamedResource extends ResourceIdentity {
  readonly type: string;
  readonly name: string;
  /** A property of the resource, intrinsics resolved. */
  property(name: string): unknown;
}

type Value = (resource: NamedResource) => unknown;

interface ResourceType {
  readonly nameProperty?: string;
  readonly maxNameLength?: number;
  readonly arn?: Value;
  /** Default: the name. */
  readonly ref?: Value;
  readonly attributes?: Readonly<Record<string, Value>>;
}

const table: ResourceType = {
  nameProperty: 'TableName',
  arn: (r) => arn(r, 'dynamodb', `table/${r.name}`),
  attributes: {
    StreamArn: (r) => arn(r, 'dynamodb', `table/${r.name}/stream/2024-01-01T00:00:00.000`),
    TableId: uuid,
  },
};

const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::UserPool': {
    ref: userPoolId,
    arn: (r) => arn(r, 'cognito-idp', `userpool/${userPoolId(r)}`),
    attributes: {
      UserPoolId: userPoolId,
      ProviderName: (r) => `cognito-idp.${r.region}.amazonaws.com/${userPoolId(r)}`,
      ProviderURL: (r) => `https://cognito-idp.${r.region}.amazonaws.com/${userPoolId(r)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    nameProperty: 'ClientName',
    ref: clientId,
    attributes: { ClientId: clientId, ClientSecret: clientSecret, Name: (r) => r.name },
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', maxNameLength: 64, arn: (r) => arn(r, 'lambda', `function:${r.name}`) },
  'AWS::Lambda::Version': {
    ref: (r) => `${functionArn(r)}:1`,
    attributes: { Version: () => '1', FunctionArn: (r) => `${functionArn(r)}:1` },
  },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    ref: (r) => `${functionArn(r)}:${r.name}`,
    attributes: { AliasArn: (r) => `${functionArn(r)}:${r.name}` },
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::KMS::Key': { ref: uuid, arn: (r) => arn(r, 'kms', `key/${uuid(r)}`), attributes: { KeyId: uuid } },
  'AWS::KMS::Alias': { nameProperty: 'AliasName' },
  'AWS::SecretsManager::Secret': { nameProperty: 'Name', ref: secretArn, attributes: { Id: secretArn } },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    maxNameLength: 64,
    arn: (r) => `arn:aws:iam::${r.account}:role/${r.name}`,
    attributes: { RoleId: (r) => `AROA${uuid(r).replace(/-/g, '').slice(0, 17).toUpperCase()}` },
  },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: (r) => arn(r, 'logs', `log-group:${r.name}:*`) },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    ref: bucketName,
    arn: (r) => `arn:aws:s3:::${bucketName(r)}`,
    attributes: {
      DomainName: (r) => `${bucketName(r)}.s3.amazonaws.com`,
      RegionalDomainName: (r) => `${bucketName(r)}.s3.${r.region}.amazonaws.com`,
    },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: (r) => r.name },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    maxNameLength: 80,
    ref: queueUrl,
    arn: (r) => arn(r, 'sqs', r.name),
    attributes: { QueueName: (r) => r.name, QueueUrl: queueUrl },
  },
  'AWS::SSM::Parameter': { nameProperty: 'Name', attributes: { Value: (r) => r.property('Value'), Type: (r) => r.property('Type') } },
};

/** The property that names a resource of this type, if there is one. */
export function nameProperty(type: string): string | undefined {
  return TYPES[type]?.nameProperty;
}

export function nameFor(type: string, resource: ResourceIdentity): string {
  return generatedName(resource, TYPES[type]?.maxNameLength ?? 128);
}

export function refOf(resource: NamedResource): unknown {
  return (TYPES[resource.type]?.ref ?? ((r) => r.name))(resource);
}

/** Undefined when this file does not know the attribute. */
export function attributeOf(resource: NamedResource, attribute: string): unknown {
  const type = TYPES[resource.type];
  if (attribute === 'Arn') return type?.arn?.(resource);
  return type?.attributes?.[attribute]?.(resource);
}

function arn(r: ResourceIdentity, service: string, resource: string): string {
  return `arn:aws:${service}:${r.region}:${r.account}:${resource}`;
}

function functionArn(r: NamedResource): string {
  const nameOrArn = String(r.property('FunctionName'));
  return nameOrArn.startsWith('arn:') ? nameOrArn : arn(r, 'lambda', `function:${nameOrArn}`);
}

function secretArn(r: NamedResource): string {
  return arn(r, 'secretsmanager', `secret:${r.name}-${secretSuffix(r)}`);
}

function topicArn(r: NamedResource): string {
  return arn(r, 'sns', r.name);
}

function queueUrl(r: NamedResource): string {
  return `https://sqs.${r.region}.amazonaws.com/${r.account}/${r.name}`;
}

function bucketName(r: NamedResource): string {
  return r.name.toLowerCase();
}
