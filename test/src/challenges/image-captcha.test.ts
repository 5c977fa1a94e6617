import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AbuseLimits, Challenge, ChallengeSequence, ChallengeStep, CustomAuthFunctionOptions, ImageCaptchaOptions } from '../../../src';
import { arnOf, emailCode, flowOf, mayLog, newStack, newUserPool, propertiesOf, statementsOf, templateWith } from '../fixtures';

const withPicture = (options?: ImageCaptchaOptions) => ChallengeSequence.passwordless(Challenge.imageCaptcha(options), emailCode());

function challengeWith(options?: ImageCaptchaOptions, abuseLimits?: AbuseLimits): any {
  return flowOf(newUserPool(newStack(), { sequence: withPicture(options), abuseLimits }).triggers).steps[0].challenge;
}

test('sends nothing, and its failures are nobody\'s', () => {
  expect(challengeWith()).toEqual({
    kind: 'IMAGE_CAPTCHA',
    name: 'IMAGE_CAPTCHA',
    lifetime: 300,
    tries: 3,
    sends: false,
    guessable: false,
    codeLength: 6,
    drawFunction: { env: 'CUSTOM_AUTH_VALUE_0' },
  });
});

test('each option reaches the functions', () => {
  expect(challengeWith({ codeLength: 4, lifetime: Duration.minutes(10), tries: 1 })).toMatchObject({ codeLength: 4, lifetime: 600, tries: 1 });
  expect(challengeWith({ codeLength: 8, lifetime: Duration.seconds(61), tries: 5 })).toMatchObject({ codeLength: 8, lifetime: 61, tries: 5 });
});

test('tries are those of the limits unless it has its own', () => {
  expect(challengeWith({}, AbuseLimits.of({ triesPerCode: 1 }))).toMatchObject({ tries: 1 });
});

test.each<[ImageCaptchaOptions, string]>([
  [{ codeLength: 3 }, 'codeLength must be an integer between 4 and 8, got 3'],
  [{ codeLength: 9 }, 'codeLength must be an integer between 4 and 8, got 9'],
  [{ codeLength: 5.5 }, 'codeLength must be an integer between 4 and 8, got 5.5'],
  [{ codeLength: Token.asNumber({ Ref: 'Length' }) }, 'codeLength must be known at synth'],
  [{ lifetime: Duration.seconds(59) }, 'lifetime must be whole seconds between 1 minute and 10 minutes, got 59 seconds'],
  [{ lifetime: Duration.minutes(11) }, 'lifetime must be whole seconds between 1 minute and 10 minutes, got 11 minutes'],
  [{ tries: 0 }, 'tries must be an integer between 1 and 5, got 0'],
  [{ tries: 6 }, 'tries must be an integer between 1 and 5, got 6'],
])('%j is refused', (options, message) => {
  expect(() => Challenge.imageCaptcha(options)).toThrow(message);
});

