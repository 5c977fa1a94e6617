import { Annotations, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireLifetime, requireTries } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { mapLocales, requireAppName } from '../private/message';
import { requireSmsText, requireWebOtpHost, smsParts } from '../private/sms-text';
import { requireIntegerBetween, requireKnown } from '../private/validation';
import type { SmsSender } from '../sms-sender';

/** Options of `Challenge.smsCode`. */
export interface SmsCodeOptions {
  /** How the message leaves. */
  readonly sender: SmsSender;

  /**
   * Decimal digits of the code, 6 to 10.
   *
   * @default 6
   */
  readonly codeLength?: number;

  /**
   * How long a code is accepted: whole seconds, 1 to 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly lifetime?: Duration;

  /**
   * How many answers are compared with one code before it is dead, 1 to 5.
   *
   * @default - `triesPerCode` of the limits, which is 3 unless told otherwise
   */
  readonly tries?: number;

  /**
   * What the numbers begin with that codes may go to, such as `+49` or `+1204`. Every other number is treated like none.
   *
   * Name the countries that your users live in: who makes money with calls for messages to numbers of his own (SMS pumping) mostly has them elsewhere.
   * `+1` is not one country but all of North America with many Caribbean islands.
   *
   * @default - numbers of every country, with a warning at synth unless the sender holds the countries itself
   */
  readonly countryCodes?: string[];

  /**
   * Name of your application, which stands for `{appName}` in messages: one line of at most 64 characters without braces.
   *
   * @default - the default message names no application
   */
  readonly appName?: string;

  /**
   * Text of the message. Must hold `{code}`, may hold `{minutes}`, which is the lifetime, and `{appName}`.
   *
   * Up to 160 characters, or 70 when one of them is not in the alphabet of SMS (GSM 03.38), go into one message of the network. A longer text is
   * charged as several, with a warning at synth; above 1600 characters it is refused.
   *
   * @default - a short English text with the code, its lifetime and not to tell it to anybody
   */
  readonly text?: string;

  /**
   * Texts in other languages, by language tag (BCP 47, such as `de` or `pt-BR`).
   *
   * The `locale` attribute of the user chooses: `de-AT` takes the text for `de-AT`, else the one for `de`, else the default text, whatever the case
   * of the letters, with `_` for `-` just as well.
   *
   * @default - everybody gets the default text
   */
  readonly locales?: Record<string, string>;

  /**
   * Domain of your sign-in page, such as `example.com`: adds the last line `@example.com #123456`, by which browsers fill in the code on pages of
   * this domain by themselves, and on no other page. Pages ask for it with `autocomplete="one-time-code"`.
   *
   * @default - no such line
   * @see https://wicg.github.io/sms-one-time-codes/
   */
  readonly webOtpDomain?: string;
}

export function smsCode(options: SmsCodeOptions): ChallengeDefinition {
  const codeLength = options.codeLength ?? 6;
  requireIntegerBetween('codeLength', codeLength, 6, 10);
  const lifetime = requireLifetime(options.lifetime);
  const { tries, sender, countryCodes, appName, webOtpDomain } = options;
  if (tries !== undefined) {
    requireTries('tries', tries);
  }
  requireCountryCodes(countryCodes);
  requireAppName(appName);
  const webOtpHost = webOtpDomain === undefined ? undefined : requireWebOtpHost(webOtpDomain);
  const read = (name: string, text: string) => requireSmsText(name, text, { lifetime, appName, codeLength, webOtpHost });
  const message = read('text', options.text ?? standardText(appName));
  const locales = mapLocales(options.locales, read);

  return {
    name: 'SMS_CODE',
    lifetime,
    sendsEmail: false,
    sendsSms: true,
    provesUser: true,
    bind: (context) => {
      warnOfParts(context.scope, { text: message, ...locales }, codeLength);
      if (countryCodes === undefined && !sender._limitsCountries) {
        warn(context.scope, 'smsCountries', 'codes are sent to numbers of every country, so only AbuseLimits bound what somebody can make you pay for messages to ' +
          'numbers of his own: name the countries of your users in countryCodes of Challenge.smsCode');
      }
      return {
        kind: 'SMS_CODE',
        name: 'SMS_CODE',
        lifetime,
        tries: tries ?? context.limits._triesPerCode,
        sends: true,
        guessable: true,
        codeLength,
        sender: sender._bind(context),
        message,
        locales,
        countryCodes,
      };
    },
  };
}

function standardText(appName: string | undefined): string {
  return `Your ${appName === undefined ? '' : '{appName} '}sign-in code is {code}. It is good for {minutes} min. Never tell it to anybody.`;
}

function requireCountryCodes(countryCodes: string[] | undefined): void {
  if (countryCodes === undefined) {
    return;
  }
  requireKnown('countryCodes', countryCodes);
  if (countryCodes.length === 0) {
    throw new Error('countryCodes must name at least one country, got none: leave it out to send to every country');
  }
  countryCodes.forEach((code, index) => {
    requireKnown(`countryCodes[${index}]`, code);
    if (!/^\+[1-9]\d{0,6}$/.test(code)) {
      throw new Error(`countryCodes[${index}] must be a plus sign and 1 to 7 digits such as +49, got ${JSON.stringify(code)}`);
    }
  });
}

function warnOfParts(scope: Construct, texts: Readonly<Record<string, string>>, codeLength: number): void {
  const long = Object.entries(texts).map(([name, text]) => ({ name, parts: smsParts(text, codeLength) })).filter(({ parts }) => parts > 1);
  if (long.length > 0) {
    warn(scope, 'smsParts', `a text of Challenge.smsCode goes out as several messages, each of which is charged (${long.map(({ name, parts }) => `${name}: ${parts}`).join(', ')}): ` +
      'shorten it to 160 characters, or 70 where one of them is not in the alphabet of SMS');
  }
}

function warn(scope: Construct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-cognito-custom-auth:${id}`, message);
}
