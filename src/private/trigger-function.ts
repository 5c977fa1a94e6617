import { Duration, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CustomAuthFunctionOptions } from '../custom-auth-function-options';
import type { Flow } from './flow';
import { withHandlerFolder } from './handler-folder';
import { requireIntegerBetween } from './validation';

/** The handlers are compiled for and tested on this one; by name, because aws-cdk-lib got the constant after our floor. */
const RUNTIME = new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true });

/** Amazon Cognito waits no longer. */
const TIMEOUT = Duration.seconds(5);

const VPC_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** One of our functions; `id` is that of its construct. */
export interface Handler {
  readonly id: string;
  readonly handler: string;
  readonly description: string;
}

export interface Trigger extends Handler {
  readonly operation: cognito.UserPoolOperation;
}

export const DEFINE: Trigger = {
  id: 'DefineAuthChallenge',
  handler: 'define-auth-challenge',
  operation: cognito.UserPoolOperation.DEFINE_AUTH_CHALLENGE,
  description: 'Custom authentication: decides the next step of a sign-in',
};

export const CREATE: Trigger = {
  id: 'CreateAuthChallenge',
  handler: 'create-auth-challenge',
  operation: cognito.UserPoolOperation.CREATE_AUTH_CHALLENGE,
  description: 'Custom authentication: creates a challenge and sends it',
};

export const VERIFY: Trigger = {
  id: 'VerifyAuthChallengeResponse',
  handler: 'verify-auth-challenge-response',
  operation: cognito.UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE,
  description: 'Custom authentication: verifies the answer to a challenge',
};

export function newHandlerRole(scope: Construct, { id, description }: Handler): iam.Role {
  return new iam.Role(scope, `${id}Role`, {
    description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
}

export interface TriggerFunctionProps {
  readonly role: iam.Role;
  readonly flow: Flow;
  readonly environment?: Record<string, string>;
  readonly options: CustomAuthFunctionOptions;
}

export function newTriggerFunction(scope: Construct, trigger: Trigger, props: TriggerFunctionProps): lambda.Function {
  return withHandlerFolder(scope, trigger.handler, props.flow, (folder) => newHandlerFunction(scope, trigger, { ...props, folder }));
}

export interface HandlerFunctionProps {
  readonly role: iam.Role;
  /** What becomes the code of the function. */
  readonly folder: string;
  readonly environment?: Record<string, string>;
  readonly options: CustomAuthFunctionOptions;
}

export function newHandlerFunction(scope: Construct, { id, description }: Handler, props: HandlerFunctionProps): lambda.Function {
  const { role, folder, environment, options } = props;
  const { logRetention, logRemovalPolicy, logEncryptionKey, ...functionOptions } = options;

  const logGroup = new logs.LogGroup(scope, `${id}LogGroup`, {
    retention: logRetention ?? logs.RetentionDays.THREE_MONTHS,
    removalPolicy: logRemovalPolicy,
    encryptionKey: logEncryptionKey,
  });
  logGroup.grantWrite(role);
  if (options.vpc) {
    // The actions on network interfaces know no resource: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: VPC_ACTIONS, resources: ['*'] }));
  }

  return new lambda.Function(scope, id, {
    ...functionOptions,
    memorySize: options.memorySize ?? 256,
    architecture: options.architecture ?? lambda.Architecture.ARM_64,
    description,
    runtime: RUNTIME,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(folder),
    timeout: TIMEOUT,
    role,
    logGroup,
    environment,
  });
}

export function requireFunctionOptions({ memorySize, reservedConcurrentExecutions }: CustomAuthFunctionOptions): void {
  if (memorySize !== undefined && !Token.isUnresolved(memorySize)) {
    requireIntegerBetween('memorySize', memorySize, 128, 10240);
  }
  // None at all would shut every sign-in out.
  if (reservedConcurrentExecutions !== undefined && !Token.isUnresolved(reservedConcurrentExecutions)) {
    requireIntegerBetween('reservedConcurrentExecutions', reservedConcurrentExecutions, 1, Infinity);
  }
}
