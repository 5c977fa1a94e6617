import { requireKnown, requireSingleLine } from './validation';

/** What is known at synth of each message of a challenge. */
export interface MessageContext {
  /** How long the answer is accepted, in seconds. */
  readonly lifetime: number;
  readonly appName?: string;
  /** Placeholders of what a message is of no use without, filled in at run time; `{code}` if absent. */
  readonly answers?: readonly string[];
}

export const CODE = '{code}';
export const LINK = '{link}';

/** One text of a message with all placeholders filled in whose values are known, so that the answers are left. Throws on any that it does not know. */
export function fillKnown(
  name: string, template: string, { lifetime, appName, answers = [CODE] }: MessageContext, escape = (value: string) => value,
): string {
  requireKnown(name, template);
  const [doubled] = /\{\{\s*\w+\s*\}\}/.exec(template) ?? [];
  if (doubled !== undefined) {
    throw new Error(`${name} must have placeholders in single braces, such as {code}, got ${doubled}`);
  }
  return template.replace(/\{\w+\}/g, (placeholder) => {
    if (answers.includes(placeholder)) {
      return placeholder;
    }
    switch (placeholder) {
      case '{minutes}':
        return String(Math.floor(lifetime / 60));
      case '{appName}':
        if (appName === undefined) {
          throw new Error(`${name} contains {appName}, so the option appName must say what stands there`);
        }
        return escape(appName);
      default:
        throw new Error(`${name} may contain the placeholders ${[...answers, '{minutes}'].join(', ')} and {appName}, got ${placeholder}`);
    }
  });
}

export function requireAnswers(name: string, template: string, { answers = [CODE] }: MessageContext): void {
  const missing = answers.find((placeholder) => !template.includes(placeholder));
  if (missing !== undefined) {
    throw new Error(`${name} must contain ${missing}, the place of the ${missing.slice(1, -1)}`);
  }
}

export function requireAppName(appName: string | undefined): void {
  if (appName === undefined) {
    return;
  }
  requireKnown('appName', appName);
  requireSingleLine('appName', appName, 64);
  if (/[{}]/.test(appName)) {
    throw new Error(`appName must hold no braces, which mark placeholders, got ${JSON.stringify(appName)}`);
  }
}

/** The messages of other languages, by the language tag as handlers look for it. */
export function mapLocales<Given, Message>(
  locales: Record<string, Given> | undefined,
  read: (name: string, message: Given, language: string) => Message,
): Record<string, Message> | undefined {
  requireKnown('locales', locales);
  const messages = new Map<string, Message>();
  for (const [key, message] of Object.entries(locales ?? {})) {
    const tag = key.replace(/_/g, '-');
    const language = requireLanguage(key, tag);
    // As it was written but for its case, since users write theirs so too: the name that the standard prefers may be another one.
    const locale = tag.toLowerCase();
    if (messages.has(locale)) {
      throw new Error(`locales must name each language once, got ${key} a second time`);
    }
    messages.set(locale, read(`locales.${key}`, message, language));
  }
  return messages.size === 0 ? undefined : Object.fromEntries(messages);
}

/** The tag as HTML has it. */
function requireLanguage(key: string, tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    throw new Error(`locales must be named by language tags such as de or pt-BR, got ${JSON.stringify(key)}`);
  }
}
