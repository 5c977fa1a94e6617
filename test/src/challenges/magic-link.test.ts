import { CfnParameter, Duration, Fn, Token } from 'aws-cdk-lib';
import fc from 'fast-check';
import { ChallengeSequence, EmailSender, MagicLinkOptions } from '../../../src';
import { arnOf, captcha, flowOf, FROM_ADDRESS, magicLink, mayLog, newStack, newUserPool, ownFunction, statementsOf } from '../fixtures';

const PAGE = 'https://www.example.com/sign-in';

function challengeOf(options: Partial<MagicLinkOptions> = {}): any {
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(magicLink(options)) });
  return flowOf(triggers).steps[0].challenge;
}

test('defaults', () => {
  expect(challengeOf()).toEqual({
    kind: 'MAGIC_LINK',
    name: 'MAGIC_LINK',
    lifetime: 300,
    tries: 3,
    sends: true,
    guessable: false,
    baseUrls: [PAGE],
    crossDevice: false,
    sender: { type: 'SES', from: FROM_ADDRESS },
    message: {
      subject: 'Your sign-in link',
      text: expect.stringMatching(/^Sign in with this link, in the browser where you asked for it:\n\n\{link\}\n\nIt can be used, once, within 5 min\./),
      html: expect.stringMatching(/ lang="en"[^]*<a href="\{link\}" [^>]*>Your sign-in link<\/a>/),
    },
  });
});

test('each option reaches the functions', () => {
  const message = { subject: '{code} for {appName}', text: '{link}\n{code}, {minutes} minutes', html: '<a href="{link}">{appName}</a>{code}' };

  expect(challengeOf({
    ...message,
    appName: 'A & B',
    codeLength: 8,
    lifetime: Duration.seconds(150),
    tries: 1,
    crossDevice: true,
    name: 'LINK',
    baseUrls: [PAGE, 'https://m.example.com'],
    locales: { de: { subject: 'Dein Link', text: '{link} {code}', html: '' } },
  })).toEqual({
    kind: 'MAGIC_LINK',
    name: 'LINK',
    lifetime: 150,
    tries: 1,
    sends: true,
    guessable: true,
    baseUrls: [PAGE, 'https://m.example.com'],
    crossDevice: true,
    codeLength: 8,
    sender: { type: 'SES', from: FROM_ADDRESS },
    message: { subject: '{code} for A & B', text: '{link}\n{code}, 2 minutes', html: '<a href="{link}">A &#38; B</a>{code}' },
    locales: { de: { subject: 'Dein Link', text: '{link} {code}' } },
  });
});

test('only with a code wrong answers count, since nobody guesses a link', () => {
  expect(challengeOf()).toMatchObject({ guessable: false });
  expect(challengeOf({ codeLength: 6 })).toMatchObject({ guessable: true, tries: 3 });
});

describe('the functions', () => {
  test('may send the mail and nothing else', () => {
    const stack = newStack();
    const sender = ownFunction(stack, 'Sender');
    const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(magicLink({ sender: EmailSender.fromFunction(sender) })) });

    expect(statementsOf(triggers, 'CreateAuthChallenge')).toContainEqual({ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: arnOf(/^Sender/) });
    for (const trigger of ['DefineAuthChallenge', 'VerifyAuthChallengeResponse'] as const) {
      expect(JSON.stringify(statementsOf(triggers, trigger))).not.toMatch(/lambda:|ses:/);
    }
    expect(statementsOf(triggers, 'DefineAuthChallenge')).toEqual([mayLog('DefineAuthChallenge')]);
  });

  test('are told of a page that is known only at deploy time by an environment variable', () => {
    const stack = newStack();
    const domain = new CfnParameter(stack, 'Domain').valueAsString;
    const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(magicLink({ baseUrls: [PAGE, Fn.join('', ['https://', domain, '/in'])] })) });

    expect(flowOf(triggers).steps[0].challenge.baseUrls).toEqual([PAGE, { env: expect.stringMatching(/^CUSTOM_AUTH_VALUE_\d$/) }]);
  });
});

test('a link proves who the user is, so it may stand alone or with a CAPTCHA', () => {
  const stack = newStack();
  expect(() => newUserPool(stack, { sequence: ChallengeSequence.passwordless(captcha(stack), magicLink()) })).not.toThrow();
});

