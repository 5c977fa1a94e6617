import type { Assessment } from './assessment';
import type { FlowCaptchaProvider, FlowRecaptchaEnterprise, FlowSiteverify } from '../../src/private/flow';
import { resolveValue } from '../environment';
import type { Message } from '../http/send';

/** How a provider is asked about a token, and how it answers. */
export interface Protocol {
  readonly server: string;
  message(token: string, secret: string): Message;
  /** @param body parsed JSON of any shape */
  read(body: any): Assessment;
  /** The provider does not know the secret, or knows it no longer. */
  refusesSecret(body: any): boolean;
}

export function protocolOf(provider: FlowCaptchaProvider): Protocol {
  return provider.type === 'RECAPTCHA_ENTERPRISE' ? recaptchaEnterprise(provider) : siteverify(provider);
}

/**
 * Where the four are that speak almost the same.
 * @see https://developers.google.com/recaptcha/docs/verify
 * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
const SITEVERIFY: Record<FlowSiteverify['type'], readonly [server: string, path: string]> = {
  RECAPTCHA_V2: ['https://www.google.com', '/recaptcha/api/siteverify'],
  RECAPTCHA_V3: ['https://www.google.com', '/recaptcha/api/siteverify'],
  HCAPTCHA: ['https://api.hcaptcha.com', '/siteverify'],
  TURNSTILE: ['https://challenges.cloudflare.com', '/turnstile/v0/siteverify'],
};

function siteverify({ type, siteKey }: FlowSiteverify): Protocol {
  const [server, path] = SITEVERIFY[type];
  return {
    server,
    message: (token, secret) => ({
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      // Only hCaptcha has secrets that go with several site keys.
      body: new URLSearchParams({ secret, response: token, ...(type === 'HCAPTCHA' && { sitekey: resolveValue(siteKey) }) }).toString(),
    }),
    read: (body) => ({ valid: body?.success, hostname: body?.hostname, action: body?.action, score: body?.score, time: body?.challenge_ts }),
    refusesSecret: (body) => listOf(body?.['error-codes']).includes('invalid-input-secret'),
  };
}

/** @see https://cloud.google.com/recaptcha/docs/reference/rest/v1/projects.assessments */
function recaptchaEnterprise({ projectId, siteKey, action }: FlowRecaptchaEnterprise): Protocol {
  return {
    server: 'https://recaptchaenterprise.googleapis.com',
    message: (token, secret) => ({
      path: `/v1/projects/${encodeURIComponent(resolveValue(projectId))}/assessments`,
      // Not in the URL, which proxies may log: https://cloud.google.com/apis/docs/system-parameters
      headers: { 'content-type': 'application/json', 'x-goog-api-key': secret },
      body: JSON.stringify({ event: { token, siteKey: resolveValue(siteKey), expectedAction: action } }),
    }),
    read: (body) => {
      const { valid, hostname, action: given, createTime } = body?.tokenProperties ?? {};
      return { valid, hostname, action: given, score: body?.riskAnalysis?.score, time: createTime };
    },
    refusesSecret: (body) => listOf(body?.error?.details).some((detail) => detail?.reason === 'API_KEY_INVALID'),
  };
}

function listOf(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}
