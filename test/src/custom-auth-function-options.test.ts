import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { mayLog, newStack, newUserPool, statementsOf, templateWith, TRIGGERS } from './fixtures';
import { CustomAuthFunctionOptions } from '../../src';

function eachFunctionWith(functionOptions: CustomAuthFunctionOptions): Template {
  return templateWith({ functionOptions });
}

test.each<[string, CustomAuthFunctionOptions, object]>([
  ['memorySize', { memorySize: 1024 }, { MemorySize: 1024 }],
  ['architecture', { architecture: lambda.Architecture.X86_64 }, { Architectures: ['x86_64'] }],
  ['tracing', { tracing: lambda.Tracing.ACTIVE }, { TracingConfig: { Mode: 'Active' } }],
  ['reservedConcurrentExecutions', { reservedConcurrentExecutions: 50 }, { ReservedConcurrentExecutions: 50 }],
])('%s holds for each function', (_, options, properties) => {
  eachFunctionWith(options).allResourcesProperties('AWS::Lambda::Function', properties);
});

test('undefined is the default', () => {
  eachFunctionWith({ memorySize: undefined, architecture: undefined })
    .allResourcesProperties('AWS::Lambda::Function', { MemorySize: 256, Architectures: ['arm64'] });
});

test('tracing lets each function write traces', () => {
  const { triggers } = newUserPool(newStack(), { functionOptions: { tracing: lambda.Tracing.ACTIVE } });

  for (const trigger of TRIGGERS) {
    expect(statementsOf(triggers, trigger)).toContainEqual({ Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Effect: 'Allow', Resource: '*' });
  }
});

test('log groups', () => {
  const stack = newStack();
  newUserPool(stack, {
    functionOptions: {
      logRetention: logs.RetentionDays.ONE_WEEK,
      logRemovalPolicy: RemovalPolicy.DESTROY,
      logEncryptionKey: new kms.Key(stack, 'LogKey'),
    },
  });

  Template.fromStack(stack).allResources('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 7, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LogKey'), 'Arn'] } },
    DeletionPolicy: 'Delete',
  });
});

test('environment key', () => {
  const stack = newStack();
  newUserPool(stack, { functionOptions: { environmentEncryption: new kms.Key(stack, 'EnvironmentKey') } });

  Template.fromStack(stack).allResourcesProperties('AWS::Lambda::Function', { KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EnvironmentKey'), 'Arn'] } });
});

test('VPC', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc });
  const { triggers } = newUserPool(stack, {
    functionOptions: { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, allowPublicSubnet: true, securityGroups: [securityGroup] },
  });

  Template.fromStack(stack).allResourcesProperties('AWS::Lambda::Function', {
    VpcConfig: {
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] }],
      SubnetIds: [{ Ref: Match.stringLikeRegexp('^VpcPublicSubnet1') }, { Ref: Match.stringLikeRegexp('^VpcPublicSubnet2') }],
    },
  });
  expect(statementsOf(triggers, 'DefineAuthChallenge')).toEqual([mayLog('DefineAuthChallenge'), {
    Action: [
      'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
    ],
    Effect: 'Allow',
    Resource: '*',
  }]);
});

test.each<[CustomAuthFunctionOptions, string]>([
  [{ memorySize: 127 }, 'memorySize must be an integer between 128 and 10240, got 127'],
  [{ memorySize: 10241 }, 'memorySize must be an integer between 128 and 10240, got 10241'],
  [{ memorySize: 256.5 }, 'memorySize must be an integer between 128 and 10240, got 256.5'],
  [{ reservedConcurrentExecutions: 0 }, 'reservedConcurrentExecutions must be an integer of at least 1, got 0'],
  [{ reservedConcurrentExecutions: 1.5 }, 'reservedConcurrentExecutions must be an integer of at least 1, got 1.5'],
  [{ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, 'vpc'],
])('%j is refused', (functionOptions, message) => {
  expect(() => templateWith({ functionOptions })).toThrow(message);
});

test.each([{ memorySize: 128 }, { memorySize: 10240 }, { reservedConcurrentExecutions: 1 }])('%j is accepted', (functionOptions) => {
  expect(() => templateWith({ functionOptions })).not.toThrow();
});

test('values known only at deploy time pass', () => {
  eachFunctionWith({ memorySize: Token.asNumber({ Ref: 'Memory' }), reservedConcurrentExecutions: Token.asNumber({ Ref: 'Executions' }) })
    .allResourcesProperties('AWS::Lambda::Function', { MemorySize: { Ref: 'Memory' }, ReservedConcurrentExecutions: { Ref: 'Executions' } });
});
