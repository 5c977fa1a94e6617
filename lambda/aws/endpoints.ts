import { AwsError } from './errors';
import { ENV_URL_SUFFIX } from '../../src/private/flow';
import { type Origin, originOf } from '../http/origin';

/** Services by the name that signs. */
export type Service = 'dynamodb' | 'kms' | 'ses' | 'lambda' | 'secretsmanager' | 'sns' | 'sms-voice';

/** Its `base` is the leading path of a configured endpoint. */
export interface Endpoint extends Origin {
  readonly service: Service;
  readonly region: string;
}

/** Names that the SDKs use in `AWS_ENDPOINT_URL_<name>`; SES has two generations of them. */
const CONFIGURED: Record<Service, readonly string[]> = {
  'dynamodb': ['DYNAMODB'],
  'kms': ['KMS'],
  'ses': ['SESV2', 'SES'],
  'lambda': ['LAMBDA'],
  'secretsmanager': ['SECRETS_MANAGER'],
  'sns': ['SNS'],
  'sms-voice': ['PINPOINT_SMS_VOICE_V2'],
};

/** Where a service is: the environment may say so as for the SDKs, else the partition's own name. */
export function endpoint(service: Service, region = process.env.AWS_REGION): Endpoint {
  if (!region) throw new AwsError('NoRegion');
  const configured = configuredUrl(service);
  const prefix = service === 'ses' ? 'email' : service;
  const suffix = process.env[ENV_URL_SUFFIX] || 'amazonaws.com';
  const origin = originOf(configured ?? `https://${prefix}.${region}.${suffix}`);
  if (!origin) throw new AwsError('BadEndpoint');
  return { service, region, ...origin };
}

/** The region that an ARN names, if any. */
export function regionOf(arn: string): string | undefined {
  return arn.split(':')[3] || undefined;
}

function configuredUrl(service: Service): string | undefined {
  const env = process.env;
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return [...CONFIGURED[service].map((name) => env[`AWS_ENDPOINT_URL_${name}`]), env.AWS_ENDPOINT_URL].find(Boolean);
}
