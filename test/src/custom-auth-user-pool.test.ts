import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { customChallenge, emailCode, newStack, newUserPool, smsCode } from './fixtures';
import { Challenge, ChallengeSequence, CustomAuthClientOptions, CustomAuthUserPoolProps } from '../../src';

const passwordless = ChallengeSequence.passwordless(emailCode());
const srpAndCustom = ChallengeSequence.srpAndCustom(emailCode());
const passwordVerifier = ChallengeSequence.passwordVerifier(emailCode());

function templateOf(props: Partial<CustomAuthUserPoolProps> = {}): Template {
  const stack = newStack();
  newUserPool(stack, props);
  return Template.fromStack(stack);
}

function userPoolOf(userPoolProps: cognito.UserPoolProps, sequence = passwordless): Record<string, any> {
  return Object.values(templateOf({ userPoolProps, sequence }).findResources('AWS::Cognito::UserPool'))[0].Properties;
}

describe('user pool', () => {
  test('is that of aws-cognito, but for verified e-mail addresses', () => {
    const stack = newStack();
    new cognito.UserPool(stack, 'Plain');
    const plain = Object.values(Template.fromStack(stack).findResources('AWS::Cognito::UserPool'))[0];

    expect(Object.values(templateOf().findResources('AWS::Cognito::UserPool'))[0]).toEqual({
      ...plain,
      Properties: {
        ...plain.Properties,
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
        LambdaConfig: expect.anything(),
      },
    });
  });

  test('is exactly that of aws-cognito when no challenge sends e-mail', () => {
    const stack = newStack();
    newUserPool(stack, { sequence: ChallengeSequence.passwordless(customChallenge(stack)) });

    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPool', {
      AutoVerifiedAttributes: Match.absent(),
      UserAttributeUpdateSettings: Match.absent(),
    });
  });

  test.each<[string, cognito.UserPoolProps, string[], string[]]>([
    ['aliases keep what they verify', { signInAliases: { email: true, phone: true } }, ['email', 'phone_number'], ['email']],
    ['more may be verified', { autoVerify: { phone: true } }, ['email', 'phone_number'], ['email']],
    ['verification may be turned off', { autoVerify: { email: false } }, [], []],
    ['the original of another attribute may be kept', { autoVerify: { phone: true }, keepOriginal: { phone: true } }, ['email', 'phone_number'], ['email', 'phone_number']],
    ['keeping the original may be turned off', { keepOriginal: { email: false } }, ['email'], []],
  ])('%s', (_, props, verified, kept) => {
    const properties = userPoolOf(props);

    expect(properties.AutoVerifiedAttributes ?? []).toEqual(verified);
    expect(properties.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []).toEqual(kept);
  });

  test.each<[string, ChallengeSequence, cognito.UserPoolProps, string[], string[]]>([
    ['with codes by SMS, numbers are verified', ChallengeSequence.passwordless(smsCode()), {}, ['phone_number'], ['phone_number']],
    ['with codes by SMS, aliases keep what they verify', ChallengeSequence.passwordless(smsCode()), { signInAliases: { email: true } }, ['email', 'phone_number'], ['phone_number']],
    ['with codes by both, both are', ChallengeSequence.passwordless(emailCode(), smsCode()), {}, ['email', 'phone_number'], ['email', 'phone_number']],
    ['verification of numbers may be turned off', ChallengeSequence.passwordless(smsCode()), { autoVerify: { phone: false } }, [], []],
    ['keeping the original number may be turned off', ChallengeSequence.passwordless(smsCode()), { keepOriginal: { phone: false } }, ['phone_number'], []],
  ])('%s', (_, sequence, props, verified, kept) => {
    const properties = userPoolOf(props, sequence);

    expect(properties.AutoVerifiedAttributes ?? []).toEqual(verified);
    expect(properties.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []).toEqual(kept);
  });

  test('everything of aws-cognito passes through', () => {
    expect(userPoolOf({
      userPoolName: 'people',
      selfSignUpEnabled: true,
      passwordPolicy: { minLength: 12 },
      deletionProtection: true,
      featurePlan: cognito.FeaturePlan.PLUS,
      customAttributes: { tenant: new cognito.StringAttribute() },
    })).toMatchObject({
      UserPoolName: 'people',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      DeletionProtection: 'ACTIVE',
      UserPoolTier: 'PLUS',
      Schema: [{ Name: 'tenant', AttributeDataType: 'String' }],
    });
  });

  test('other triggers pass through', () => {
    const stack = newStack();
    const preSignUp = lambda.Function.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:111111111111:function:own');
    newUserPool(stack, { userPoolProps: { lambdaTriggers: { preSignUp } } });

    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPool', { LambdaConfig: { PreSignUp: Match.anyValue(), DefineAuthChallenge: Match.anyValue() } });
  });

  test.each(['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse'])('a trigger %s of your own is refused', (name) => {
    const stack = newStack();
    const own = lambda.Function.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:111111111111:function:own');

    expect(() => newUserPool(stack, { userPoolProps: { lambdaTriggers: { [name]: own } } }))
      .toThrow(`lambdaTriggers must not name ${name}, which the sequence needs: use Challenge.custom for a challenge of your own`);
  });

  test('required MFA without a password is refused', () => {
    expect(() => templateOf({ userPoolProps: { mfa: cognito.Mfa.REQUIRED } })).toThrow(/^mfa must be OFF or OPTIONAL, got REQUIRED: Amazon Cognito asks for MFA only after a password/);
  });
});

