import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** Options of the functions. Runtime, code, handler and the timeout of 5 seconds, which Amazon Cognito sets, are the library's own. */
export interface CustomAuthFunctionOptions {
  /**
   * Memory in MiB of the three triggers, 128 to 10240. More memory brings more CPU, so a faster first sign-in after a pause.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Processor architecture.
   *
   * @default lambda.Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * AWS X-Ray tracing. Allows each function to write traces.
   *
   * @default lambda.Tracing.DISABLED
   */
  readonly tracing?: lambda.Tracing;

  /**
   * How long the log groups keep their events. They hold no codes, attributes or tokens.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log groups when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * Key that encrypts the log groups. Its policy must allow the CloudWatch Logs service to use it.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - encrypted with a key of CloudWatch Logs
   */
  readonly logEncryptionKey?: kms.IKey;

  /**
   * Key that encrypts the environment variables. They hold names and ARNs, no secrets.
   *
   * @default - encrypted with a key that AWS Lambda manages
   */
  readonly environmentEncryption?: kms.IKey;

  /**
   * Concurrent executions reserved for each of the functions. When they are used up, further sign-ins fail.
   *
   * @default - no reservation
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * VPC of the three triggers. It must let them reach Amazon DynamoDB, AWS KMS and what the challenges use (NAT or VPC endpoints).
   * Allows each function to manage its network interfaces. No part of this library needs a VPC, and the first sign-in after a pause gets slower.
   *
   * @default - the functions are in no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the VPC.
   *
   * @default - the private subnets of the VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the functions in the VPC.
   *
   * @default - a new security group for each function
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the functions may be in a public subnet, where they have no way to the internet.
   *
   * @default false
   */
  readonly allowPublicSubnet?: boolean;
}
