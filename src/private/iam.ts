import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** Unlike `grantInvoke`, allows this one function only and not each of its versions and aliases. */
export function allowInvoke(role: iam.IRole, handler: lambda.IFunction): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: [handler.functionArn],
  }));
}

/** Unlike `grantRead`, does not allow to describe the secret; a key of one's own may be used through Secrets Manager only. */
export function allowReadSecret(role: iam.IRole, secret: secretsmanager.ISecret): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    // Secrets Manager ends each ARN with six characters, which somebody who knows only the name cannot know.
    resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  }));
  if (secret.encryptionKey) {
    role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [secret.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${secret.env.region}.${Aws.URL_SUFFIX}` } },
    }));
  }
}
