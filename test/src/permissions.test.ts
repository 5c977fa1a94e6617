import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { arnOf, mayLog, newStack, newUserPool, propertiesOf, statementsOf, templateWith, TRIGGERS } from './fixtures';

const mayReadAndWriteItems = { Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], Effect: 'Allow', Resource: arnOf(/TriggersTable/) };
const mayDeriveCodes = { Action: 'kms:GenerateMac', Effect: 'Allow', Resource: arnOf(/TriggersKey/) };

describe('permissions, exactly', () => {
  const { triggers } = newUserPool(newStack());

  test('Define may write its log', () => {
    expect(statementsOf(triggers, 'DefineAuthChallenge')).toEqual([mayLog('DefineAuthChallenge')]);
  });

  test('Create may keep state, derive codes and send', () => {
    expect(statementsOf(triggers, 'CreateAuthChallenge')).toEqual([
      mayReadAndWriteItems,
      mayDeriveCodes,
      expect.objectContaining({ Action: 'ses:SendEmail' }),
      mayLog('CreateAuthChallenge'),
    ]);
  });

  test('Verify may keep state and derive codes', () => {
    expect(statementsOf(triggers, 'VerifyAuthChallengeResponse')).toEqual([
      mayReadAndWriteItems,
      mayDeriveCodes,
      mayLog('VerifyAuthChallengeResponse'),
    ]);
  });

  test('no managed policy, no policy inside a role, no other principal', () => {
    templateWith({}).allResourcesProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      ManagedPolicyArns: Match.absent(),
      Policies: Match.absent(),
    });
  });

  test.each(TRIGGERS)('Amazon Cognito may invoke %s for this user pool in this account only', (trigger) => {
    templateWith({}).hasResource('AWS::Lambda::Permission', {
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(trigger), 'Arn'] },
        Principal: 'cognito-idp.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('UserPool'), 'Arn'] },
      },
    });
  });

  test('nobody else may invoke a function', () => {
    templateWith({}).resourceCountIs('AWS::Lambda::Permission', 3);
  });
});

const mayUseTableKey = {
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  Effect: 'Allow',
  Resource: arnOf(/^TableKey/),
  Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } } },
};

test('a key of your own encrypts the table, and Create and Verify may use it through DynamoDB only', () => {
  const stack = newStack();
  const { triggers } = newUserPool(stack, { stateEncryptionKey: new kms.Key(stack, 'TableKey') });

  Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::Table', {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TableKey'), 'Arn'] } },
  });
  const statementsOnKey = TRIGGERS.map((trigger) => statementsOf(triggers, trigger).filter((statement) => JSON.stringify(statement).includes('"TableKey')));
  expect(statementsOnKey).toEqual([[], [mayUseTableKey], [mayUseTableKey]]);
});

describe('grantUnlock', () => {
  const mayUnlock = { Action: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], Effect: 'Allow', Resource: arnOf(/TriggersTable/) };

  test.each([[false, [mayUnlock]], [true, [mayUnlock, mayUseTableKey]]])('allows to read and delete an item, and no more (key of your own: %s)', (hasKey, statements) => {
    const stack = newStack();
    const operator = new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() });
    const { triggers } = newUserPool(stack, { stateEncryptionKey: hasKey ? new kms.Key(stack, 'TableKey') : undefined });

    const grant = triggers.grantUnlock(operator);

    expect(grant.success).toBe(true);
    expect(propertiesOf(operator.node.findChild('DefaultPolicy')).PolicyDocument.Statement).toEqual(statements);
  });
});

test('under the feature flags of a new app, permissions are no wider', () => {
  const { triggers } = newUserPool(new Stack(new App({ context: recommendedFlags }), 'Stack'));

  expect(statementsOf(triggers, 'DefineAuthChallenge')).toEqual([mayLog('DefineAuthChallenge')]);
  expect(statementsOf(triggers, 'VerifyAuthChallengeResponse'))
    .toEqual(expect.arrayContaining([mayReadAndWriteItems, mayDeriveCodes, mayLog('VerifyAuthChallengeResponse')]));
  expect(statementsOf(triggers, 'VerifyAuthChallengeResponse')).toHaveLength(3);
});
