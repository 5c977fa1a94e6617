import { CfnParameter, Duration, Lazy, Token } from 'aws-cdk-lib';
import fc from 'fast-check';
import { ChallengeSequence, EmailCodeOptions } from '../../../src';
import { emailHtml } from '../../../src/private/email-html';
import { emailCode, flowOf, newStack, newUserPool } from '../fixtures';

function challengeOf(options: Partial<EmailCodeOptions> = {}): any {
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(emailCode(options)) });
  return flowOf(triggers).steps[0].challenge;
}

test('defaults', () => {
  expect(challengeOf()).toEqual({
    kind: 'EMAIL_CODE',
    name: 'EMAIL_CODE',
    lifetime: 300,
    tries: 3,
    sends: true,
    guessable: true,
    codeLength: 6,
    sender: { type: 'SES', from: 'no-reply@example.com' },
    message: {
      subject: 'Your sign-in code',
      text: expect.stringMatching(/^Your sign-in code is \{code\}\n[^]* within 5 min/),
      html: expect.stringMatching(/ lang="en"[^]*<strong[^>]*>\{code\}<\/strong>/),
    },
  });
});

test('each option reaches the functions', () => {
  const message = { subject: 'Code {code}', text: '{code}, {minutes} minutes', html: '<b>{code}</b><style>b{color:red}</style>' };

  expect(challengeOf({ codeLength: 8, lifetime: Duration.seconds(150), tries: 1, ...message }))
    .toMatchObject({ codeLength: 8, lifetime: 150, tries: 1, message: { ...message, text: '{code}, 2 minutes' } });
});

test('with the name of the application, the default message says whose code it is', () => {
  const { message } = challengeOf({ appName: 'Tom & Jerry' });

  expect(message.subject).toBe('Your Tom & Jerry sign-in code');
  expect(message.text).toMatch(/^Your Tom & Jerry sign-in code is \{code\}\n/);
  expect(message.html).toContain('<h1 ');
  expect(message.html).toContain('>Tom &#38; Jerry</h1>');
});

describe.each([
  { option: 'codeLength', accepted: [6, 10], refused: [5, 11, 6.5, NaN], message: 'codeLength must be an integer between 6 and 10, got ' },
  { option: 'tries', accepted: [1, 5], refused: [0, 6, 1.5, Infinity], message: 'tries must be an integer between 1 and 5, got ' },
])('$option', ({ option, accepted, refused, message }) => {
  test.each(accepted)('%d is accepted', (value) => {
    expect(challengeOf({ [option]: value })).toHaveProperty(option, value);
  });

  test.each(refused)('%d is refused', (value) => {
    expect(() => emailCode({ [option]: value })).toThrow(message + value);
  });
});

describe('lifetime', () => {
  test.each([[Duration.minutes(1), 60], [Duration.seconds(61), 61], [Duration.minutes(10), 600]])('%s is accepted', (lifetime, seconds) => {
    expect(challengeOf({ lifetime }).lifetime).toBe(seconds);
  });

  test.each([Duration.seconds(59), Duration.seconds(601), Duration.millis(60_500)])('%s is refused', (lifetime) => {
    expect(() => emailCode({ lifetime })).toThrow(/^lifetime must be whole seconds between 1 minute and 10 minutes, got /);
  });
});

describe('message', () => {
  test.each<[string, Partial<EmailCodeOptions>, string]>([
    ['a text without the code', { text: 'hello' }, 'text must contain {code}'],
    ['an HTML without the code', { html: '<p>{minutes}</p>' }, 'html must contain {code}'],
    ['an application name that nobody gave', { text: '{code} for {appName}' }, 'text contains {appName}, so the option appName must say what stands there'],
    ['an application name that adds a header', { appName: 'Example\r\nBcc: all@example.com' }, 'appName must be one line of 1 to 64 characters'],
    ['an application name that is a placeholder', { appName: '{code}' }, 'appName must hold no braces, which mark placeholders, got "{code}"'],
    ['a placeholder in double braces', { text: 'Code: {{code}}' }, 'text must have placeholders in single braces, such as {code}, got {{code}}'],
    ['an unknown placeholder in the text', { text: '{code} {name}' }, 'text may contain the placeholders {code}, {minutes} and {appName}, got {name}'],
    ['an unknown placeholder in the subject', { subject: 'Hello {name}' }, 'subject may contain the placeholders {code}, {minutes} and {appName}, got {name}'],
    ['an unknown placeholder in the HTML', { html: '{code}{Code}' }, 'html may contain the placeholders {code}, {minutes} and {appName}, got {Code}'],
    ['an empty subject', { subject: ' ' }, 'subject must be one line of 1 to 150 characters'],
    ['a subject that adds a header', { subject: 'Hi\r\nBcc: all@example.com' }, 'subject must be one line'],
    ['a subject with a line separator', { subject: 'Hi\u2028there' }, 'subject must be one line'],
    ['a subject that gets too long with the name', { subject: 'x'.repeat(145) + '{appName}', appName: 'Example' }, 'subject must be one line of 1 to 150 characters'],
    ['a subject of 151 characters', { subject: 'x'.repeat(151) }, 'subject must be one line of 1 to 150 characters'],
    ['a text above 32 KB', { text: '{code}' + 'x'.repeat(32 * 1024 - 5) }, 'text must be at most 32 KB, got 32769 bytes'],
    ['an HTML above 96 KB', { html: '{code}' + '€'.repeat(32 * 1024 - 1) }, 'html must be at most 96 KB, got 98307 bytes'],
  ])('%s is refused', (_, options, message) => {
    expect(() => emailCode(options)).toThrow(message);
  });

  test('the largest one is accepted', () => {
    const message = { subject: 'x'.repeat(150), text: '{code}' + 'x'.repeat(32 * 1024 - 6), html: '{code}' + 'x'.repeat(96 * 1024 - 6) };

    expect(challengeOf(message).message).toEqual(message);
  });
});

