import fc from 'fast-check';
import { fill, fillEmail, messageFor, type Values } from '../../../lambda/challenges/message';
import type { SignIn } from '../../../lambda/events';

const signIn = (locale?: string): SignIn => ({ userPoolId: 'pool', clientId: 'client', userName: 'user', userNotFound: false, userAttributes: { locale } });

describe('the language of a message', () => {
  const messages = { message: 'default', locales: { 'de': 'German', 'de-at': 'Austrian', 'zh-hant': 'Traditional Chinese', 'pt-br': 'Brazilian' } };

  test.each([
    ['de', 'German'], ['DE', 'German'], ['de-DE', 'German'], ['de_CH', 'German'], ['de-AT', 'Austrian'], ['de_at', 'Austrian'], ['de-AT-1996', 'Austrian'],
    ['zh-Hant-TW', 'Traditional Chinese'], ['zh-Hans', 'default'], ['pt', 'default'], ['pt-PT', 'default'], ['deu', 'default'], ['d', 'default'],
    ['', 'default'], [undefined, 'default'], ['__proto__', 'default'], ['constructor', 'default'], ['-', 'default'], ['de ', 'default'],
  ])('for the locale %j is %s', (locale, expected) => {
    expect(messageFor(messages, signIn(locale))).toBe(expected);
  });

  test('is the default one where there is no other', () => {
    expect(messageFor({ message: 'default' }, signIn('de'))).toBe('default');
  });

  test('is found for whatever a user writes there, as long as an attribute may be', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_048 }), (locale) => {
      expect([...Object.values(messages.locales), 'default']).toContain(messageFor(messages, signIn(locale)));
    }));
    expect(messageFor(messages, signIn('-'.repeat(2_048)))).toBe('default');
  });
});

describe('placeholders', () => {
  test('get their values, each time; what has none stays', () => {
    expect(fill('{code} and {code}, {other}, {constructor}, {', { code: '123456' })).toBe('123456 and 123456, {other}, {constructor}, {');
  });

  test('a value is never read as a template', () => {
    expect(fill('{code}', { code: '{code} $& $1' })).toBe('{code} $& $1');
  });

  const mail = { subject: 'Code {code}', text: '{code}', html: '<a title="{code}" href=\'{code}\'>{code}</a>' };
  const staysInPlace = (fillIn: typeof fillEmail) => fc.property(fc.string({ unit: fc.constantFrom(...'ab<>"\'&\r\n\t\0\u0085\u2028\u2029;:{}', '&#60;'), maxLength: 20 }), (code) => {
    const { subject, text, html } = fillIn(mail, { code });
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(text).toBe(code);
    expect(html!.match(/[<>"']/g)!.join('')).toBe(mail.html.match(/[<>"']/g)!.join(''));
    expect(html!.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number))).toBe(mail.html.replaceAll('{code}', () => code));
  });

  test('no value can break out of its place: no second header, no element, no attribute', () => {
    fc.assert(staysInPlace(fillEmail), { numRuns: 2_000 });
  });

  const escaping = (characters: RegExp) => ({ html }: typeof mail, { code }: Values) =>
    html.replaceAll('{code}', () => code.replace(characters, (character) => `&#${character.charCodeAt(0)};`));

  test.each<[string, typeof fillEmail]>([
    ['escapes nothing', (given, values) => ({ ...fillEmail(given, values), html: fill(given.html!, values) })],
    ['forgets quotes', (given, values) => ({ ...fillEmail(given, values), html: escaping(/[&<>]/g)(mail, values) })],
    ['forgets single quotes', (given, values) => ({ ...fillEmail(given, values), html: escaping(/[&<>"]/g)(mail, values) })],
    ['forgets ampersands', (given, values) => ({ ...fillEmail(given, values), html: escaping(/[<>"']/g)(mail, values) })],
    ['lets lines into the subject', (given, values) => ({ ...fillEmail(given, values), subject: fill(given.subject, values) })],
    ['takes out line feeds only', (given, values) => ({ ...fillEmail(given, values), subject: fill(given.subject, values).replaceAll('\n', ' ') })],
    ['escapes the text, too', (given, values) => ({ ...fillEmail(given, values), text: fillEmail({ ...given, html: given.text }, values).html! })],
  ])('one that %s is found out', (_, bad) => {
    expect((fc.check(staysInPlace(bad), { numRuns: 2_000, seed: 1, endOnFailure: true }) as fc.RunDetails<unknown>).failed).toBe(true);
  });

  test('a mail without HTML stays one', () => {
    expect(fillEmail({ subject: 's', text: '{code}' }, { code: '1' })).toEqual({ subject: 's', text: '1', html: undefined });
  });
});
