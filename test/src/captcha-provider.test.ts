import { CfnParameter } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { arnOf, emailCode, flowOf, newStack, newUserPool, statementsOf } from './fixtures';
import { CaptchaProvider, CaptchaProviderOptions, Challenge, ChallengeSequence, RecaptchaEnterpriseOptions, RecaptchaV3Options, TurnstileOptions } from '../../src';

const SITE_KEY = '0x4AAA_site-key';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:captcha';

function triggersWith(provider: CaptchaProvider, stack = newStack()) {
  const captcha = Challenge.captcha({ provider, hostnames: ['www.example.com'] });
  return newUserPool(stack, { sequence: ChallengeSequence.passwordless(captcha, emailCode()) }).triggers;
}

function providerIn(triggers: ReturnType<typeof triggersWith>): any {
  return flowOf(triggers, 'VerifyAuthChallengeResponse').steps[0].challenge.provider;
}

/** A secret by its whole ARN. */
function someSecret(stack = newStack()): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', `${ARN}-AbCdEf`);
}

const secret = { arn: `${ARN}-AbCdEf` };
const siteverify = (options: Partial<TurnstileOptions & RecaptchaV3Options> = {}) => ({ siteKey: SITE_KEY, secret: someSecret(), ...options });
const enterprise = (options: Partial<RecaptchaEnterpriseOptions> = {}) => ({ projectId: 'my-project', siteKey: SITE_KEY, apiKey: someSecret(), ...options });

test.each<[string, CaptchaProvider, object]>([
  ['reCAPTCHA v2', CaptchaProvider.recaptchaV2(siteverify()), { type: 'RECAPTCHA_V2' }],
  ['reCAPTCHA v3', CaptchaProvider.recaptchaV3(siteverify()), { type: 'RECAPTCHA_V3', action: 'login', minimumScore: 0.5 }],
  ['reCAPTCHA v3 with its options', CaptchaProvider.recaptchaV3(siteverify({ action: 'sign_in/2', minimumScore: 0.75 })),
    { type: 'RECAPTCHA_V3', action: 'sign_in/2', minimumScore: 0.75 }],
  ['hCaptcha', CaptchaProvider.hcaptcha(siteverify()), { type: 'HCAPTCHA' }],
  ['Turnstile', CaptchaProvider.turnstile(siteverify()), { type: 'TURNSTILE' }],
  ['Turnstile with an action', CaptchaProvider.turnstile(siteverify({ action: 'sign-in' })), { type: 'TURNSTILE', action: 'sign-in' }],
  ['reCAPTCHA Enterprise', CaptchaProvider.recaptchaEnterprise(enterprise()),
    { type: 'RECAPTCHA_ENTERPRISE', projectId: 'my-project', action: 'login', minimumScore: 0.5 }],
  ['reCAPTCHA Enterprise with its options', CaptchaProvider.recaptchaEnterprise(enterprise({ action: 'pay', minimumScore: 0, apiKeyField: 'google' })),
    { type: 'RECAPTCHA_ENTERPRISE', projectId: 'my-project', action: 'pay', minimumScore: 0, secret: { ...secret, field: 'google' } }],
])('%s', (_, provider, expected) => {
  expect(providerIn(triggersWith(provider))).toEqual({ siteKey: SITE_KEY, secret, ...expected });
});

test('a field of the secret is named to the functions', () => {
  expect(providerIn(triggersWith(CaptchaProvider.hcaptcha(siteverify({ secretField: 'hcaptcha.secret' })))).secret).toEqual({ ...secret, field: 'hcaptcha.secret' });
});

test('keys known only at deploy time travel in the environment', () => {
  const stack = newStack();
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  const provider = CaptchaProvider.recaptchaEnterprise(enterprise({
    projectId: parameter('Project'), siteKey: parameter('Site'), apiKey: new secretsmanager.Secret(stack, 'ApiKey'),
  }));

  expect(providerIn(triggersWith(provider, stack))).toMatchObject({
    projectId: { env: 'CUSTOM_AUTH_VALUE_0' }, siteKey: { env: 'CUSTOM_AUTH_VALUE_1' }, secret: { arn: { env: 'CUSTOM_AUTH_VALUE_2' } },
  });
});

