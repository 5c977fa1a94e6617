import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { emailCode, newStack, newUserPool, propertiesOf } from './fixtures';
import type { LogEvent } from '../../lambda/log';
import { AbuseLimits, ChallengeSequence, CustomAuthTriggers } from '../../src';

interface Budget {
  readonly alarm: 'sendBudgetAlarm' | 'failureBudgetAlarm';
  readonly filter: string;
  /** What the function logs. */
  readonly event: LogEvent;
  readonly logGroup: string;
  readonly description: RegExp;
}

describe.each<Budget>([
  {
    alarm: 'sendBudgetAlarm',
    filter: 'SendBudgetMetricFilter',
    event: 'POOL_SENDS_NEAR_BUDGET',
    logGroup: 'CreateAuthChallengeLogGroup',
    description: /about 80 % of the 4000 messages .*poolSendsPerHour/,
  },
  {
    alarm: 'failureBudgetAlarm',
    filter: 'FailureBudgetMetricFilter',
    event: 'POOL_FAILURES_NEAR_BUDGET',
    logGroup: 'VerifyAuthChallengeResponseLogGroup',
    description: /about 80 % of the 300 wrong answers .*poolFailuresPerHour/,
  },
])('$alarm', ({ alarm, filter, event, logGroup, description }) => {
  const { triggers } = newUserPool(newStack(), { abuseLimits: AbuseLimits.of({ poolSendsPerHour: 4_000, poolFailuresPerHour: 300 }) });
  const userPoolId = { Ref: expect.stringMatching(/^AuthUserPool/) };
  const namespace = { 'Fn::Join': ['', ['CustomAuth/', userPoolId]] };

  test('the log of the function that counts is searched for its event, in any log format', () => {
    expect(propertiesOf(triggers.node.findChild(filter))).toEqual({
      FilterPattern: `"${event}"`,
      LogGroupName: { Ref: expect.stringContaining(logGroup) },
      MetricTransformations: [{ MetricNamespace: namespace, MetricName: event, MetricValue: '1' }],
    });
  });

  test('rings within a minute, at rest while there is nothing to count', () => {
    expect(propertiesOf(triggers[alarm])).toEqual({
      AlarmDescription: expect.stringMatching(description),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      MetricName: event,
      Namespace: namespace,
      Period: 60,
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('its description fits into what Amazon CloudWatch takes', () => {
    expect(propertiesOf(triggers[alarm]).AlarmDescription.length).toBeLessThanOrEqual(1024);
  });

  test('takes an action of your own', () => {
    const { triggers: own } = newUserPool(newStack());
    own[alarm].addAlarmAction({ bind: (): cloudwatch.AlarmActionConfig => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:operators' }) });

    expect(propertiesOf(own[alarm]).AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111111111111:operators']);
  });
});

test('two user pools in one stack ring apart', () => {
  const stack = newStack();
  for (const id of ['One', 'Two']) {
    new CustomAuthTriggers(stack, id, { userPool: new cognito.UserPool(stack, `${id}Pool`), sequence: ChallengeSequence.passwordless(emailCode()) });
  }

  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));

  expect(new Set(alarms.map(({ Properties: { Namespace, MetricName } }) => JSON.stringify([Namespace, MetricName]))).size).toBe(4);
});
