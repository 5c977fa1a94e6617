import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FlowPoolBudget } from './flow';

/** One part of the budget of a user pool; `id` begins those of its constructs. */
export interface Budget {
  readonly id: string;
  /** What the function logs when most of it is used; also the name of the metric. */
  readonly event: string;
  description(budget: FlowPoolBudget): string;
}

export const SEND_BUDGET: Budget = {
  id: 'SendBudget',
  event: 'POOL_SENDS_NEAR_BUDGET',
  description: ({ sends }) =>
    `Custom authentication has used about 80 % of the ${sends} messages that it may send in an hour (poolSendsPerHour of AbuseLimits). ` +
    'When they are used up, no user gets a message until the next hour begins. If these are your users, raise poolSendsPerHour. If not, somebody ' +
    'starts sign-ins of many users: see in the log of the Create function how many, and stop the source with AWS WAF on the user pool.',
};

export const FAILURE_BUDGET: Budget = {
  id: 'FailureBudget',
  event: 'POOL_FAILURES_NEAR_BUDGET',
  description: ({ failures }) =>
    `Custom authentication has used about 80 % of the ${failures} wrong answers that it may compare in an hour (poolFailuresPerHour of AbuseLimits). ` +
    'When they are used up, no answer is accepted until the next hour begins. If these are your users, raise poolFailuresPerHour. If not, somebody ' +
    'guesses codes of many users: see in the log of the Verify function how many, and stop the source with AWS WAF on the user pool.',
};

export interface BudgetAlarmProps {
  readonly budget: FlowPoolBudget;
  /** The function that logs the event. */
  readonly handler: lambda.Function;
  readonly userPool: cognito.UserPool;
}

/** Rings when most of the budget of an hour is used. */
export function newBudgetAlarm(scope: Construct, { id, event, description }: Budget, props: BudgetAlarmProps): cloudwatch.Alarm {
  const filter = new logs.MetricFilter(scope, `${id}MetricFilter`, {
    logGroup: props.handler.logGroup,
    // A word is found in any log format of Lambda, a pattern for JSON only in a line that nothing was put around.
    filterPattern: logs.FilterPattern.literal(`"${event}"`),
    // No two user pools have the same id, and none has two sets of triggers.
    metricNamespace: `CustomAuth/${props.userPool.userPoolId}`,
    metricName: event,
    metricValue: '1',
  });
  return new cloudwatch.Alarm(scope, `${id}Alarm`, {
    metric: filter.metric({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(1) }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: description(props.budget),
  });
}
