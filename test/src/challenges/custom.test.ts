import { Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Challenge, ChallengeSequence, CustomChallengeOptions } from '../../../src';
import { customChallenge, emailCode, flowOf, functionProperties, newStack, newUserPool, ownFunction, statementsOf } from '../fixtures';

function challengeWith(options: Partial<CustomChallengeOptions>): Challenge {
  const stack = newStack();
  return Challenge.custom({ name: 'QUESTION', createFunction: ownFunction(stack, 'Create'), verifyFunction: ownFunction(stack, 'Verify'), ...options });
}

test('ARNs known only at deploy time travel in the environment', () => {
  const stack = newStack();
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(customChallenge(stack)) });

  expect(flowOf(triggers).steps).toEqual([{
    type: 'CUSTOM_CHALLENGE',
    challenge: {
      kind: 'CUSTOM',
      name: 'SECURITY_QUESTION',
      lifetime: 300,
      tries: 3,
      sends: true,
      guessable: true,
      createFunction: { env: 'CUSTOM_AUTH_VALUE_0' },
      verifyFunction: { env: 'CUSTOM_AUTH_VALUE_1' },
    },
  }]);
  for (const trigger of ['CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const) {
    expect(functionProperties(triggers, trigger).Environment.Variables).toMatchObject({
      CUSTOM_AUTH_VALUE_0: { 'Fn::GetAtt': [expect.stringContaining('SECURITYQUESTIONCreate'), 'Arn'] },
      CUSTOM_AUTH_VALUE_1: { 'Fn::GetAtt': [expect.stringContaining('SECURITYQUESTIONVerify'), 'Arn'] },
    });
  }
});

test('limits on messages do not hold where none is sent', () => {
  const stack = newStack();
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(customChallenge(stack, 'QUESTION', { sendsMessage: false })) });

  expect(flowOf(triggers).steps[0].challenge.sends).toBe(false);
});

test('a literal ARN stands in the flow document itself', () => {
  const stack = newStack();
  const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:question';
  const fn = lambda.Function.fromFunctionArn(stack, 'Imported', arn);
  const { triggers } = newUserPool(stack, {
    sequence: ChallengeSequence.passwordless(Challenge.custom({ name: 'QUESTION', createFunction: fn, verifyFunction: fn })),
  });

  expect(flowOf(triggers).steps[0].challenge).toMatchObject({ createFunction: arn, verifyFunction: arn });
});

test('one function in two places is one environment variable and one statement', () => {
  const stack = newStack();
  const fn = ownFunction(stack, 'Question');
  const challenge = (name: string) => Challenge.custom({ name, createFunction: fn, verifyFunction: fn });
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(challenge('ONE'), challenge('TWO')) });

  expect(Object.keys(functionProperties(triggers, 'CreateAuthChallenge').Environment.Variables).filter((name) => name.includes('VALUE')))
    .toEqual(['CUSTOM_AUTH_VALUE_0']);
  expect(statementsOf(triggers, 'CreateAuthChallenge').filter((statement) => statement.Action === 'lambda:InvokeFunction')).toHaveLength(1);
});

test('only Create may invoke the function that creates, only Verify the one that verifies', () => {
  const stack = newStack();
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(emailCode(), customChallenge(stack)) });

  const invocations = (trigger: 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse') =>
    statementsOf(triggers, trigger).filter((statement) => statement.Action === 'lambda:InvokeFunction');
  expect(invocations('CreateAuthChallenge')).toEqual([
    { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringContaining('SECURITYQUESTIONCreate'), 'Arn'] } },
  ]);
  expect(invocations('VerifyAuthChallengeResponse')).toEqual([
    { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringContaining('SECURITYQUESTIONVerify'), 'Arn'] } },
  ]);
});

test.each(['A', 'PIN_2', `Q${'X'.repeat(31)}`])('the name %s is accepted', (name) => {
  expect(() => challengeWith({ name })).not.toThrow();
});

test.each(['', 'question', '1ST', '_A', 'A-B', 'ÄRGER', 'A\n', `Q${'X'.repeat(32)}`])('the name %j is refused', (name) => {
  expect(() => challengeWith({ name })).toThrow(`name must be a capital letter and then at most 31 capital letters, digits and underscores, got ${JSON.stringify(name)}`);
});

test.each(['EMAIL_CODE', 'SMS_CODE', 'MAGIC_LINK', 'CAPTCHA', 'IMAGE_CAPTCHA', 'CHOICE'])('the name %s belongs to the library', (name) => {
  expect(() => challengeWith({ name })).toThrow(/^name must not be one of .*, which belong to the library/);
});

test.each<[Partial<CustomChallengeOptions>, string]>([
  [{ tries: 0 }, 'tries must be an integer between 1 and 5, got 0'],
  [{ tries: 6 }, 'tries must be an integer between 1 and 5, got 6'],
  [{ lifetime: Duration.seconds(59) }, 'lifetime must be whole seconds between 1 minute and 10 minutes, got 59 seconds'],
  [{ lifetime: Duration.minutes(11) }, 'lifetime must be whole seconds between 1 minute and 10 minutes, got 11 minutes'],
  [{ name: Token.asString({ Ref: 'Name' }) }, 'name must be known at synth'],
])('%j is refused', (options, message) => {
  expect(() => challengeWith(options)).toThrow(message);
});
