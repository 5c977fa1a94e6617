import { Duration } from 'aws-cdk-lib';
import type { EmailMessage } from '../email-message';
import type { EmailSender } from '../email-sender';
import { requireLifetime, requireTries } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { requireEmailMessages } from '../private/email-messages';
import { requireIntegerBetween } from '../private/validation';

/** Options of `Challenge.emailCode`. */
export interface EmailCodeOptions {
  /** How the message leaves. */
  readonly sender: EmailSender;

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
   * Name of your application, which stands for `{appName}` in messages: one line of at most 64 characters without braces.
   *
   * @default - the default message names no application
   */
  readonly appName?: string;

  /**
   * Subject of the message: one line of at most 150 characters. May hold `{code}`, `{minutes}` and `{appName}`.
   *
   * @default 'Your sign-in code', with `appName` 'Your {appName} sign-in code'
   */
  readonly subject?: string;

  /**
   * Plain text of the message, at most 32 KB. Must hold `{code}`, may hold `{minutes}`, which is the lifetime, and `{appName}`.
   *
   * @default - a short English text with the code, its lifetime and what to do with an unexpected message
   */
  readonly text?: string;

  /**
   * HTML of the message, at most 96 KB (mail programs cut longer ones). Must hold `{code}`, may hold `{minutes}` and `{appName}`, whose values are
   * escaped. An empty string sends plain text only.
   *
   * @default - made from `text`: its paragraphs, with the code in large digits
   */
  readonly html?: string;

  /**
   * Messages in other languages, by language tag (BCP 47, such as `de` or `pt-BR`).
   *
   * The `locale` attribute of the user chooses: `de-AT` takes the message for `de-AT`, else the one for `de`, else the default message, whatever
   * the case of the letters, with `_` for `-` just as well.
   *
   * @default - everybody gets the default message
   */
  readonly locales?: Record<string, EmailMessage>;
}

export function emailCode(options: EmailCodeOptions): ChallengeDefinition {
  const codeLength = options.codeLength ?? 6;
  requireIntegerBetween('codeLength', codeLength, 6, 10);
  const lifetime = requireLifetime(options.lifetime);
  const { tries, sender, appName } = options;
  if (tries !== undefined) {
    requireTries('tries', tries);
  }
  const messages = requireEmailMessages(options, standardMessage(appName), { lifetime, appName });

  return {
    name: 'EMAIL_CODE',
    lifetime,
    sendsEmail: true,
    provesUser: true,
    bind: (context) => ({
      kind: 'EMAIL_CODE',
      name: 'EMAIL_CODE',
      lifetime,
      tries: tries ?? context.limits._triesPerCode,
      sends: true,
      guessable: true,
      codeLength,
      sender: sender._bind(context),
      ...messages,
    }),
  };
}

function standardMessage(appName: string | undefined): EmailMessage {
  const subject = appName === undefined ? 'Your sign-in code' : 'Your {appName} sign-in code';
  return {
    subject,
    text: [
      `${subject} is {code}`,
      '',
      'It can be used once, within {minutes} min. Never tell it to anybody.',
      '',
      'If you are not signing in right now, you can ignore this message.',
      '',
    ].join('\n'),
  };
}
