import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { AwsSolutionsChecks } from 'cdk-nag';
import { captcha, customChallenge, emailCode, newStack, newUserPool, smsCode } from './fixtures';
import { Challenge, ChallengeSequence } from '../../src';

/** What cdk-nag says of the construct, and why it stays so. */
const ACCEPTED = {
  'AwsSolutions-COG2': 'factors are the challenges of the sequence; Amazon Cognito cannot combine its own MFA with them reliably',
  'AwsSolutions-COG3': 'threat protection needs the Plus feature plan, which the owner of the user pool chooses and pays',
};

/** A stack with each kind of sequence and challenge. */
function stackWithEverything(): Stack {
  const stack = newStack();
  newUserPool(stack, {
    sequence: ChallengeSequence.srpAndCustom(captcha(stack), Challenge.imageCaptcha(), emailCode(), customChallenge(stack)),
    userPoolProps: {
      accountRecovery: cognito.AccountRecovery.NONE,
      passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
    },
  });
  return stack;
}

test('cdk-nag finds nothing but what is accepted for a reason', () => {
  const stack = stackWithEverything();
  Aspects.of(stack).add(new AwsSolutionsChecks());

  const annotations = Annotations.fromStack(stack);

  const findings = [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
    .filter(({ id }) => id.startsWith('/Stack/Auth'))
    .map(({ entry }) => String(entry.data).match(/AwsSolutions-\w+/)?.[0]);
  expect(new Set(findings)).toEqual(new Set(Object.keys(ACCEPTED)));
});

test('with codes by SMS it finds the role of aws-cognito by which Amazon Cognito verifies numbers, and nothing of ours', () => {
  const stack = newStack();
  newUserPool(stack, { sequence: ChallengeSequence.passwordless(smsCode()) });
  Aspects.of(stack).add(new AwsSolutionsChecks());

  const findings = Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('AwsSolutions-IAM'));
  expect(findings.map(({ id }) => id)).toEqual(['/Stack/Auth/UserPool/smsRole/Resource']);
});

test('no permission has a wildcard in its actions or resources', () => {
  const policies = Object.values(Template.fromStack(stackWithEverything()).findResources('AWS::IAM::Policy'));

  const statements = policies.flatMap((policy) => policy.Properties.PolicyDocument.Statement);
  expect(statements.length).toBeGreaterThan(8);
  statements.forEach(({ Action, Resource }) => expect(JSON.stringify([Action, Resource])).not.toContain('*'));
});

test('the environment of a function holds names, ARNs and the suffix of the partition, no secrets', () => {
  const functions = Object.values(Template.fromStack(stackWithEverything()).findResources('AWS::Lambda::Function'));

  const values = functions.flatMap(({ Properties }) => Object.values(Properties.Environment?.Variables ?? {}));
  expect(values.length).toBeGreaterThan(0);
  values.forEach((value) => expect(Object.keys(value as object)).toEqual([expect.stringMatching(/^(Ref|Fn::GetAtt)$/)]));
});
