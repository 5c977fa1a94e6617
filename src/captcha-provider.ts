import { Duration, Token } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { BindContext } from './private/bind-context';
import type { FlowCaptchaProvider } from './private/flow';
import { bindSecret } from './private/secret';
import { requireKnown } from './private/validation';

/** What each provider of CAPTCHAs that gives you a site key and a secret has. */
export interface CaptchaProviderOptions {
  /** The public key of the site, which clients are given as the parameter `siteKey`. */
  readonly siteKey: string;

  /**
   * The secret that belongs to the site key. The Verify function is allowed to read it; it is read again after 5 minutes, and as soon
   * as the provider refuses it, so that you can rotate it.
   * Where it is encrypted with a KMS key of your own and imported, import it with that key (`Secret.fromSecretAttributes`), so that the function may use the key.
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * The field that holds it, where the value of the secret is a JSON object.
   *
   * @default - the whole value
   */
  readonly secretField?: string;
}

/** Options of `CaptchaProvider.recaptchaV3`. */
export interface RecaptchaV3Options extends CaptchaProviderOptions {
  /**
   * The lowest score that passes, from 0, surely a bot, to 1, surely a person.
   *
   * @see https://developers.google.com/recaptcha/docs/v3#interpreting_the_score
   * @default 0.5
   */
  readonly minimumScore?: number;

  /**
   * What the token must be for: 1 to 100 letters, digits, underscores and slashes. Clients are given it as the parameter `action`.
   *
   * @default 'login'
   */
  readonly action?: string;
}

/** Options of `CaptchaProvider.recaptchaEnterprise`. */
export interface RecaptchaEnterpriseOptions {
  /** Id of the Google Cloud project that the key belongs to. */
  readonly projectId: string;

  /** Id of the key, a score-based or a checkbox one for web pages, which clients are given as the parameter `siteKey`. */
  readonly siteKey: string;

  /**
   * API key of the project; restrict it to the reCAPTCHA Enterprise API. The Verify function is allowed to read it; it is read again
   * after 5 minutes, and as soon as Google refuses it, so that you can rotate it.
   *
   * @see https://cloud.google.com/docs/authentication/api-keys#adding-api-restrictions
   */
  readonly apiKey: secretsmanager.ISecret;

  /**
   * The field that holds it, where the value of the secret is a JSON object.
   *
   * @default - the whole value
   */
  readonly apiKeyField?: string;

  /**
   * The lowest score that passes, from 0, surely a bot, to 1, surely a person.
   *
   * @see https://cloud.google.com/recaptcha/docs/interpret-assessment-website
   * @default 0.5
   */
  readonly minimumScore?: number;

  /**
   * What the token must be for: 1 to 100 letters, digits, underscores and slashes. Clients are given it as the parameter `action`.
   *
   * @default 'login'
   */
  readonly action?: string;
}

/** Options of `CaptchaProvider.turnstile`. */
export interface TurnstileOptions extends CaptchaProviderOptions {
  /**
   * What the token must be for: 1 to 32 letters, digits, underscores and hyphens. Clients are given it as the parameter `action`.
   *
   * @default - tokens for any action are accepted
   */
  readonly action?: string;
}

/**
 * Who tells people from programs for `Challenge.captcha`.
 *
 * The Verify function calls the provider over the internet: in a VPC it needs a way out.
 */
export class CaptchaProvider {
  /**
   * Google reCAPTCHA v2: the checkbox, or the invisible badge, on a web page.
   *
   * Clients see the parameter `provider` as `RECAPTCHA_V2`. Throws on a site key or a field of another form.
   *
   * @see https://developers.google.com/recaptcha/docs/verify
   */
  public static recaptchaV2(options: CaptchaProviderOptions): CaptchaProvider {
    return CaptchaProvider.siteverify('RECAPTCHA_V2', options, SOLVED);
  }

  /**
   * Google reCAPTCHA v3: a score, without anything for the person to do.
   *
   * A person whose score is too low cannot pass by trying again: mind that before you raise `minimumScore`.
   * Clients see the parameter `provider` as `RECAPTCHA_V3`. Throws on an option of another form or outside its range.
   *
   * @see https://developers.google.com/recaptcha/docs/v3
   */
  public static recaptchaV3(options: RecaptchaV3Options): CaptchaProvider {
    return CaptchaProvider.siteverify('RECAPTCHA_V3', options, EXECUTED, {
      action: requireAction(options.action ?? DEFAULT_ACTION, RECAPTCHA_ACTION),
      minimumScore: requireScore(options.minimumScore),
    });
  }

