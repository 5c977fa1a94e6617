import { Duration } from 'aws-cdk-lib';
import { requireName } from './custom';
import type { EmailMessage } from '../email-message';
import type { EmailSender } from '../email-sender';
import { requireLifetime, requireTries } from './limits';
import { requireBaseUrls } from '../private/base-urls';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { requireEmailMessages } from '../private/email-messages';
import { CODE, LINK } from '../private/message';
import { requireIntegerBetween } from '../private/validation';

/** Options of `Challenge.magicLink`. */
export interface MagicLinkOptions {
  /** How the message leaves. */
  readonly sender: EmailSender;

  /**
   * Pages of yours that a link may lead to, 1 to 10, such as `https://www.example.com/sign-in`: https only, without user name, password and fragment, at
   * most 512 characters each, written as browsers write them. A value known only at deploy time is taken as it is.
   *
   * The first one is used, unless the client asks for another one by its index with `clientMetadata { linkTo: '1' }`; whatever else it sends means
   * the first one. Amazon Cognito hands `clientMetadata` on with answers, not when a sign-in begins: so a client can choose where a password or
   * another challenge comes before the link, and when it asks for a new link.
   */
  readonly baseUrls: string[];

  /**
   * Whether `baseUrls` may begin with `http://localhost`, `http://127.0.0.1` or `http://[::1]`, for development. Not for production: another program
   * on the person's computer may listen there.
   *
   * @default false
   */
  readonly allowLocalhost?: boolean;

  /**
   * Whether a link may be opened in any browser, which then signs in by a sign-in of its own. What that makes possible is told at `Challenge.magicLink`.
   *
   * @default false, a link is good for the sign-in that it was sent for
   */
  readonly crossDevice?: boolean;

  /**
   * Decimal digits of a code, 6 to 10, that the message carries beside the link: for whoever reads it on another device than the one that signs in.
   * The same field takes either as the answer. Codes can be guessed, so with one wrong answers count as failures.
   *
   * @default - a link alone
   */
  readonly codeLength?: number;

  /**
   * How long link and code are accepted: whole seconds, 1 to 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly lifetime?: Duration;

  /**
   * How many answers are compared with one code before it is dead, 1 to 5. Only with `codeLength`: a link cannot be guessed, so no wrong answer harms it.
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
   * Subject of the message: one line of at most 150 characters. May hold `{minutes}`, `{appName}` and, with `codeLength`, `{code}`.
   *
   * @default 'Your sign-in link', with `appName` 'Sign in to {appName}'
   */
  readonly subject?: string;

  /**
   * Plain text of the message, at most 32 KB. Must hold `{link}` and, with `codeLength`, `{code}`; may hold `{minutes}`, which is the lifetime, and
   * `{appName}`. Give the link a line of its own, so that every mail program sees where it ends.
   *
   * @default - a short English text with the link, its lifetime and what to do with an unexpected message
   */
  readonly text?: string;

  /**
   * HTML of the message, at most 96 KB (mail programs cut longer ones). Must hold `{link}`, in quotes where it is the value of an attribute, and, with
   * `codeLength`, `{code}`; may hold `{minutes}` and `{appName}`. All values are escaped. An empty string sends plain text only.
   *
   * @default - made from `text`: its paragraphs, with the link as a button that the subject stands on, and the code in large digits
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

  /**
   * Name that clients see as the parameter `challenge`, and that limits are counted under: a capital letter, then at most 31 capital letters, digits and underscores.
   * Only a sequence with two kinds of links needs another one.
   *
   * @default 'MAGIC_LINK'
   */
  readonly name?: string;
}

const NAME = 'MAGIC_LINK';

export function magicLink(options: MagicLinkOptions): ChallengeDefinition {
  const { name = NAME, sender, codeLength, tries, appName, crossDevice = false, allowLocalhost = false } = options;
  if (name !== NAME) {
    requireName(name);
  }
  if (codeLength !== undefined) {
    requireIntegerBetween('codeLength', codeLength, 6, 10);
  }
  if (tries !== undefined) {
    requireTries('tries', tries);
    if (codeLength === undefined) {
      throw new Error(`tries is for codes, which can be guessed, and a link cannot: set codeLength as well, or leave tries out, got ${tries}`);
    }
  }
  const baseUrls = requireBaseUrls(options.baseUrls, allowLocalhost);
  const lifetime = requireLifetime(options.lifetime);
  const answers = codeLength === undefined ? [LINK] : [LINK, CODE];
  const messages = requireEmailMessages(options, standardMessage(options), { lifetime, appName, answers });

  return {
    name,
    lifetime,
    sendsEmail: true,
    provesUser: true,
    bind: (context) => ({
      kind: 'MAGIC_LINK',
      name,
      lifetime,
      tries: tries ?? context.limits._triesPerCode,
      sends: true,
      guessable: codeLength !== undefined,
      baseUrls: baseUrls.map((url) => context.value(url)),
      crossDevice,
      codeLength,
      sender: sender._bind(context),
      ...messages,
    }),
  };
}

function standardMessage({ appName, codeLength, crossDevice }: MagicLinkOptions): EmailMessage {
  const place = crossDevice ? '' : ', in the browser where you asked for it';
  const code = codeLength === undefined ? [] : ['Or type this code where you are signing in: {code}', ''];
  const [either, them] = codeLength === undefined ? ['It', 'it'] : ['One of the two', 'them'];
  return {
    subject: appName === undefined ? 'Your sign-in link' : 'Sign in to {appName}',
    text: [
      `Sign in with this link${place}:`,
      '',
      '{link}',
      '',
      ...code,
      `${either} can be used, once, within {minutes} min. Never pass ${them} on.`,
      '',
      'If you are not signing in right now, you can ignore this message.',
      '',
    ].join('\n'),
  };
}
