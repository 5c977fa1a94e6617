import type { EmailMessage } from '../email-message';
import { emailHtml, escapeHtml } from './email-html';
import type { FlowEmailMessage, FlowLocales } from './flow';
import { fillKnown, LINK, mapLocales, MessageContext, requireAnswers, requireAppName } from './message';
import { requireSingleLine } from './validation';

const MAX_SUBJECT_LENGTH = 150;
const MAX_TEXT_KB = 32;
const MAX_HTML_KB = 96;

/** Messages as a challenge's options have them. */
export interface EmailMessageOptions {
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly locales?: Record<string, EmailMessage>;
}

export interface FlowEmailMessages {
  readonly message: FlowEmailMessage;
  readonly locales?: FlowLocales<FlowEmailMessage>;
}

/** The messages as the handlers have them. `standard` is in English and takes the place of what the options leave out. */
export function requireEmailMessages(options: EmailMessageOptions, standard: EmailMessage, context: MessageContext): FlowEmailMessages {
  requireAppName(context.appName);
  const { subject = standard.subject, text = standard.text, html } = options;
  // A text of one's own may be in any language.
  const language = options.text === undefined ? 'en' : undefined;
  return {
    message: requireMessage('', { subject, text, html }, language, context),
    locales: mapLocales(options.locales, (name, message, tag) => requireMessage(`${name}.`, message, tag, context)),
  };
}

function requireMessage(
  prefix: string,
  { subject, text, html }: EmailMessage,
  language: string | undefined,
  context: MessageContext,
): FlowEmailMessage {
  // Nobody can follow a link in a subject, and lists of mails show it to whoever passes by.
  const filledSubject = fillKnown(`${prefix}subject`, subject, { ...context, answers: context.answers?.filter((placeholder) => placeholder !== LINK) });
  requireSingleLine(`${prefix}subject`, filledSubject, MAX_SUBJECT_LENGTH);
  const filledText = requireBody(`${prefix}text`, text, MAX_TEXT_KB, context);
  const message = { subject: filledSubject, text: filledText };
  switch (html) {
    case '':
      return message;
    case undefined:
      return { ...message, html: emailHtml({ ...message, language, appName: context.appName }) };
    default:
      return { ...message, html: requireBody(`${prefix}html`, html, MAX_HTML_KB, context, escapeHtml) };
  }
}

function requireBody(name: string, template: string, maxKilobytes: number, context: MessageContext, escape?: (value: string) => string): string {
  const body = fillKnown(name, template, context, escape);
  requireAnswers(name, body, context);
  const bytes = Buffer.byteLength(body);
  if (bytes > maxKilobytes * 1024) {
    throw new Error(`${name} must be at most ${maxKilobytes} KB, got ${bytes} bytes`);
  }
  return body;
}
