import { Lazy, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { ChallengeSequence, SmsCodeOptions, SmsSender } from '../../../src';
import { requireSmsText, requireWebOtpHost, smsParts } from '../../../src/private/sms-text';
import { parseOriginBoundCode } from '../../support/origin-bound-code';
import { flowOf, newStack, newUserPool, ownFunction, smsCode } from '../fixtures';

function challengeOf(options: Partial<SmsCodeOptions> = {}): any {
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(smsCode(options)) });
  return flowOf(triggers).steps[0].challenge;
}

function warningsOf(options: Partial<SmsCodeOptions>, stack = newStack()): string[] {
  newUserPool(stack, { sequence: ChallengeSequence.passwordless(smsCode(options)) });
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

test('defaults', () => {
  expect(challengeOf({ countryCodes: undefined })).toEqual({
    kind: 'SMS_CODE',
    name: 'SMS_CODE',
    lifetime: 300,
    tries: 3,
    sends: true,
    guessable: true,
    codeLength: 6,
    sender: { type: 'SNS', messageType: 'TRANSACTIONAL' },
    message: 'Your sign-in code is {code}. It is good for 5 min. Never tell it to anybody.',
  });
});

test('each option reaches the functions', () => {
  expect(challengeOf({
    codeLength: 8, tries: 1, countryCodes: ['+49', '+1204'], appName: 'Example', text: '{appName}: {code}, {minutes} min', locales: { de_AT: 'Dein Code: {code}' }, webOtpDomain: 'example.com',
  })).toMatchObject({
    codeLength: 8,
    tries: 1,
    countryCodes: ['+49', '+1204'],
    message: 'Example: {code}, 5 min\n\n@example.com #{code}',
    locales: { 'de-at': 'Dein Code: {code}\n\n@example.com #{code}' },
  });
});

test('with the name of the application, the default text says whose code it is', () => {
  expect(challengeOf({ appName: 'Example' }).message).toMatch(/^Your Example sign-in code is \{code\}\./);
});

test.each<[string, Partial<SmsCodeOptions>, string]>([
  ['a code of 5 digits', { codeLength: 5 }, 'codeLength must be an integer between 6 and 10, got 5'],
  ['6 tries', { tries: 6 }, 'tries must be an integer between 1 and 5, got 6'],
  ['a text without the code', { text: 'hello' }, 'text must contain {code}'],
  ['an unknown placeholder', { text: '{code} {link}' }, 'text may contain the placeholders {code}, {minutes} and {appName}, got {link}'],
  ['a text of another language without the code', { locales: { de: 'Hallo' } }, 'locales.de must contain {code}'],
  ['a language that is none', { locales: { 'de-': '{code}' } }, 'locales must be named by language tags'],
  ['an application name of two lines', { appName: 'a\nb' }, 'appName must be one line'],
  ['a text above 1600 characters', { text: '{code}' + 'x'.repeat(1595) }, 'text must be at most 1600 characters with the code, got 1601'],
  ['a text above 1600 characters with the last line', { text: '{code}' + 'x'.repeat(1594), webOtpDomain: 'a.de' }, 'text must be at most 1600 characters with the code and the last line for browsers, got 1615'],
  ['no country at all', { countryCodes: [] }, 'countryCodes must name at least one country, got none'],
  ['a country without a plus sign', { countryCodes: ['+49', '43'] }, 'countryCodes[1] must be a plus sign and 1 to 7 digits such as +49, got "43"'],
  ['a country that begins with zero', { countryCodes: ['+0'] }, 'countryCodes[0] must be a plus sign'],
  ['a country by its letters', { countryCodes: ['DE'] }, 'countryCodes[0] must be a plus sign'],
  ['a whole number for a country', { countryCodes: ['+49151234'] }, 'countryCodes[0] must be a plus sign'],
])('%s is refused', (_, options, message) => {
  expect(() => smsCode(options)).toThrow(message);
});

test.each<[string, Partial<SmsCodeOptions>]>([
  ['codeLength', { codeLength: Token.asNumber({ Ref: 'Digits' }) }],
  ['text', { text: `{code} ${Token.asString({ Ref: 'Product' })}` }],
  ['locales.de', { locales: { de: `{code} ${Token.asString({ Ref: 'Product' })}` } }],
  ['countryCodes', { countryCodes: Lazy.list({ produce: () => ['+49'] }) }],
  ['countryCodes[0]', { countryCodes: [Token.asString({ Ref: 'Country' })] }],
  ['webOtpDomain', { webOtpDomain: Token.asString({ Ref: 'Domain' }) }],
])('%s must be known at synth, because it becomes code', (name, options) => {
  expect(() => smsCode(options)).toThrow(`${name} must be known at synth`);
});

describe('the last line for browsers', () => {
  const LABEL = /^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/;
  const host = fc.tuple(fc.array(fc.stringMatching(LABEL), { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[a-z]{2,10}$/)).map(([labels, top]) => [...labels, top].join('.'))
    // A label that begins with xn-- must be Punycode.
    .filter((name) => !/(^|\.)xn--/.test(name));

  test('is read by browsers as this host and this code, for every host, text and code', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '@', '#', '%', '@evil.example #{code}'), maxLength: 20 });
    fc.assert(fc.property(host, text, fc.stringMatching(/^\d{6,10}$/), (name, around, code) => {
      const context = { lifetime: 300, codeLength: code.length, webOtpHost: requireWebOtpHost(name) };
      const message = requireSmsText('text', `${around}{code}${around}`, context).replaceAll('{code}', code);
      expect(parseOriginBoundCode(message)).toEqual({ topLevelHost: name, embeddedHost: undefined, code });
      // Nothing after it, and nothing that a later edition of the specification could take for more.
      expect(message.endsWith(`\n@${name} #${code}`)).toBe(true);
    }), { numRuns: 2000 });
  });

  test.each([
    ['Example.COM', 'example.com'], ['münchen.example', 'xn--mnchen-3ya.example'], ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'], ['a.b-c.co.uk', 'a.b-c.co.uk'],
  ])('%s is the host %s', (domain, expected) => {
    expect(requireWebOtpHost(domain)).toBe(expected);
  });

  test.each([
    '', 'localhost', 'example', 'https://example.com', 'example.com:443', 'example.com/path', 'example.com?a', 'example.com\\a', 'example.com%20', 'user@example.com', 'example.com.', '.example.com', 'exa mple.com', 'example.com #1',
    '@example.com', '127.0.0.1', '[::1]', '-a.example', 'a_b.example', `${'a'.repeat(64)}.example`, 'xn--a.example', 'example.com\n@evil.example',
  ])('%j is refused', (webOtpDomain) => {
    expect(() => smsCode({ webOtpDomain })).toThrow(/^webOtpDomain must be /);
  });
});

