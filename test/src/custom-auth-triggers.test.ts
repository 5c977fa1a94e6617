import { App, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { arnOf, customChallenge, emailCode, functionProperties, newStack, newUserPool, templateWith, TRIGGERS } from './fixtures';
import { ChallengeSequence, CustomAuthTriggers } from '../../src';

const sequence = ChallengeSequence.passwordless(emailCode());

describe('functions', () => {
  test.each([
    ['DefineAuthChallenge', undefined],
    ['CreateAuthChallenge', {
      CUSTOM_AUTH_TABLE_NAME: { Ref: expect.stringMatching(/TriggersTable/) },
      CUSTOM_AUTH_KEY_ID: arnOf(/TriggersKey/),
      CUSTOM_AUTH_URL_SUFFIX: { Ref: 'AWS::URLSuffix' },
    }],
    ['VerifyAuthChallengeResponse', {
      CUSTOM_AUTH_TABLE_NAME: { Ref: expect.stringMatching(/TriggersTable/) },
      CUSTOM_AUTH_KEY_ID: arnOf(/TriggersKey/),
      CUSTOM_AUTH_URL_SUFFIX: { Ref: 'AWS::URLSuffix' },
    }],
  ] as const)('%s', (trigger, variables) => {
    const { triggers } = newUserPool(newStack());

    expect(functionProperties(triggers, trigger)).toEqual({
      Architectures: ['arm64'],
      Code: expect.anything(),
      Description: expect.stringMatching(/^Custom authentication: /),
      ...(variables && { Environment: { Variables: variables } }),
      Handler: 'index.handler',
      LoggingConfig: { LogGroup: { Ref: expect.stringMatching(new RegExp(`${trigger}LogGroup`)) } },
      MemorySize: 256,
      Role: arnOf(new RegExp(`${trigger}Role`)),
      Runtime: 'nodejs24.x',
      Timeout: 5,
    });
  });

  test('are the public properties', () => {
    const { triggers } = newUserPool(newStack());

    const functions = [triggers.defineAuthChallenge, triggers.createAuthChallenge, triggers.verifyAuthChallengeResponse];

    expect(functions.map((fn) => fn.node.id)).toEqual(TRIGGERS);
  });

  test('each has its own log group, kept for three months', () => {
    const template = templateWith({});

    template.resourceCountIs('AWS::Logs::LogGroup', 3);
    template.allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 90 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('state', () => {
  test('table', () => {
    templateWith({}).hasResource('AWS::DynamoDB::Table', {
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        SSESpecification: Match.absent(),
        TableName: Match.absent(),
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('key: the account administers it, only Create and Verify compute with it', () => {
    templateWith({}).hasResource('AWS::KMS::Key', {
      Properties: {
        Description: Match.anyValue(),
        KeySpec: 'HMAC_256',
        KeyUsage: 'GENERATE_VERIFY_MAC',
        KeyPolicy: {
          Statement: [
            {
              Sid: 'Administer',
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
              NotAction: ['kms:GenerateMac', 'kms:VerifyMac', 'kms:CreateGrant'],
              Resource: '*',
            },
            {
              Sid: 'DeriveCodes',
              Effect: 'Allow',
              Principal: {
                AWS: [
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('CreateAuthChallengeRole'), 'Arn'] },
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('VerifyAuthChallengeResponseRole'), 'Arn'] },
                ],
              },
              Action: 'kms:GenerateMac',
              Resource: '*',
            },
          ],
          Version: '2012-10-17',
        },
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('removal policy', () => {
    const template = templateWith({ stateRemovalPolicy: RemovalPolicy.RETAIN });

    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
  });
});

describe('on a user pool of your own', () => {
  test('the triggers are attached beside those that it has', () => {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool');
    userPool.addTrigger(cognito.UserPoolOperation.POST_AUTHENTICATION, lambda.Function.fromFunctionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:111111111111:function:own'));
    new CustomAuthTriggers(stack, 'Triggers', { userPool, sequence });

    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: {
        DefineAuthChallenge: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggersDefineAuthChallenge'), 'Arn'] },
        CreateAuthChallenge: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggersCreateAuthChallenge'), 'Arn'] },
        VerifyAuthChallengeResponse: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggersVerifyAuthChallengeResponse'), 'Arn'] },
        PostAuthentication: Match.anyValue(),
      },
    });
  });

  test('with required MFA gets a warning when the sequence has no password', () => {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool', { mfa: cognito.Mfa.REQUIRED });
    new CustomAuthTriggers(stack, 'Triggers', { userPool, sequence });

    Annotations.fromStack(stack).hasWarning('/Stack/Triggers', Match.stringLikeRegexp('signs in without MFA.*cdk-cognito-custom-auth:mfaWithoutPassword'));
  });

  test('whose recovery is known only at deploy time gets none', () => {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool');
    const setting = Token.asAny({ 'Fn::If': ['ByPhone', {}, {}] });
    (userPool.node.defaultChild as cognito.CfnUserPool).accountRecoverySetting = setting;
    new CustomAuthTriggers(stack, 'Triggers', { userPool, sequence: ChallengeSequence.srpAndCustom(emailCode()) });

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('in another stack is refused', () => {
    const app = new App();
    const userPool = new cognito.UserPool(new Stack(app, 'Pools'), 'Pool');

    expect(() => new CustomAuthTriggers(new Stack(app, 'Stack'), 'Triggers', { userPool, sequence }))
      .toThrow('userPool must be in the stack of the triggers, Stack, because the two refer to each other, got one in Pools');
  });

  test('that has one of the triggers is refused', () => {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool');
    new CustomAuthTriggers(stack, 'One', { userPool, sequence });

    expect(() => new CustomAuthTriggers(stack, 'Two', { userPool, sequence })).toThrow('defineAuthChallenge already exists');
  });
});

test('two in one stack share nothing', () => {
  const stack = newStack();
  for (const id of ['One', 'Two']) {
    new CustomAuthTriggers(stack, id, {
      userPool: new cognito.UserPool(stack, `${id}Pool`),
      sequence: ChallengeSequence.srpAndCustom(emailCode(), customChallenge(stack, id.toUpperCase())),
    });
  }

  const template = Template.fromStack(stack);

  template.resourceCountIs('AWS::DynamoDB::Table', 2);
  template.resourceCountIs('AWS::KMS::Key', 2);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Runtime: 'nodejs24.x' }, 6);
});

test('no resource has a name of its own', () => {
  expect(JSON.stringify(templateWith({}).toJSON())).not.toMatch(/"(?:TableName|FunctionName|RoleName|LogGroupName|AliasName|UserPoolName|ClientName)":"/);
});
