import fc from 'fast-check';
import { NO_VALUE, resolve, Scope } from '../../local/src/assembly/intrinsics';
import { TemplateScope } from '../../local/src/assembly/template-scope';

const TEMPLATE = {
  Parameters: {
    Name: { Type: 'String', Default: 'world' },
    List: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path/of/parameter' },
  },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Name' }, 'world'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Odd: { 'Fn::Magic': [] },
  },
  Mappings: { Sizes: { 'us-east-1': { small: 1, names: ['x', 'y'] } } },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'Given' } },
    Hidden: { Type: 'AWS::S3::Bucket', Condition: 'No' },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'role' } },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/log' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
    Setting: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/setting', Value: { Ref: 'Name' } } },
    Loop: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Loop' } } },
    Custom: { Type: 'Custom::Thing' },
  },
};

function scopeOf(template: Record<string, unknown> = TEMPLATE): { scope: TemplateScope; warnings: string[] } {
  const warnings: string[] = [];
  const scope = new TemplateScope(template, {
    stackName: 'Stack',
    region: 'us-east-1',
    account: '123456789012',
    parameter: () => undefined,
    importValue: (name) => name === 'other:export' ? 'imported' : undefined,
    nestedOutput: () => undefined,
    warn: (message) => warnings.push(message),
  });
  return { scope, warnings };
}

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref to a parameter', { Ref: 'Name' }, 'world'],
    ['Ref to a list parameter', { Ref: 'List' }, ['a', 'b', 'c']],
    ['Ref to a resource', { Ref: 'Role' }, 'role'],
    ['Ref to the region', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref to the account', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['Ref to the partition and suffix', [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }], ['aws', 'amazonaws.com']],
    ['Ref to the stack', { Ref: 'AWS::StackName' }, 'Stack'],
    ['Ref to no value in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['Ref to no value in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['GetAtt of a role', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/role'],
    ['GetAtt written as text', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::123456789012:role/role'],
    ['GetAtt of a log group', { 'Fn::GetAtt': ['Log', 'Arn'] }, 'arn:aws:logs:us-east-1:123456789012:log-group:/log:*'],
    ['GetAtt of a queue', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:queue'],
    ['Ref to a queue', { Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/queue'],
    ['Ref to a topic', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:123456789012:topic'],
    ['Ref to a bucket', { Ref: 'Bucket' }, 'given'],
    ['value of an SSM parameter of the template', { 'Fn::GetAtt': ['Setting', 'Value'] }, 'world'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-world-1'],
    ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b+c'],
    ['Sub', { 'Fn::Sub': 'hi ${Name} in ${AWS::Region} as ${Role.Arn} ${!Literal}' }, 'hi world in us-east-1 as arn:aws:iam::123456789012:role/role ${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${a}/${Name}', { a: { Ref: 'Role' } }] }, 'role/world'],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Select from Split', { 'Fn::Select': [2, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'sqs'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 1],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Sizes', 'us-east-1', 'names'] }, ['x', 'y']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'eu-west-1', 'small', { DefaultValue: 9 }] }, 9],
    ['If that holds', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['If that does not', { 'Fn::If': ['Both', 'a', { Ref: 'Name' }] }, 'world'],
    ['If with Or', { 'Fn::If': ['Either', 'a', 'b'] }, 'a'],
    ['If without a value', { k: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, {}],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'other:export' } }, 'imported'],
    ['Base64', { 'Fn::Base64': 'hé' }, 'aMOp'],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['object that only looks like one', { Ref: 'Name', Other: 1 }, { Ref: 'Name', Other: 1 }],
  ])('%s', (_, value, expected) => {
    const { scope, warnings } = scopeOf();
    expect(resolve(value, scope)).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['resource that is not there', { Ref: 'Nope' }, 'unresolved-Stack-Ref-Nope'],
    ['resource with the name of something that all objects have', { Ref: 'constructor' }, 'unresolved-Stack-Ref-constructor'],
    ['attribute of a custom resource', { 'Fn::GetAtt': ['Custom', 'Value'] }, 'unresolved-Stack-Fn-GetAtt-Custom.Value-Custom-Thing'],
    ['attribute that is not known', { 'Fn::GetAtt': ['Role', 'Shape'] }, 'unresolved-Stack-Fn-GetAtt-Role.Shape-AWS-IAM-Role'],
    ['import that nobody exports', { 'Fn::ImportValue': 'x' }, 'unresolved-Stack-Fn-ImportValue-x'],
    ['parameter that is in SSM', { Ref: 'Stored' }, 'unresolved-Stack-parameter-Stored'],
    ['function that is not known', { 'Fn::Cidr': [1] }, 'unresolved-Stack-Fn-Cidr-1'],
    ['choice beyond the end', { 'Fn::Select': [5, ['a']] }, 'unresolved-Stack-Fn-Select-5-a'],
  ])('%s: a placeholder and a warning', (_, value, placeholder) => {
    const { scope, warnings } = scopeOf();
    expect(resolve(value, scope)).toBe(placeholder);
    expect(warnings).toEqual([expect.stringMatching(/^Stack: .* has no value on this machine, a placeholder stands in for it$/)]);
  });

  test('a condition that is not understood is false, with a warning', () => {
    const { scope, warnings } = scopeOf();
    expect(scope.condition('Odd')).toBe(false);
    expect(warnings).toEqual(['Stack: condition {"Fn::Magic":[]} is not understood and taken as false']);
  });

  test('resources whose condition is false are not there', () => {
    expect(scopeOf().scope.resourcesOf('AWS::S3::Bucket')).toEqual(['Bucket', 'Loop']);
  });

  test('a name that refers to itself ends', () => {
    expect(scopeOf().scope.ref('Loop')).toMatch(/^stack-loop-/);
  });

  test('whatever a template holds, resolving it neither throws nor leaves an intrinsic function', () => {
    const { letrec, dictionary, constantFrom, array, oneof, jsonValue } = fc;
    const key = constantFrom('Ref', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If', 'Fn::ImportValue', 'Fn::Base64', 'a');
    const { tree } = letrec((tie) => ({
      tree: oneof({ depthSize: 'small' }, jsonValue({ maxDepth: 1 }), constantFrom('Role', 'Name', '${Role.Arn}'),
        dictionary(key, tie('tree'), { maxKeys: 2 }), array(tie('tree'), { maxLength: 3 })),
    }));
    fc.assert(fc.property(tree, (value) => {
      const resolved = resolve(value, scopeOf().scope as Scope);
      expect(resolved === NO_VALUE || JSON.stringify(resolved) !== undefined).toBe(true);
    }), { numRuns: 1000 });
  });
});
