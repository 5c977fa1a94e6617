import { AwsRequest } from './service';

/** Which operation of which service a request asks for. */
export interface RequestedOperation {
  readonly service: string;
  readonly operation: string;
}

const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
  PinpointSMSVoiceV2: 'sms-voice',
};

const ROUTES: readonly (RequestedOperation & { method: string; path: RegExp })[] = [
  { method: 'POST', path: /^\/v2\/email\/outbound-emails$/, service: 'sesv2', operation: 'SendEmail' },
  { method: 'POST', path: /^\/2015-03-31\/functions\/[^/]+\/invocations$/, service: 'lambda', operation: 'Invoke' },
  // Not of AWS, but called by functions too.
  { method: 'POST', path: /^\/recaptcha\/api\/siteverify$/, service: 'captcha', operation: 'recaptcha' },
  { method: 'POST', path: /^\/v1\/projects\/[^/]+\/assessments$/, service: 'captcha', operation: 'recaptchaEnterprise' },
  { method: 'POST', path: /^\/siteverify$/, service: 'captcha', operation: 'hcaptcha' },
  { method: 'POST', path: /^\/turnstile\/v0\/siteverify$/, service: 'captcha', operation: 'turnstile' },
  { method: 'POST', path: /^\/v3\/mail\/send$/, service: 'sendgrid', operation: 'mailSend' },
];

/** Each AWS protocol names its operation elsewhere: a header, the path, or a form field. */
export function identify(request: AwsRequest): RequestedOperation {
  const target = header(request, 'x-amz-target');
  if (target) {
    const [prefix, operation = ''] = target.split('.');
    return { service: Object.hasOwn(TARGETS, prefix) ? TARGETS[prefix] : signedService(request) ?? prefix, operation };
  }
  const path = request.path.split('?')[0];
  const route = ROUTES.find((candidate) => candidate.method === request.method && candidate.path.test(path));
  if (route) return { service: route.service, operation: route.operation };
  const action = new URLSearchParams(request.body.toString('utf8')).get('Action');
  return { service: signedService(request) ?? 'unknown', operation: action ?? `${request.method} ${path}` };
}

/** Access key that the request is signed with. */
export function signingKey(request: AwsRequest): string | undefined {
  return credentialScope(request)?.[0];
}

function signedService(request: AwsRequest): string | undefined {
  return credentialScope(request)?.[3];
}

function credentialScope(request: AwsRequest): string[] | undefined {
  return /Credential=([^,\s]+)/.exec(header(request, 'authorization') ?? '')?.[1].split('/');
}

function header({ headers }: AwsRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
