import { readToken, type SolvedToken } from './solved-token';
import { AwsRequest, AwsResponse, AwsService, json, jsonBody, unknownOperation } from '../aws/service';

interface Judged {
  readonly solved?: SolvedToken;
  readonly refusal?: 'MALFORMED' | 'DUPE';
  readonly time?: string;
}

/** Answers in the place of reCAPTCHA, hCaptcha and Turnstile: a token says by itself whether it passes, and each does once. Any secret is right. */
export class LocalCaptcha implements AwsService {
  private readonly used = new Set<string>();

  constructor(private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    switch (operation) {
      case 'recaptcha':
      case 'hcaptcha':
      case 'turnstile': return json(this.siteverify(operation, new URLSearchParams(request.body.toString())));
      case 'recaptchaEnterprise': return this.assess(request);
      default: throw unknownOperation('captcha', operation);
    }
  }

  private siteverify(provider: 'recaptcha' | 'hcaptcha' | 'turnstile', form: URLSearchParams): object {
    const [secret, token] = [form.get('secret'), form.get('response')];
    if (!secret) return { 'success': false, 'error-codes': ['missing-input-secret'] };
    if (!token) return { 'success': false, 'error-codes': ['missing-input-response'] };
    const { solved, refusal, time } = this.judge(token);
    if (!solved) return { 'success': false, 'error-codes': [refusal === 'DUPE' ? 'timeout-or-duplicate' : 'invalid-input-response'] };
    const { hostname, action, score } = solved;
    const common = { success: true, challenge_ts: time, hostname };
    switch (provider) {
      case 'recaptcha': return { ...common, score, action };
      case 'hcaptcha': return { ...common, credit: false };
      case 'turnstile': return { ...common, 'error-codes': [], action, 'cdata': '' };
    }
  }

  private assess(request: AwsRequest): AwsResponse {
    if (!request.headers['x-goog-api-key']) return json({ error: { code: 403, status: 'PERMISSION_DENIED' } }, 403);
    const { token = '', ...event } = (jsonBody(request).event ?? {}) as Record<string, unknown>;
    const { solved, refusal, time } = this.judge(String(token));
    return json({
      event: { token, ...event },
      tokenProperties: solved
        ? { valid: true, hostname: solved.hostname, action: solved.action, createTime: time }
        : { valid: false, invalidReason: refusal },
      riskAnalysis: { score: solved?.score ?? 0, reasons: [] },
    });
  }

  private judge(token: string): Judged {
    const solved = readToken(token);
    if (!solved) return { refusal: 'MALFORMED' };
    if (this.used.has(token)) return { refusal: 'DUPE' };
    this.used.add(token);
    return { solved, time: new Date(this.now().getTime() - solved.age * 1000).toISOString() };
  }
}
