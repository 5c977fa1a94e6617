import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { BindContext } from './bind-context';
import type { FlowSecret } from './flow';
import { allowReadSecret } from './iam';
import { requireKnown } from './validation';

/** A secret, or one field of it; `name` is that of the option which names the field. Binding it lets the role read it. */
export function bindSecret(
  name: string, secret: secretsmanager.ISecret, field: string | undefined,
): (context: BindContext, role: iam.IRole) => FlowSecret {
  requireKnown(name, field);
  if (field === '') {
    throw new Error(`${name} must be the name of a field, got ""`);
  }
  return (context, role) => {
    allowReadSecret(role, secret);
    return { arn: context.value(secret.secretArn), field };
  };
}