  /**
   * Google reCAPTCHA Enterprise (reCAPTCHA on Google Cloud): a score, for web pages. Google charges each assessment beyond a monthly number.
   *
   * A person whose score is too low cannot pass by trying again: mind that before you raise `minimumScore`.
   * Clients see the parameter `provider` as `RECAPTCHA_ENTERPRISE`. Throws on an option of another form or outside its range.
   *
   * @see https://cloud.google.com/recaptcha/docs/create-assessment-website
   */
  public static recaptchaEnterprise(options: RecaptchaEnterpriseOptions): CaptchaProvider {
    const { projectId, siteKey, apiKey, apiKeyField } = options;
    requireId('projectId', projectId);
    requireId('siteKey', siteKey);
    const action = requireAction(options.action ?? DEFAULT_ACTION, RECAPTCHA_ACTION);
    const minimumScore = requireScore(options.minimumScore);
    const secret = bindSecret('apiKeyField', apiKey, apiKeyField);
    return new CaptchaProvider(EXECUTED, (context) => ({
      type: 'RECAPTCHA_ENTERPRISE',
      projectId: context.value(projectId),
      siteKey: context.value(siteKey),
      secret: secret(context, context.verifyRole),
      action,
      minimumScore,
    }));
  }

  /**
   * hCaptcha.
   *
   * While your site gets unusually many challenges, hCaptcha may give `not-provided` instead of the name of the host, and such tokens are
   * refused. If people must pass even then, name `not-provided` as one of the `hostnames`: tokens are still bound to your site key.
   *
   * Clients see the parameter `provider` as `HCAPTCHA`. Throws on a site key or a field of another form.
   *
   * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side
   */
  public static hcaptcha(options: CaptchaProviderOptions): CaptchaProvider {
    return CaptchaProvider.siteverify('HCAPTCHA', options, SOLVED);
  }

  /**
   * Cloudflare Turnstile.
   *
   * Clients see the parameter `provider` as `TURNSTILE`. Throws on a site key, a field or an action of another form.
   *
   * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
   */
  public static turnstile(options: TurnstileOptions): CaptchaProvider {
    const { action } = options;
    return CaptchaProvider.siteverify('TURNSTILE', options, SOLVED, {
      action: action === undefined ? undefined : requireAction(action, TURNSTILE_ACTION),
    });
  }

  private static siteverify(
    type: Exclude<FlowCaptchaProvider['type'], 'RECAPTCHA_ENTERPRISE'>,
    { siteKey, secret, secretField }: CaptchaProviderOptions,
    tokenLifetime: Duration,
    demands: Pick<FlowCaptchaProvider, 'action' | 'minimumScore'> = {},
  ): CaptchaProvider {
    requireId('siteKey', siteKey);
    const bind = bindSecret('secretField', secret, secretField);
    return new CaptchaProvider(tokenLifetime, (context) => ({
      type, siteKey: context.value(siteKey), secret: bind(context, context.verifyRole), ...demands,
    }));
  }

  /** @internal */
  public readonly _tokenLifetime: Duration;

  /** @internal */
  public readonly _bind: (context: BindContext) => FlowCaptchaProvider;

  private constructor(tokenLifetime: Duration, bind: (context: BindContext) => FlowCaptchaProvider) {
    this._tokenLifetime = tokenLifetime;
    this._bind = bind;
  }
}

/** Of tokens that a page asks for when it needs one; Google refuses older ones too. */
const EXECUTED = Duration.minutes(2);

/** Of tokens whose time may be that at which the person began to solve something. */
const SOLVED = Duration.minutes(5);

const DEFAULT_ACTION = 'login';

interface ActionForm {
  readonly pattern: RegExp;
  readonly text: string;
}

const RECAPTCHA_ACTION: ActionForm = { pattern: /^[A-Za-z0-9_/]{1,100}$/, text: '1 to 100 letters, digits, underscores and slashes' };
const TURNSTILE_ACTION: ActionForm = { pattern: /^[A-Za-z0-9_-]{1,32}$/, text: '1 to 32 letters, digits, underscores and hyphens' };

function requireAction(action: string, { pattern, text }: ActionForm): string {
  requireKnown('action', action);
  if (!pattern.test(action)) {
    throw new Error(`action must be ${text}, got ${JSON.stringify(action)}`);
  }
  return action;
}

function requireScore(score = 0.5): number {
  requireKnown('minimumScore', score);
  if (!(score >= 0 && score <= 1)) {
    throw new Error(`minimumScore must be between 0 and 1, got ${score}`);
  }
  return score;
}

/** A token passes. */
function requireId(name: string, id: string): void {
  if (!Token.isUnresolved(id) && !/^[\w:.-]{1,200}$/.test(id)) {
    throw new Error(`${name} must be 1 to 200 letters, digits, colons, dots, underscores and hyphens, got ${JSON.stringify(id)}`);
  }
}
