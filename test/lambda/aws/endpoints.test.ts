import { endpoint, type Endpoint, type Service } from '../../../lambda/aws/endpoints';

const before = process.env;
afterEach(() => {
  process.env = before;
});

function at(environment: Record<string, string>, service: Service, region?: string): Endpoint {
  process.env = { AWS_REGION: 'eu-west-1', ...environment };
  return endpoint(service, region);
}

function url({ secure, host, base }: Endpoint): string {
  return `${secure ? 'https' : 'http'}://${host}${base}`;
}

test.each<[string, Service, Record<string, string>, string]>([
  ['DynamoDB', 'dynamodb', {}, 'https://dynamodb.eu-west-1.amazonaws.com'],
  ['KMS', 'kms', {}, 'https://kms.eu-west-1.amazonaws.com'],
  ['SES by its older name', 'ses', {}, 'https://email.eu-west-1.amazonaws.com'],
  ['Secrets Manager', 'secretsmanager', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://localhost:1' }, 'http://localhost:1'],
  ['Lambda', 'lambda', {}, 'https://lambda.eu-west-1.amazonaws.com'],
  ['SNS', 'sns', {}, 'https://sns.eu-west-1.amazonaws.com'],
  ['End User Messaging SMS', 'sms-voice', {}, 'https://sms-voice.eu-west-1.amazonaws.com'],
  ['End User Messaging SMS by its name in the SDKs', 'sms-voice', { AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: 'http://localhost:1' }, 'http://localhost:1'],
  ['the China partition', 'kms', { AWS_REGION: 'cn-north-1', CUSTOM_AUTH_URL_SUFFIX: 'amazonaws.com.cn' }, 'https://kms.cn-north-1.amazonaws.com.cn'],
  ['an isolated partition', 'dynamodb', { AWS_REGION: 'us-iso-east-1', CUSTOM_AUTH_URL_SUFFIX: 'c2s.ic.gov' }, 'https://dynamodb.us-iso-east-1.c2s.ic.gov'],
  ['one address for all', 'kms', { AWS_ENDPOINT_URL: 'http://localhost:4566' }, 'http://localhost:4566'],
  ['a service\'s own before that', 'kms', { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_KMS: 'http://localhost:2/kms/' }, 'http://localhost:2/kms'],
  ['SESV2 before SES', 'ses', { AWS_ENDPOINT_URL_SES: 'http://localhost:1', AWS_ENDPOINT_URL_SESV2: 'http://localhost:2' }, 'http://localhost:2'],
  ['SES if there is no SESV2', 'ses', { AWS_ENDPOINT_URL_SES: 'http://localhost:1' }, 'http://localhost:1'],
  ['Lambda\'s own', 'lambda', { AWS_ENDPOINT_URL_LAMBDA: 'http://localhost:1' }, 'http://localhost:1'],
  ['nobody else\'s address', 'lambda', { AWS_ENDPOINT_URL_KMS: 'http://localhost:1' }, 'https://lambda.eu-west-1.amazonaws.com'],
  ['no configured address when told so', 'kms',
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'http://localhost:1' }, 'https://kms.eu-west-1.amazonaws.com'],
])('%s', (_name, service, environment, expected) => {
  expect(url(at(environment, service))).toBe(expected);
});

test('another region than the function\'s', () => {
  expect(at({}, 'ses', 'us-east-1')).toMatchObject({ host: 'email.us-east-1.amazonaws.com', region: 'us-east-1', port: 443 });
});

test('an IPv6 address is connected to without its brackets', () => {
  expect(at({ AWS_ENDPOINT_URL: 'http://[::1]:8000' }, 'kms')).toMatchObject({ hostname: '::1', host: '[::1]:8000', port: 8000 });
});

test.each([
  ['no region', { AWS_REGION: '' }, 'NoRegion'],
  ['an address that is none', { AWS_ENDPOINT_URL: 'localhost' }, 'BadEndpoint'],
  ['an address that is not HTTP', { AWS_ENDPOINT_URL: 'file:///etc/passwd' }, 'BadEndpoint'],
])('%s is an error that says so', (_name, environment, code) => {
  expect(() => at(environment as unknown as Record<string, string>, 'kms')).toThrow(expect.objectContaining({ code }));
});
