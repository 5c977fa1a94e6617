import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Unlike `grantInvoke`, allows this one function only and not each of its versions and aliases. */
export function allowInvoke(role: iam.IRole, handler: lambda.IFunction): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: [handler.functionArn],
  }));
}