describe('html', () => {
  test('is made from a text of your own, in whatever language that is', () => {
    const { html } = challengeOf({ text: 'Hallo <Welt>\n\nDein Code: {code}\nGültig {minutes} min.\n\nNicht {code} sagen.' }).message;

    expect(html).not.toContain(' lang=');
    expect(html.match(/<p .*<\/p>/g)).toEqual([
      expect.stringMatching(/>Hallo &#60;Welt&#62;<\/p>$/),
      expect.stringMatching(/>Dein Code:<br><strong class="code" style="[^"]*">\{code\}<\/strong><br>Gültig 5 min\.<\/p>$/),
      expect.stringMatching(/>Nicht <strong style="[^"]*">\{code\}<\/strong> sagen\.<\/p>$/),
    ]);
  });

  test('may be left out', () => {
    expect(challengeOf({ html: '' }).message).toEqual({ subject: expect.any(String), text: expect.any(String) });
  });

  test('loads nothing, and runs nothing', () => {
    const { html } = challengeOf({ appName: 'Example' }).message;

    expect(html).not.toMatch(/https?:|url\(|<img|<link|<script|@import|src=/);
  });

  test('escapes the name of the application', () => {
    expect(challengeOf({ html: '<p title="{appName}">{code}</p>', appName: '"><script>' }).message.html).toBe('<p title="&#34;&#62;&#60;script&#62;">{code}</p>');
  });

  test('has no other element than ours, whatever the text and the names', () => {
    const elements = (html: string) => html.match(/<[^>]*>/g)!.map((tag) => /^<[/!]?\w+/.exec(tag)![0]);
    const known = elements(emailHtml({ subject: 'a', text: 'a\nb\n\n{code} c\n{code}', appName: 'a' }));
    const anything = fc.string({ unit: fc.constantFrom(...'ab<>"\'&/=!-#;\n {}', '{code}'), maxLength: 40 });

    fc.assert(fc.property(anything, anything, anything, (subject, text, appName) => {
      expect(known).toEqual(expect.arrayContaining(elements(emailHtml({ subject, text, appName }))));
    }), { numRuns: 1000 });
  });
});

describe('locales', () => {
  const german = { subject: 'Dein Code', text: 'Dein Code: {code}' };

  test('reach the functions under the name that they look for, with an HTML part in that language', () => {
    expect(challengeOf({ locales: { 'de': german, 'pt_br': { ...german, html: '' }, 'zh-Hant-TW': { ...german, html: '{code}' } } }).locales).toEqual({
      'de': { ...german, html: expect.stringContaining(' lang="de"') },
      'pt-br': german,
      'zh-hant-tw': { ...german, html: '{code}' },
    });
  });

  test('keep the name that users write, where the standard prefers another one', () => {
    const { iw } = challengeOf({ locales: { iw: german } }).locales;
    expect(iw.html).toContain(' lang="he"');
  });

  test.each<[string, EmailCodeOptions['locales'], string]>([
    ['a text without the code', { de: { ...german, text: 'Hallo' } }, 'locales.de.text must contain {code}'],
    ['an HTML without the code', { de: german, fr: { ...german, html: '<p></p>' } }, 'locales.fr.html must contain {code}'],
    ['an unknown placeholder', { de: { ...german, subject: '{name}' } }, 'locales.de.subject may contain the placeholders'],
    ['a subject that adds a header', { 'pt-BR': { ...german, subject: 'a\nb' } }, 'locales.pt-BR.subject must be one line'],
    ['a name that is no language tag', { 'de-': german }, 'locales must be named by language tags such as de or pt-BR, got "de-"'],
    ['one language twice', { 'de-AT': german, 'de_at': german }, 'locales must name each language once, got de_at a second time'],
  ])('with %s are refused', (_, locales, message) => {
    expect(() => emailCode({ locales })).toThrow(message);
  });
});

test.each<[string, Partial<EmailCodeOptions>]>([
  ['codeLength', { codeLength: Token.asNumber({ Ref: 'Digits' }) }],
  ['tries', { tries: Lazy.number({ produce: () => 3 }) }],
  ['lifetime', { lifetime: Duration.minutes(Lazy.number({ produce: () => 3 })) }],
  ['subject', { subject: `Code for ${new CfnParameter(newStack(), 'Product').valueAsString}` }],
  ['text', { text: `{code} ${Token.asString({ Ref: 'Product' })}` }],
  ['html', { html: `{code} ${Token.asString({ Ref: 'Product' })}` }],
  ['appName', { appName: Token.asString({ Ref: 'Product' }) }],
  ['locales.de.text', { locales: { de: { subject: 'Code', text: `{code} ${Token.asString({ Ref: 'Product' })}` } } }],
])('%s must be known at synth, because it becomes code', (name, options) => {
  expect(() => emailCode(options)).toThrow(`${name} must be known at synth`);
});
