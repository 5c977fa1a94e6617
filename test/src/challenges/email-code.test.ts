import { CfnParameter, Duration, Lazy, Token } from 'aws-cdk-lib';
import { ChallengeSequence, EmailCodeOptions } from '../../../src';
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
    codeLength: 6,
    sender: { type: 'SES', from: 'no-reply@example.com' },
    message: { subject: 'Your sign-in code', text: expect.stringMatching(/\{code\}[^]*\{minutes\}/) },
  });
});

test('each option reaches the functions', () => {
  const message = { subject: 'Code {code}', text: '{code}, {minutes} minutes', html: '<b>{code}</b><style>b{color:red}</style>' };

  expect(challengeOf({ codeLength: 8, lifetime: Duration.seconds(90), tries: 1, ...message }))
    .toMatchObject({ codeLength: 8, lifetime: 90, tries: 1, message });
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
    ['an unknown placeholder in the text', { text: '{code} {name}' }, 'text may contain the placeholders {code} and {minutes}, got {name}'],
    ['an unknown placeholder in the subject', { subject: 'Hello {name}' }, 'subject may contain the placeholders {code} and {minutes}, got {name}'],
    ['an unknown placeholder in the HTML', { html: '{code}{Code}' }, 'html may contain the placeholders {code} and {minutes}, got {Code}'],
    ['an empty subject', { subject: ' ' }, 'subject must be one line of 1 to 150 characters'],
    ['a subject that adds a header', { subject: 'Hi\r\nBcc: all@example.com' }, 'subject must be one line'],
    ['a subject with a line separator', { subject: 'Hi\u2028there' }, 'subject must be one line'],
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

test.each<[string, Partial<EmailCodeOptions>]>([
  ['codeLength', { codeLength: Token.asNumber({ Ref: 'Digits' }) }],
  ['tries', { tries: Lazy.number({ produce: () => 3 }) }],
  ['lifetime', { lifetime: Duration.minutes(Lazy.number({ produce: () => 3 })) }],
  ['subject', { subject: `Code for ${new CfnParameter(newStack(), 'Product').valueAsString}` }],
  ['text', { text: `{code} ${Token.asString({ Ref: 'Product' })}` }],
  ['html', { html: `{code} ${Token.asString({ Ref: 'Product' })}` }],
])('%s must be known at synth, because it becomes code', (name, options) => {
  expect(() => emailCode(options)).toThrow(`${name} must be known at synth`);
});
