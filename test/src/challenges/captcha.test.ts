import { CfnParameter, Duration, Fn, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AbuseLimits, CaptchaOptions, CaptchaProvider, Challenge, ChallengeSequence, ChallengeStep } from '../../../src';
import { emailCode, flowOf, newStack, newUserPool } from '../fixtures';

const { SRP_A, PASSWORD_VERIFIER } = ChallengeStep;

const keys = () => ({ siteKey: 'key', secret: secretsmanager.Secret.fromSecretCompleteArn(newStack(), 'Secret', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:s-AbCdEf') });

function captcha(options: Partial<CaptchaOptions> = {}): Challenge {
  return Challenge.captcha({ provider: CaptchaProvider.turnstile(keys()), hostnames: ['www.example.com'], ...options });
}

function challengeWith(options: Partial<CaptchaOptions> = {}, stack = newStack(), abuseLimits?: AbuseLimits): any {
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(captcha(options), emailCode()), abuseLimits });
  return flowOf(triggers).steps[0].challenge;
}

test('sends nothing, and its failures are nobody\'s', () => {
  expect(challengeWith()).toEqual({
    kind: 'CAPTCHA',
    name: 'CAPTCHA',
    lifetime: 300,
    tries: 3,
    sends: false,
    guessable: false,
    provider: expect.objectContaining({ type: 'TURNSTILE' }),
    hostnames: ['www.example.com'],
    tokenLifetime: 300,
  });
});

test('each option reaches the functions', () => {
  expect(challengeWith({ hostnames: ['WWW.Example.com', 'localhost', '127.0.0.1'], tokenLifetime: Duration.seconds(30), lifetime: Duration.minutes(2), tries: 5 }))
    .toMatchObject({ hostnames: ['www.example.com', 'localhost', '127.0.0.1'], tokenLifetime: 30, lifetime: 120, tries: 5 });
});

test('tries are those of the limits unless it has its own', () => {
  expect(challengeWith({}, newStack(), AbuseLimits.of({ triesPerCode: 1 }))).toMatchObject({ tries: 1 });
});

test.each([
  ['reCAPTCHA v2', CaptchaProvider.recaptchaV2(keys()), 300],
  ['reCAPTCHA v3', CaptchaProvider.recaptchaV3(keys()), 120],
  ['reCAPTCHA Enterprise', CaptchaProvider.recaptchaEnterprise({ projectId: 'p', siteKey: 'k', apiKey: keys().secret }), 120],
  ['hCaptcha', CaptchaProvider.hcaptcha(keys()), 300],
  ['Turnstile', CaptchaProvider.turnstile(keys()), 300],
])('a token of %s lives as long as the provider says, unless told otherwise', (_, provider, seconds) => {
  expect(challengeWith({ provider })).toMatchObject({ tokenLifetime: seconds });
});

test('the name of a host known only at deploy time travels in the environment', () => {
  const stack = newStack();
  const hostname = new CfnParameter(stack, 'Host').valueAsString;

  expect(challengeWith({ hostnames: ['localhost', hostname] }, stack)).toMatchObject({ hostnames: ['localhost', { env: 'CUSTOM_AUTH_VALUE_0' }] });
});

test.each<[Partial<CaptchaOptions>, string]>([
  [{ hostnames: [] }, 'hostnames must be 1 to 50 names of hosts, got 0'],
  [{ hostnames: Array(51).fill('a.example.com') }, 'hostnames must be 1 to 50 names of hosts, got 51'],
  [{ hostnames: ['a.example.com', 'https://example.com'] }, 'hostnames[1] must be the name of a host such as www.example.com, without scheme, port and path, got "https://example.com"'],
  [{ hostnames: ['example.com:443'] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: ['example.com/'] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: ['*.example.com'] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: ['example.com.'] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: [''] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: ['example.com\n'] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: [`${'x.'.repeat(126)}com`] }, 'hostnames[0] must be the name of a host'],
  [{ hostnames: Fn.split(',', Token.asString({ Ref: 'Hosts' })) }, 'hostnames must be a list of known length, got one known only at deploy time: name the hosts one by one'],
  [{ tokenLifetime: Duration.seconds(29) }, 'tokenLifetime must be whole seconds between 30 seconds and 10 minutes, got 29 seconds'],
  [{ tokenLifetime: Duration.minutes(11) }, 'tokenLifetime must be whole seconds between 30 seconds and 10 minutes, got 11 minutes'],
  [{ lifetime: Duration.seconds(59) }, 'lifetime must be whole seconds between 1 minute and 10 minutes, got 59 seconds'],
  [{ tries: 0 }, 'tries must be an integer between 1 and 5, got 0'],
])('%j is refused', (options, message) => {
  expect(() => captcha(options)).toThrow(message);
});

describe('a sequence', () => {
  const step = () => ChallengeStep.custom(captcha());
  const proofless = 'a sequence must prove who the user is, got only CAPTCHAs';

  test.each<[string, () => ChallengeSequence]>([
    ['of one CAPTCHA', () => ChallengeSequence.passwordless(captcha())],
    ['of two', () => ChallengeSequence.passwordless(captcha(), captcha())],
    ['that asks for SRP_A and for no password', () => ChallengeSequence.of(SRP_A, step())],
  ])('%s is refused, because anybody could sign in as anybody', (_, make) => {
    expect(make).toThrow(proofless);
  });

  test.each<[string, () => ChallengeSequence]>([
    ['before a code', () => ChallengeSequence.passwordless(captcha(), emailCode())],
    ['after a code', () => ChallengeSequence.passwordless(emailCode(), captcha())],
    ['after the password', () => ChallengeSequence.srpAndCustom(captcha())],
    ['after the password, by steps', () => ChallengeSequence.of(SRP_A, PASSWORD_VERIFIER, step())],
  ])('may have one %s', (_, make) => {
    expect(make).not.toThrow();
  });
});
