import { AwsError } from './errors';
import { ENV_URL_SUFFIX } from '../../src/private/flow';

/** Services by the name that signs. */
export type Service = 'dynamodb' | 'kms' | 'ses' | 'lambda';

export interface Endpoint {
  readonly service: Service;
  readonly region: string;
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** The `Host` header. */
  readonly host: string;
  /** Leading path of a configured endpoint, without the last slash. */
  readonly base: string;
}

/** Names that the SDKs use in `AWS_ENDPOINT_URL_<name>`; SES has two generations of them. */
const CONFIGURED: Record<Service, readonly string[]> = {
  dynamodb: ['DYNAMODB'],
  kms: ['KMS'],
  ses: ['SESV2', 'SES'],
  lambda: ['LAMBDA'],
};

/** Where a service is: the environment may say so as for the SDKs, else the partition's own name. */
export function endpoint(service: Service, region = process.env.AWS_REGION): Endpoint {
  if (!region) throw new AwsError('NoRegion');
  const configured = configuredUrl(service);
  const prefix = service === 'ses' ? 'email' : service;
  const suffix = process.env[ENV_URL_SUFFIX] || 'amazonaws.com';
  const { protocol, hostname, port, host, pathname } = parse(configured ?? `https://${prefix}.${region}.${suffix}`);
  const secure = protocol === 'https:';
  return {
    service,
    region,
    secure,
    // The URL keeps the brackets of an IPv6 address, a socket does not want them.
    hostname: hostname.replace(/[[\]]/g, ''),
    port: Number(port) || (secure ? 443 : 80),
    host,
    base: pathname.replace(/\/$/, ''),
  };
}

function configuredUrl(service: Service): string | undefined {
  const env = process.env;
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return [...CONFIGURED[service].map((name) => env[`AWS_ENDPOINT_URL_${name}`]), env.AWS_ENDPOINT_URL].find(Boolean);
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') throw new AwsError('BadEndpoint');
  return parsed;
}