describe('the function that draws', () => {
  const drawn = (functionOptions?: CustomAuthFunctionOptions, sequence = withPicture(), stack = newStack()) =>
    newUserPool(stack, { sequence, functionOptions }).triggers.node.findChild('DrawPicture') as lambda.Function;

  test('is there only for an image CAPTCHA, and once for several', () => {
    templateWith({}).resourceCountIs('AWS::Lambda::Function', 3);
    templateWith({ sequence: withPicture() }).resourceCountIs('AWS::Lambda::Function', 4);
    templateWith({ sequence: ChallengeSequence.passwordless(Challenge.imageCaptcha(), Challenge.imageCaptcha({ codeLength: 8 }), emailCode()) })
      .resourceCountIs('AWS::Lambda::Function', 4);
  });

  test('may write its log and nothing else', () => {
    const { triggers } = newUserPool(newStack(), { sequence: withPicture() });
    const policy = triggers.node.findChild('DrawPictureRole').node.findChild('DefaultPolicy');
    expect(propertiesOf(policy).PolicyDocument.Statement).toEqual([{ ...mayLog('CreateAuthChallenge'), Resource: arnOf(/DrawPictureLogGroup/) }]);
  });

  test('may be invoked by Create, and by nobody else', () => {
    const stack = newStack();
    const { triggers } = newUserPool(stack, { sequence: withPicture() });
    const onFunctions = (trigger: Parameters<typeof statementsOf>[1]) =>
      statementsOf(triggers, trigger).filter(({ Action }) => JSON.stringify(Action).includes('lambda:'));
    expect(onFunctions('CreateAuthChallenge')).toEqual([{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: arnOf(/DrawPicture/) }]);
    expect(onFunctions('VerifyAuthChallengeResponse')).toEqual([]);
    expect(onFunctions('DefineAuthChallenge')).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 3);
  });

  test('without it nobody may invoke a function', () => {
    const { triggers } = newUserPool(newStack());
    expect(JSON.stringify(statementsOf(triggers, 'CreateAuthChallenge'))).not.toContain('lambda:');
  });

  test('knows neither the table nor the key nor the flow, and has the CPU for a picture', () => {
    const { Environment, MemorySize, Timeout, Architectures, Runtime } = propertiesOf(drawn());
    expect({ Environment, MemorySize, Timeout, Architectures, Runtime }).toEqual({
      Environment: undefined, MemorySize: 512, Timeout: 5, Architectures: ['arm64'], Runtime: 'nodejs24.x',
    });
  });

  test('is made of the bundle, the library and the font, with their licences', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const { S3Key } = propertiesOf(drawn(undefined, withPicture(), stack)).Code;
    const folder = join(app.outdir, `asset.${S3Key.replace('.zip', '')}`);
    for (const file of ['index.mjs', 'resvg.wasm', 'font.woff2', 'font-license.txt', 'NOTICE.txt']) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
    expect(readFileSync(join(folder, 'NOTICE.txt'), 'utf8')).toContain('Mozilla Public License 2.0');
  });

  test('has the options of the functions that concern it, and needs no VPC', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const options = {
      vpc,
      memorySize: 128,
      architecture: lambda.Architecture.X86_64,
      reservedConcurrentExecutions: 7,
      tracing: lambda.Tracing.ACTIVE,
      logRetention: logs.RetentionDays.ONE_DAY,
      logRemovalPolicy: RemovalPolicy.DESTROY,
    };
    const properties = propertiesOf(drawn(options, withPicture(), stack));
    expect(properties).toMatchObject({ MemorySize: 512, Architectures: ['x86_64'], ReservedConcurrentExecutions: 7, TracingConfig: { Mode: 'Active' } });
    expect(properties.VpcConfig).toBeUndefined();
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 1 }, DeletionPolicy: 'Delete' });
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 1 }, 4);
  });
});

describe('a sequence', () => {
  const step = () => ChallengeStep.custom(Challenge.imageCaptcha());

  test.each<[string, () => ChallengeSequence]>([
    ['of one picture', () => ChallengeSequence.passwordless(Challenge.imageCaptcha())],
    ['of two', () => ChallengeSequence.passwordless(Challenge.imageCaptcha(), Challenge.imageCaptcha())],
    ['that asks for SRP_A and for no password', () => ChallengeSequence.of(ChallengeStep.SRP_A, step())],
  ])('%s is refused, because anybody could sign in as anybody', (_, make) => {
    expect(make).toThrow('a sequence must prove who the user is, got only CAPTCHAs');
  });

  test.each<[string, () => ChallengeSequence]>([
    ['before a code', () => ChallengeSequence.passwordless(Challenge.imageCaptcha(), emailCode())],
    ['after a code', () => ChallengeSequence.passwordless(emailCode(), Challenge.imageCaptcha())],
    ['after the password', () => ChallengeSequence.srpAndCustom(Challenge.imageCaptcha())],
    ['after the password, by steps', () => ChallengeSequence.of(ChallengeStep.SRP_A, ChallengeStep.PASSWORD_VERIFIER, step())],
  ])('may have one %s', (_, make) => {
    expect(make).not.toThrow();
  });

  test('it is no option of a choice, which would let everybody in who can read', () => {
    expect(() => Challenge.choice(emailCode(), Challenge.imageCaptcha())).toThrow('each option of a choice must prove who the user is, got IMAGE_CAPTCHA');
  });
});