describe('warnings', () => {
  test('codes for every country are one', () => {
    expect(warningsOf({ countryCodes: undefined })).toEqual([expect.stringMatching(/countryCodes of Challenge\.smsCode.*\[ack: cdk-cognito-custom-auth:smsCountries\]/)]);
  });

  test('codes for every country are none where the sender holds the countries', () => {
    const originationIdentityArn = 'arn:aws:sms-voice:eu-west-1:111111111111:pool/pool-1';
    const held = SmsSender.endUserMessaging({ originationIdentityArn, protectConfiguration: 'protect-1' });
    expect(warningsOf({ sender: held, countryCodes: undefined })).toEqual([]);

    const open = SmsSender.endUserMessaging({ originationIdentityArn });
    const stack = newStack();
    for (const sender of [open, SmsSender.fromFunction(ownFunction(stack, 'Sender'))]) {
      expect(warningsOf({ sender, countryCodes: undefined }, sender === open ? undefined : stack)).toHaveLength(1);
    }
  });

  test.each<[string, Partial<SmsCodeOptions>, boolean]>([
    ['160 characters of SMS', { text: `{code}${'x'.repeat(154)}` }, false],
    ['161 characters of SMS', { text: `{code}${'x'.repeat(155)}` }, true],
    ['a longer code', { text: `{code}${'x'.repeat(154)}`, codeLength: 7 }, true],
    ['80 characters that count twice', { text: `{code}${'€'.repeat(77)}` }, false],
    ['81 characters that count twice', { text: `{code}${'€'.repeat(78)}` }, true],
    ['70 characters of another alphabet', { text: `{code}${'б'.repeat(64)}` }, false],
    ['71 characters of another alphabet', { text: `{code}${'б'.repeat(65)}` }, true],
    ['the last line on top', { text: `{code}${'x'.repeat(154)}`, webOtpDomain: 'example.com' }, true],
    ['another language', { locales: { ru: `{code}${'б'.repeat(65)}` } }, true],
    ['the default with a name and the last line', { appName: 'Example Application', webOtpDomain: 'accounts.example.com' }, false],
  ])('%s: charged as several messages %j', (_, options, warns) => {
    expect(warningsOf(options)).toEqual(warns ? [expect.stringMatching(/goes out as several messages.*\[ack: cdk-cognito-custom-auth:smsParts\]/)] : []);
  });

  test.each([['x'.repeat(306), 2], ['x'.repeat(307), 3], ['б'.repeat(134), 2], ['б'.repeat(135), 3], ['😀'.repeat(35), 1], ['😀'.repeat(36), 2]])('%s is %d messages', (text, parts) => {
    expect(smsParts(text, 6)).toBe(parts);
  });
});
