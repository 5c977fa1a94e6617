import fc from 'fast-check';
import { fill, fillEmail, messageFor } from '../../../lambda/challenges/message';
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

  test('no value can break out of its place: no second header, no element, no attribute', () => {
    const mail = { subject: 'Code {code}', text: '{code}', html: '<a title="{code}" href=\'{code}\'>{code}</a>' };
    const value = fc.string({ unit: fc.constantFrom(...'ab<>"\'&\r\n\t\0\u0085\u2028\u2029;:{}'), maxLength: 20 });
    fc.assert(fc.property(value, (code) => {
      const { subject, text, html } = fillEmail(mail, { code });
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(text).toBe(code);
      expect(html!.match(/[<>"']/g)!.join('')).toBe(mail.html.match(/[<>"']/g)!.join(''));
      expect(html!.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number))).toBe(mail.html.replaceAll('{code}', () => code));
    }), { numRuns: 2_000 });
  });

  test('a mail without HTML stays one', () => {
    expect(fillEmail({ subject: 's', text: '{code}' }, { code: '1' })).toEqual({ subject: 's', text: '1', html: undefined });
  });
});