describe('permissions', () => {
  const readsSecret = (triggers: ReturnType<typeof triggersWith>, trigger: 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse' | 'DefineAuthChallenge') =>
    statementsOf(triggers, trigger).filter((statement) => /secretsmanager|kms:Decrypt/.test(JSON.stringify(statement)));

  test.each<[string, (stack: ReturnType<typeof newStack>) => secretsmanager.ISecret, unknown]>([
    ['a secret of the stack', (stack) => new secretsmanager.Secret(stack, 'Secret'), { Ref: expect.stringMatching(/^Secret/) }],
    ['a whole ARN', (stack) => someSecret(stack), `${ARN}-AbCdEf`],
    ['an ARN without its last characters', (stack) => secretsmanager.Secret.fromSecretPartialArn(stack, 'Secret', ARN), `${ARN}-??????`],
    ['a name', (stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'captcha'), {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':secret:captcha-??????']],
    }],
  ])('Verify may read exactly this secret, by %s; Define and Create may not', (_, secretIn, resource) => {
    const stack = newStack();
    const triggers = triggersWith(CaptchaProvider.turnstile({ siteKey: SITE_KEY, secret: secretIn(stack) }), stack);

    expect(readsSecret(triggers, 'VerifyAuthChallengeResponse')).toEqual([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: resource }]);
    expect(readsSecret(triggers, 'CreateAuthChallenge')).toEqual([]);
    expect(readsSecret(triggers, 'DefineAuthChallenge')).toEqual([]);
  });

  test('the key that encrypts the secret may be used through Secrets Manager only', () => {
    const stack = newStack();
    const encrypted = new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'SecretKey') });
    const triggers = triggersWith(CaptchaProvider.recaptchaEnterprise(enterprise({ apiKey: encrypted })), stack);

    expect(readsSecret(triggers, 'VerifyAuthChallengeResponse')).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^Secret/) } },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: arnOf(/^SecretKey/),
        Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } } },
      },
    ]);
    expect(readsSecret(triggers, 'CreateAuthChallenge')).toEqual([]);
  });
});

test.each<[string, () => CaptchaProvider, string]>([
  ['an empty site key', () => CaptchaProvider.recaptchaV2(siteverify({ siteKey: '' })), 'siteKey must be 1 to 200 letters, digits, colons, dots, underscores and hyphens, got ""'],
  ['a site key with a space', () => CaptchaProvider.hcaptcha(siteverify({ siteKey: 'a b' })), 'siteKey must be 1 to 200 letters'],
  ['a site key of two lines', () => CaptchaProvider.turnstile(siteverify({ siteKey: 'a\n' })), 'siteKey must be 1 to 200 letters'],
  ['a project with a path', () => CaptchaProvider.recaptchaEnterprise(enterprise({ projectId: 'my-project/x' })), 'projectId must be 1 to 200 letters'],
  ['a field without a name', () => CaptchaProvider.turnstile(siteverify({ secretField: '' })), 'secretField must be the name of a field, got ""'],
  ['a field of the API key without a name', () => CaptchaProvider.recaptchaEnterprise(enterprise({ apiKeyField: '' })), 'apiKeyField must be the name of a field, got ""'],
  ['a score below 0', () => CaptchaProvider.recaptchaV3(siteverify({ minimumScore: -0.1 })), 'minimumScore must be between 0 and 1, got -0.1'],
  ['a score above 1', () => CaptchaProvider.recaptchaEnterprise(enterprise({ minimumScore: 1.01 })), 'minimumScore must be between 0 and 1, got 1.01'],
  ['a score that is none', () => CaptchaProvider.recaptchaV3(siteverify({ minimumScore: NaN })), 'minimumScore must be between 0 and 1, got NaN'],
  ['an action with a hyphen', () => CaptchaProvider.recaptchaV3(siteverify({ action: 'sign-in' })), 'action must be 1 to 100 letters, digits, underscores and slashes, got "sign-in"'],
  ['an empty action', () => CaptchaProvider.recaptchaEnterprise(enterprise({ action: '' })), 'action must be 1 to 100 letters'],
  ['an empty action of Turnstile', () => CaptchaProvider.turnstile(siteverify({ action: '' })), 'action must be 1 to 32 letters, digits, underscores and hyphens, got ""'],
  ['a long action of Turnstile', () => CaptchaProvider.turnstile(siteverify({ action: 'x'.repeat(33) })), 'action must be 1 to 32 letters'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('an action known only at deploy time is refused, because it becomes part of the code', () => {
  const action = new CfnParameter(newStack(), 'Action').valueAsString;
  const options: CaptchaProviderOptions = siteverify();

  expect(() => CaptchaProvider.recaptchaV3({ ...options, action })).toThrow('action must be known at synth');
});