describe('warnings', () => {
  const noRecovery = { accountRecovery: cognito.AccountRecovery.NONE };
  const warningsOf = (props: Partial<CustomAuthUserPoolProps>): string[] => {
    const stack = newStack();
    newUserPool(stack, props);
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((warning) => String(warning.entry.data).match(/\[ack: cdk-cognito-custom-auth:(\w+)\]/)?.[1] ?? '?');
  };

  test.each<[string, Partial<CustomAuthUserPoolProps>, string[]]>([
    ['passwordless', { sequence: passwordless }, []],
    ['password and code, no recovery', { sequence: srpAndCustom, userPoolProps: noRecovery }, []],
    ['password and code, recovery by phone', { sequence: srpAndCustom, userPoolProps: { accountRecovery: cognito.AccountRecovery.PHONE_ONLY_WITHOUT_MFA } }, []],
    ['password and code, default recovery', { sequence: srpAndCustom }, ['recoveryBySecondFactor']],
    ['password and code, recovery by e-mail', { sequence: passwordVerifier, userPoolProps: { accountRecovery: cognito.AccountRecovery.EMAIL_ONLY } }, ['recoveryBySecondFactor']],
    ['password and code, recovery as Amazon Cognito has it', { sequence: srpAndCustom, userPoolProps: { accountRecovery: cognito.AccountRecovery.PHONE_AND_EMAIL } }, ['recoveryBySecondFactor']],
    ['password and code by SMS, default recovery', { sequence: ChallengeSequence.srpAndCustom(smsCode()) }, ['recoveryBySecondFactor']],
    ['password and code by SMS, recovery by phone', {
      sequence: ChallengeSequence.srpAndCustom(smsCode()), userPoolProps: { accountRecovery: cognito.AccountRecovery.PHONE_ONLY_WITHOUT_MFA },
    }, ['recoveryBySecondFactor']],
    ['password and code by SMS, recovery by e-mail', {
      sequence: ChallengeSequence.srpAndCustom(smsCode()), userPoolProps: { accountRecovery: cognito.AccountRecovery.EMAIL_ONLY },
    }, []],
    ['code by SMS without a password, recovery by phone', {
      sequence: ChallengeSequence.passwordless(smsCode()), userPoolProps: { accountRecovery: cognito.AccountRecovery.PHONE_ONLY_WITHOUT_MFA },
    }, []],
    ['optional MFA without a password', { userPoolProps: { mfa: cognito.Mfa.OPTIONAL } }, []],
    ['optional MFA after a password', { sequence: srpAndCustom, userPoolProps: { ...noRecovery, mfa: cognito.Mfa.OPTIONAL } }, ['mfaAfterPassword']],
    ['required MFA after a password', { sequence: passwordVerifier, userPoolProps: { ...noRecovery, mfa: cognito.Mfa.REQUIRED } }, ['mfaAfterPassword']],
  ])('%s', (_, props, warnings) => {
    expect(warningsOf(props)).toEqual(warnings);
  });

  test('codes by e-mail and by SMS leave no way to recover a password that one of them does not open, so none is advised', () => {
    const stack = newStack();
    newUserPool(stack, { sequence: ChallengeSequence.srpAndCustom(Challenge.choice(emailCode(), smsCode())) });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('can be reset')).map(({ entry }) => String(entry.data));
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) expect(warning).toMatch(/set accountRecovery of the user pool to NONE( |$)/);
  });

  test('a password with a challenge of your own may be recovered by e-mail', () => {
    const stack = newStack();
    newUserPool(stack, { sequence: ChallengeSequence.srpAndCustom(customChallenge(stack)) });

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('app client', () => {
  function clientOf(clientOptions: CustomAuthClientOptions = {}, sequence = passwordless): Record<string, unknown> {
    return Object.values(templateOf({ clientOptions, sequence }).findResources('AWS::Cognito::UserPoolClient'))[0].Properties;
  }

  test('allows custom authentication and refresh only', () => {
    expect(clientOf()).toEqual({
      AllowedOAuthFlowsUserPoolClient: false,
      AuthSessionValidity: 10,
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
      UserPoolId: { Ref: expect.stringMatching(/UserPool/) },
    });
  });

  test('each option', () => {
    const attributes = new cognito.ClientAttributes().withStandardAttributes({ email: true });

    expect(clientOf({
      userPoolClientName: 'web',
      generateSecret: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(20),
      refreshTokenValidity: Duration.hours(12),
      readAttributes: attributes,
      writeAttributes: attributes,
      enablePropagateAdditionalUserContextData: true,
    })).toMatchObject({
      ClientName: 'web',
      GenerateSecret: true,
      AccessTokenValidity: 15,
      IdTokenValidity: 20,
      RefreshTokenValidity: 720,
      ReadAttributes: ['email'],
      WriteAttributes: ['email'],
      EnablePropagateAdditionalUserContextData: true,
    });
  });

  test.each([
    [60, 6],
    [180, 8],
    [181, 9],
    [600, 15],
  ])('a session outlives a challenge of %d seconds by 5 minutes, in full minutes: %d', (lifetime, minutes) => {
    const [short, long] = [60, lifetime].map((seconds) => emailCode({ lifetime: Duration.seconds(seconds) }));

    expect(clientOf({}, ChallengeSequence.passwordless(short, long)).AuthSessionValidity).toBe(minutes);
  });

  test.each([[Duration.minutes(5), 5], [Duration.minutes(15), 15]])('a session may live %s', (authSessionValidity, minutes) => {
    expect(clientOf({ authSessionValidity }).AuthSessionValidity).toBe(minutes);
  });

  test('a session shorter than a challenge is refused', () => {
    expect(() => clientOf({ authSessionValidity: Duration.minutes(4) }))
      .toThrow('authSessionValidity must be at least 5 minutes, the longest lifetime of a challenge, got 4 minutes');
  });

  test('a session above 15 minutes is refused', () => {
    expect(() => clientOf({ authSessionValidity: Duration.minutes(16) })).toThrow(/authSessionValidity.*between 3 minutes and 15 minutes/);
  });

  test('more clients are as safe', () => {
    const stack = newStack();
    const auth = newUserPool(stack);
    const mobile = auth.addClient('Mobile', { userPoolClientName: 'mobile' });

    expect(mobile.node.path).toBe('Stack/Auth/Mobile');
    Template.fromStack(stack).allResourcesProperties('AWS::Cognito::UserPoolClient', {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      AllowedOAuthFlowsUserPoolClient: false,
    });
  });
});
