import { GOOD, NOW } from './matrix';
import { startDeadline } from '../../../lambda/aws/deadline';
import type { Assessment } from '../../../lambda/captcha/assessment';
import { checkCaptcha } from '../../../lambda/challenges/captcha';
import type { Submission } from '../../../lambda/challenges/round';
import type { FlowCaptcha, FlowCaptchaProvider, FlowSecret } from '../../../src/private/flow';
import { type FakeService, json, startFakeService, useEnvironment } from '../aws/fake-service';

export type ProviderName = FlowCaptchaProvider['type'];

export const PROVIDERS: readonly ProviderName[] = ['RECAPTCHA_V2', 'RECAPTCHA_V3', 'RECAPTCHA_ENTERPRISE', 'HCAPTCHA', 'TURNSTILE'];

const DEMANDED: Record<ProviderName, { readonly action?: string; readonly minimumScore?: number }> = {
  RECAPTCHA_V2: {},
  RECAPTCHA_V3: { action: 'login', minimumScore: 0.5 },
  RECAPTCHA_ENTERPRISE: { action: 'login', minimumScore: 0.5 },
  HCAPTCHA: {},
  TURNSTILE: { action: 'login' },
};

export const demandsAction = (provider: ProviderName) => DEMANDED[provider].action !== undefined;
export const demandsScore = (provider: ProviderName) => DEMANDED[provider].minimumScore !== undefined;

/** The answer of a provider that says this of the token. */
export function replyOf(provider: ProviderName, says: Partial<Assessment> = {}): object {
  const { valid, hostname, action, score, time } = { ...GOOD, ...says };
  return provider === 'RECAPTCHA_ENTERPRISE'
    ? { tokenProperties: { valid, hostname, action, createTime: time }, riskAnalysis: { score } }
    : { success: valid, challenge_ts: time, hostname, action, score };
}

/** The answer of a provider that does not know the secret. */
export function unknownSecret(provider: ProviderName): object {
  return provider === 'RECAPTCHA_ENTERPRISE'
    ? { error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': 'API_KEY_INVALID' }] } }
    : { 'success': false, 'error-codes': ['invalid-input-secret'] };
}

export interface CheckOptions {
  readonly provider?: ProviderName;
  readonly secret?: FlowSecret;
  readonly token?: string;
  readonly deadlineMs?: number;
}

/** A provider and Secrets Manager on loopback, for all tests of a file; each test has a secret of its own. */
export class CaptchaStage {
  provider!: FakeService;
  secrets!: FakeService;
  logs: object[] = [];
  private arns = 0;

  constructor() {
    beforeEach(async () => {
      this.logs = [];
      this.arns += 1;
      [this.provider, this.secrets] = [await startFakeService(), await startFakeService()];
      this.secrets.react(json(200, { SecretString: 's3cret' }));
    });
    useEnvironment(() => this.secrets.url);
    beforeEach(() => {
      process.env.CUSTOM_AUTH_CAPTCHA_URL = this.provider.url;
    });
    afterEach(async () => {
      await this.provider.close();
      await this.secrets.close();
    });
  }

  get arn(): string {
    return `arn:aws:secretsmanager:eu-west-1:123456789012:secret:captcha-${this.arns}`;
  }

  challenge(provider: ProviderName = 'TURNSTILE', secret: FlowSecret = { arn: this.arn }): FlowCaptcha {
    return {
      kind: 'CAPTCHA',
      name: 'CAPTCHA',
      lifetime: 300,
      tries: 3,
      sends: false,
      guessable: false,
      hostnames: ['www.example.com', 'localhost'],
      tokenLifetime: 120,
      provider: { type: provider, projectId: 'my/project', siteKey: 'site-key', secret, ...DEMANDED[provider] } as FlowCaptchaProvider,
    };
  }

  async check({ provider, secret, token = 'token', deadlineMs = 4_000 }: CheckOptions = {}): Promise<boolean> {
    const log: Submission['log'] = (level, event, fields) => this.logs.push({ level, event, ...fields });
    return checkCaptcha(this.challenge(provider, secret), { now: NOW, answer: token, deadline: startDeadline(deadlineMs), log } as Submission);
  }
}
