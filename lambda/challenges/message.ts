import type { FlowEmailMessage, FlowLocales } from '../../src/private/flow';
import type { SignIn } from '../events';

/** As challenges that send have them. */
interface Messages<Message> {
  readonly message: Message;
  readonly locales?: FlowLocales<Message>;
}

/** The message in the language of the user: for `de-AT` the one for `de-at`, else for `de`, else the default one. */
export function messageFor<Message>({ message, locales = {} }: Messages<Message>, { userAttributes }: SignIn): Message {
  const subtags = (userAttributes.locale ?? '').toLowerCase().replace(/_/g, '-').split('-');
  for (; subtags.length > 0; subtags.pop()) {
    const tag = subtags.join('-');
    if (Object.hasOwn(locales, tag)) return locales[tag];
  }
  return message;
}

/** What stands for the placeholders, by their names. */
export type Values = Readonly<Record<string, string>>;

/** The text with the values in place of `{name}`; what has no value stays as it is. */
export function fill(template: string, values: Values, escape = (value: string) => value): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => Object.hasOwn(values, name) ? escape(values[name]) : placeholder);
}

/** Each value is made harmless for its place: in the subject it cannot begin a header, in HTML no element. */
export function fillEmail({ subject, text, html }: FlowEmailMessage, values: Values): FlowEmailMessage {
  return { subject: fill(subject, values, escapeLine), text: fill(text, values), html: html && fill(html, values, escapeHtml) };
}

function escapeLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