describe('baseUrls', () => {
  test.each([
    PAGE, 'https://example.com', 'https://example.com/', 'https://example.com:8443/a/b.html?c=d&e', 'https://xn--bcher-kva.example/', `https://example.com/${'a'.repeat(492)}`,
  ])('%s is accepted', (url) => {
    expect(challengeOf({ baseUrls: [url] }).baseUrls).toEqual([url]);
  });

  test.each([
    ['', 'baseUrls[0] must be a URL such as https://www.example.com/sign-in, got ""'],
    ['www.example.com', 'must be a URL'],
    ['//www.example.com', 'must be a URL'],
    ['http://www.example.com', 'must begin with https://, because whoever sees the link on its way could sign in, got "http://www.example.com"'],
    ['javascript:alert(1)//', 'must begin with https://'],
    ['data:text/html,hi', 'must begin with https://'],
    ['myapp://sign-in', 'must begin with https://'],
    ['http://localhost.example.com', 'must begin with https://'],
    ['http://localhost:3000', 'must begin with https://, got "http://localhost:3000": set allowLocalhost for development on this computer'],
    ['https://user@example.com/', 'must hold no user name or password'],
    ['https://example.com:pass@evil.example/', 'must hold no user name or password'],
    ['https://example.com/#', 'must hold no fragment, which is the place of the token'],
    ['https://example.com/#/sign-in', 'must hold no fragment'],
    ['https://@example.com/', 'must be written as browsers write it, https://example.com/, got "https://@example.com/"'],
    ['https:\\\\example.com/', 'must be written as browsers write it'],
    ['https:example.com/', 'must be written as browsers write it'],
    [' https://example.com/', 'must be written as browsers write it'],
    ['https://exam\nple.com/', 'must be written as browsers write it'],
    ['https://EXAMPLE.com/', 'must be written as browsers write it, https://example.com/,'],
    ['https://bücher.example/', 'must be written as browsers write it, https://xn--bcher-kva.example/,'],
    ['https://example.com:443/', 'must be written as browsers write it'],
    ['https://example.com/a/../b', 'must be written as browsers write it, https://example.com/b,'],
    ['https://example.com/a b', 'must be written as browsers write it'],
    [`https://example.com/${'a'.repeat(493)}`, 'must be at most 512 characters, got 513'],
  ])('%j is refused', (url, message) => {
    expect(() => magicLink({ baseUrls: [url] })).toThrow(message);
  });

  test.each(['http://localhost', 'http://localhost:5173/sign-in', 'http://127.0.0.1:3000/', 'http://[::1]:3000/'])('%s is for development', (url) => {
    expect(() => magicLink({ baseUrls: [url] })).toThrow('set allowLocalhost');
    expect(challengeOf({ baseUrls: [url], allowLocalhost: true }).baseUrls).toEqual([url]);
  });

  test.each(['http://192.168.0.1/', 'http://localhost.example.com/', 'http://localhost@evil.example/', 'http://127.0.0.1.example.com/'])(
    '%s is not this computer', (url) => {
      expect(() => magicLink({ baseUrls: [url], allowLocalhost: true })).toThrow('must begin with https://');
    });

  test('the one that is wrong is named', () => {
    expect(() => magicLink({ baseUrls: [PAGE, 'ftp://example.com'] })).toThrow('baseUrls[1] must begin with https://');
  });

  test.each([0, 11])('%d of them are refused', (count) => {
    expect(() => magicLink({ baseUrls: Array(count).fill(PAGE) })).toThrow(`baseUrls must be 1 to 10 URLs, got ${count}`);
  });

  test('a list known only at deploy time is refused', () => {
    expect(() => magicLink({ baseUrls: Token.asList({ Ref: 'Pages' }) })).toThrow('baseUrls must be a list of known length');
  });

  const part = fc.constantFrom('https://', 'http://', 'example.com', 'evil.example', '@', ':', '/', '//', '\\', '#', '?', '%', '%2f', '%40', '.', '..', '\t', '\n', 'ü', 'javascript:', ':8443', '[::1]', 'x');
  const leadsWhereItLooks = (accepts: (url: string) => boolean) => fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
    const url = `https://${parts.join('')}`;
    if (!accepts(url)) return;
    const [, authority] = /^https:\/\/([^/?]+)/.exec(url)!;
    expect(new URL(`${url}#token=x`)).toMatchObject({ protocol: 'https:', host: authority, hash: '#token=x', username: '', password: '' });
  });
  const isHttps = (url: string) => URL.canParse(url) && new URL(url).protocol === 'https:';

  test('whatever is accepted leads where it looks as if it did', () => {
    let accepted = 0;
    fc.assert(leadsWhereItLooks((url) => {
      try {
        magicLink({ baseUrls: [url] });
      } catch {
        return false;
      }
      accepted += 1;
      return true;
    }), { numRuns: 5_000 });
    expect(accepted).toBeGreaterThan(100);
  });

  test.each<[string, (url: string) => boolean]>([
    ['at the beginning only', (url) => url.startsWith('https://')],
    ['whether it is a URL', isHttps],
    ['for no user name', (url) => isHttps(url) && !url.includes('@')],
    ['for no fragment', (url) => isHttps(url) && !url.includes('@') && !url.includes('#')],
    ['for no line breaks', (url) => isHttps(url) && !/[@#\s]/.test(url)],
  ])('a check that looks %s is found out', (_, bad) => {
    expect((fc.check(leadsWhereItLooks(bad), { numRuns: 5_000, seed: 1, endOnFailure: true }) as fc.RunDetails<unknown>).failed).toBe(true);
  });
});

