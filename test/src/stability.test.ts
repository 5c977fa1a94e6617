import { Template } from 'aws-cdk-lib/assertions';
import { emailCode, newStack, newUserPool } from './fixtures';
import { userKey } from '../../lambda/state/keys';
import { Challenge, ChallengeSequence } from '../../src';

// A changed id replaces the resource, for the user pool with all its users: this list changes only in a major version.
test('logical ids', () => {
  const stack = newStack();
  newUserPool(stack);

  const { Resources } = Template.fromStack(stack).toJSON();

  expect(Object.entries<{ Type: string }>(Resources).map(([id, { Type }]) => `${id}: ${Type}`).sort()).toEqual([
    'AuthClient24ECC16D: AWS::Cognito::UserPoolClient',
    'AuthTriggersCreateAuthChallengeBD2EDA1B: AWS::Lambda::Function',
    'AuthTriggersCreateAuthChallengeLogGroupC66F64E0: AWS::Logs::LogGroup',
    'AuthTriggersCreateAuthChallengeRole382530D0: AWS::IAM::Role',
    'AuthTriggersCreateAuthChallengeRoleDefaultPolicy78CA7887: AWS::IAM::Policy',
    'AuthTriggersDefineAuthChallengeCCA8156E: AWS::Lambda::Function',
    'AuthTriggersDefineAuthChallengeLogGroup336FEAE1: AWS::Logs::LogGroup',
    'AuthTriggersDefineAuthChallengeRoleCFE50BFA: AWS::IAM::Role',
    'AuthTriggersDefineAuthChallengeRoleDefaultPolicy712FF301: AWS::IAM::Policy',
    'AuthTriggersFailureBudgetAlarmDFEB8856: AWS::CloudWatch::Alarm',
    'AuthTriggersFailureBudgetMetricFilterD97A4C4B: AWS::Logs::MetricFilter',
    'AuthTriggersKey31DF6185: AWS::KMS::Key',
    'AuthTriggersSendBudgetAlarm9DE2DA01: AWS::CloudWatch::Alarm',
    'AuthTriggersSendBudgetMetricFilter2971D7E7: AWS::Logs::MetricFilter',
    'AuthTriggersTable92FE41E9: AWS::DynamoDB::Table',
    'AuthTriggersVerifyAuthChallengeResponseA5C88F5B: AWS::Lambda::Function',
    'AuthTriggersVerifyAuthChallengeResponseLogGroup963451AE: AWS::Logs::LogGroup',
    'AuthTriggersVerifyAuthChallengeResponseRoleDefaultPolicyD24F5858: AWS::IAM::Policy',
    'AuthTriggersVerifyAuthChallengeResponseRoleFCD94DE8: AWS::IAM::Role',
    'AuthUserPool8115E87F: AWS::Cognito::UserPool',
    'AuthUserPoolCreateAuthChallengeCognitoB50F1CDB: AWS::Lambda::Permission',
    'AuthUserPoolDefineAuthChallengeCognito4D4EA5AE: AWS::Lambda::Permission',
    'AuthUserPoolVerifyAuthChallengeResponseCognito1C2CCAFB: AWS::Lambda::Permission',
  ]);
});

test('logical ids of what draws the pictures of an image CAPTCHA', () => {
  const stack = newStack();
  newUserPool(stack, { sequence: ChallengeSequence.passwordless(Challenge.imageCaptcha(), emailCode()) });

  const ids = Object.keys(Template.fromStack(stack).toJSON().Resources);

  expect(ids.filter((id) => id.includes('DrawPicture')).sort()).toEqual([
    'AuthTriggersDrawPicture2A51EBAB',
    'AuthTriggersDrawPictureLogGroup842EAC12',
    'AuthTriggersDrawPictureRoleC832641A',
    'AuthTriggersDrawPictureRoleDefaultPolicyF7BCD203',
  ]);
});

// Operators compute it as `grantUnlock` says: printf %s 'eu-west-1_AbCdEf123|6f0c4ae8-7041-70c8-9d2c-000000000000' | sha256sum
test('key of the item of a user', () => {
  expect(userKey({ userPoolId: 'eu-west-1_AbCdEf123', userName: '6f0c4ae8-7041-70c8-9d2c-000000000000', clientId: '', userNotFound: false, userAttributes: {} }))
    .toBe('6012a52766595e5d9e2d6fc07f317b4004cae37f17227caa6d2b7af2f6061306');
});
