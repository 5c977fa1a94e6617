import { Duration } from 'aws-cdk-lib';
import type { EmailSender } from '../email-sender';
import { requireLifetime, requireTries } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import type { FlowEmailMessage } from '../private/flow';
import { requireIntegerBetween, requireKnown, requireSingleLine } from '../private/validation';

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
   * Subject of the message: one line of at most 150 characters. May hold `{code}` and `{minutes}`.
   *
   * @default 'Your sign-in code'
   */
  readonly subject?: string;

  /**
   * Plain text of the message, at most 32 KB. Must hold `{code}`, may hold `{minutes}`, which is the lifetime.
   *
   * @default - a short English text with the code, its lifetime and what to do with an unexpected message
   */
  readonly text?: string;

  /**
   * HTML of the message, at most 96 KB (mail programs cut longer ones). Must hold `{code}`, may hold `{minutes}`.
   *
   * @default - the message has plain text only
   */
  readonly html?: string;
}

const MAX_SUBJECT_LENGTH = 150;
const MAX_TEXT_KB = 32;
const MAX_HTML_KB = 96;

const DEFAULT_SUBJECT = 'Your sign-in code';
const DEFAULT_TEXT = [
  'Your sign-in code is {code}',
  '',
  'It can be used once, within {minutes} min. Never tell it to anybody.',
  'If you are not signing in right now, you can ignore this message.',
  '',
].join('\n');

export function emailCode(options: EmailCodeOptions): ChallengeDefinition {
  const codeLength = options.codeLength ?? 6;
  requireIntegerBetween('codeLength', codeLength, 6, 10);
  const lifetime = requireLifetime(options.lifetime);
  const { tries, sender } = options;
  if (tries !== undefined) {
    requireTries('tries', tries);
  }
  const message = requireMessage(options);

  return {
    lifetime,
    sendsEmail: true,
    bind: (context) => ({
      kind: 'EMAIL_CODE',
      name: 'EMAIL_CODE',
      lifetime,
      tries: tries ?? context.limits._triesPerCode,
      sends: true,
      codeLength,
      sender: sender._bind(context),
      message,
    }),
  };
}

function requireMessage(options: EmailCodeOptions): FlowEmailMessage {
  const { subject = DEFAULT_SUBJECT, text = DEFAULT_TEXT, html } = options;
  requirePlaceholders('subject', subject);
  requireSingleLine('subject', subject, MAX_SUBJECT_LENGTH);
  requireBody('text', text, MAX_TEXT_KB);
  if (html === undefined) {
    return { subject, text };
  }
  requireBody('html', html, MAX_HTML_KB);
  return { subject, text, html };
}

function requireBody(name: string, value: string, maxKilobytes: number): void {
  requirePlaceholders(name, value);
  if (!value.includes('{code}')) {
    throw new Error(`${name} must contain {code}, the place of the code`);
  }
  const bytes = Buffer.byteLength(value);
  if (bytes > maxKilobytes * 1024) {
    throw new Error(`${name} must be at most ${maxKilobytes} KB, got ${bytes} bytes`);
  }
}

function requirePlaceholders(name: string, value: string): void {
  requireKnown(name, value);
  for (const [placeholder] of value.matchAll(/\{\w+\}/g)) {
    if (placeholder !== '{code}' && placeholder !== '{minutes}') {
      throw new Error(`${name} may contain the placeholders {code} and {minutes}, got ${placeholder}`);
    }
  }
}