describe.each([
  { option: 'codeLength', accepted: [6, 10], refused: [5, 11, 6.5, NaN], message: 'codeLength must be an integer between 6 and 10, got ' },
  { option: 'tries', accepted: [1, 5], refused: [0, 6, 1.5, Infinity], message: 'tries must be an integer between 1 and 5, got ' },
])('$option', ({ option, accepted, refused, message }) => {
  test.each(accepted)('%d is accepted', (value) => {
    expect(challengeOf({ codeLength: 6, [option]: value })).toHaveProperty(option, value);
  });

  test.each(refused)('%d is refused', (value) => {
    expect(() => magicLink({ codeLength: 6, [option]: value })).toThrow(message + value);
  });
});

test.each<[string, Partial<MagicLinkOptions>, string]>([
  ['tries without a code', { tries: 3 }, 'tries is for codes, which can be guessed, and a link cannot: set codeLength as well, or leave tries out, got 3'],
  ['a lifetime of more than 10 minutes', { lifetime: Duration.minutes(11) }, 'lifetime must be whole seconds between 1 minute and 10 minutes'],
  ['a name of the library', { name: 'EMAIL_CODE' }, 'name must not be one of EMAIL_CODE, '],
  ['a name in small letters', { name: 'link' }, 'name must be a capital letter'],
  ['a text without the link', { text: 'hello' }, 'text must contain {link}, the place of the link'],
  ['an HTML without the link', { html: '<p>{minutes}</p>' }, 'html must contain {link}, the place of the link'],
  ['a text without the code that there is', { codeLength: 6, text: '{link}' }, 'text must contain {code}, the place of the code'],
  ['a code that there is not', { text: '{link} {code}' }, 'text may contain the placeholders {link}, {minutes} and {appName}, got {code}'],
  ['a link in the subject', { subject: 'Click {link}' }, 'subject may contain the placeholders {minutes} and {appName}, got {link}'],
  ['a link in the subject beside a code', { subject: '{code} {link}', codeLength: 6 }, 'subject may contain the placeholders {code}, {minutes} and {appName}, got {link}'],
  ['a language without the link', { locales: { de: { subject: 's', text: 'Hallo' } } }, 'locales.de.text must contain {link}'],
])('%s is refused', (_, options, message) => {
  expect(() => magicLink(options)).toThrow(message);
});

describe('the default message', () => {
  test('says whose link it is', () => {
    const { subject, text, html } = challengeOf({ appName: 'Tom & Jerry' }).message;
    expect(subject).toBe('Sign in to Tom & Jerry');
    expect(html).toContain('>Sign in to Tom &#38; Jerry</a>');
    expect(text).not.toMatch(/\{(?!link\})/);
  });

  test('says where a link can be opened, and what the code is for', () => {
    expect(challengeOf({ crossDevice: true }).message.text).toMatch(/^Sign in with this link:\n/);
    const { text, html } = challengeOf({ codeLength: 6 }).message;
    expect(text).toContain('\nOr type this code where you are signing in: {code}\n\nOne of the two can be used, once, within 5 min. Never pass them on.\n');
    expect(html).toMatch(/signing in:<br><strong class="code" [^>]*>\{code\}<\/strong>/);
  });

  test('has the link in a line of its own, for mail programs that fold lines or look for links', () => {
    for (const options of [{}, { crossDevice: true }, { codeLength: 6 }]) expect(challengeOf(options).message.text.split('\n')).toContain('{link}');
  });
});

test('the HTML made from a text has a button where a line ends with the link, and the link itself inside a sentence', () => {
  const { html } = challengeOf({ subject: 'In <b>', text: 'Hier: {link}\n\nOder {link} kopieren.' }).message;
  expect(html.match(/<p .*<\/p>/g)).toEqual([
    expect.stringMatching(/>Hier:<br><a href="\{link\}" style="[^"]*">In &#60;b&#62;<\/a><\/p>$/),
    expect.stringMatching(/>Oder <a href="\{link\}" style="[^"]*">\{link\}<\/a> kopieren\.<\/p>$/),
  ]);
});
