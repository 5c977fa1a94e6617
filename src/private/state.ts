import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What DynamoDB needs of a key of one's own: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-kms-authz */
const TABLE_KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

export interface StateProps {
  /** The functions that read and write items and derive codes. */
  readonly roles: iam.Role[];
  readonly removalPolicy?: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

export function newTable(scope: Construct, props: StateProps): dynamodb.Table {
  const table = new dynamodb.Table(scope, 'Table', {
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: props.encryptionKey && dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: props.encryptionKey,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
  });
  // A transaction asks for the permission of each write in it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  props.roles.forEach((role) => grantItems(table, role, 'dynamodb:BatchGetItem', 'dynamodb:PutItem'));
  return table;
}

/** Allows the actions on the items of the table and, if it has a key of its own, the use of that through DynamoDB. */
export function grantItems(table: dynamodb.Table, grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
  const grant = iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
  return !table.encryptionKey ? grant : grant.combine(iam.Grant.addToPrincipal({
    grantee,
    actions: TABLE_KEY_ACTIONS,
    resourceArns: [table.encryptionKey.keyArn],
    // DynamoDB uses the key on behalf of the grantee, who has no use for it otherwise.
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
  }));
}

/** The key that codes are derived from: the account administers it, only the functions compute with it. */
export function newKey(scope: Construct, props: StateProps): kms.Key {
  const key = new kms.Key(scope, 'Key', {
    description: 'Custom authentication: codes are derived from this key',
    keySpec: kms.KeySpec.HMAC_256,
    keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    policy: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'Administer',
          principals: [new iam.AccountRootPrincipal()],
          // Without CreateGrant, because a grant would give the other two.
          notActions: ['kms:GenerateMac', 'kms:VerifyMac', 'kms:CreateGrant'],
          resources: ['*'],
        }),
        new iam.PolicyStatement({
          sid: 'DeriveCodes',
          principals: props.roles,
          actions: ['kms:GenerateMac'],
          resources: ['*'],
        }),
      ],
    }),
  });
  for (const role of props.roles) {
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:GenerateMac'], resources: [key.keyArn] }));
  }
  return key;
}
