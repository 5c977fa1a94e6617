import { ConditionalCheckFailedException, DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { SendEmailCommand, SendEmailCommandInput, SESv2Client } from '@aws-sdk/client-sesv2';
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { CloudAssembly, readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { LocalAws, LocalAwsOptions, startLocalAws } from '../../local/src/aws/start-local-aws';

let assembly: CloudAssembly;
const running: LocalAws[] = [];

beforeAll(() => {
  assembly = readCloudAssembly(synth((app) => {
    const stack = new Stack(app, 'S');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Echo', 'exports.handler = async (event, context) => { if (event.fail) throw new RangeError(event.fail); return { event, arn: context.invokedFunctionArn }; };', { functionName: 'echo' }));
    const table = new Table(stack, 'Table', {
      tableName: 'users', partitionKey: { name: 'pk', type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.NUMBER }, timeToLiveAttribute: 'ttl',
    });
    table.addGlobalSecondaryIndex({ indexName: 'by-mail', partitionKey: { name: 'mail', type: AttributeType.STRING } });
    table.addLocalSecondaryIndex({ indexName: 'by-age', sortKey: { name: 'age', type: AttributeType.NUMBER } });
    new Key(stack, 'Key', { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC, alias: 'codes' });
    new Key(stack, 'Encrypt');
    new Key(stack, 'Off', { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC, enabled: false });
  }));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (aws) => aws.close()));
});

afterAll(() => {
  assembly.close();
  removeAssemblies();
});

async function start(options?: LocalAwsOptions): Promise<LocalAws> {
  const aws = await startLocalAws(assembly, options);
  running.push(aws);
  return aws;
}

function configOf(aws: LocalAws, service: string) {
  return {
    endpoint: aws.endpoints[`AWS_ENDPOINT_URL_${service}`],
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

describe('DynamoDB', () => {
  test('has the tables of the app, with keys and indexes', async () => {
    const client = new DynamoDBClient(configOf(await start(), 'DYNAMODB'));
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: 'users' }));
    expect(table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      GlobalSecondaryIndexes: [expect.objectContaining({ IndexName: 'by-mail' })],
      LocalSecondaryIndexes: [expect.objectContaining({ IndexName: 'by-age' })],
    });
    await client.send(new PutItemCommand({ TableName: 'users', Item: { pk: { S: 'ü' }, sk: { N: '1' }, mail: { S: 'a@example.com' } } }));
    const { Items } = await client.send(new QueryCommand({
      TableName: 'users', IndexName: 'by-mail', KeyConditionExpression: 'mail = :m', ExpressionAttributeValues: { ':m': { S: 'a@example.com' } },
    }));
    expect(Items).toEqual([{ pk: { S: 'ü' }, sk: { N: '1' }, mail: { S: 'a@example.com' } }]);
    client.destroy();
  });

  test('lets one of many conditional writes through, and gives the others the item when they ask', async () => {
    const client = new DynamoDBClient(configOf(await start(), 'DYNAMODB'));
    const key = { pk: { S: 'u' }, sk: { N: '1' } };
    const put = async (n: number) => client.send(new PutItemCommand({
      TableName: 'users', Item: { ...key, n: { N: String(n) } }, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }));
    const results = await Promise.allSettled(Array.from({ length: 20 }, async (_, n) => put(n)));
    const { Item } = await client.send(new GetItemCommand({ TableName: 'users', Key: key }));
    const failures = results.flatMap((result) => result.status === 'rejected' ? [result.reason as ConditionalCheckFailedException] : []);
    expect(failures).toHaveLength(19);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(failure.Item).toEqual(Item);
    }
    client.destroy();
  });
});

describe('KMS', () => {
  const message = Buffer.from('message');

  async function kms(options?: LocalAwsOptions) {
    const client = new KMSClient(configOf(await start(options), 'KMS'));
    const mac = async (keyId: string, algorithm = 'HMAC_SHA_256', Message: Uint8Array = message) =>
      client.send(new GenerateMacCommand({ KeyId: keyId, MacAlgorithm: algorithm as 'HMAC_SHA_256', Message }));
    return { client, mac };
  }

  const keys = () => Object.fromEntries(assembly.keys.map((key) => [`${key.spec}${key.enabled ? '' : ' disabled'}`, key]));

  test('makes the same code for id, ARN and alias of a key, and verifies it', async () => {
    const { client, mac } = await kms();
    const { id, arn } = keys().HMAC_256;
    const answers = await Promise.all([id, arn, 'alias/codes', 'arn:aws:kms:us-east-1:123456789012:alias/codes'].map(async (name) => mac(name)));
    const [{ Mac }] = answers;
    expect(Mac).toHaveLength(32);
    for (const answer of answers) expect(answer).toMatchObject({ KeyId: arn, MacAlgorithm: 'HMAC_SHA_256', Mac });

    const verify = { KeyId: id, MacAlgorithm: 'HMAC_SHA_256', Message: message } as const;
    expect(await client.send(new VerifyMacCommand({ ...verify, Mac }))).toMatchObject({ MacValid: true, KeyId: arn });
    for (const wrong of [Buffer.alloc(32), Mac!.slice(1)]) {
      await expect(client.send(new VerifyMacCommand({ ...verify, Mac: wrong }))).rejects.toMatchObject({ name: 'KMSInvalidMacException' });
    }
    client.destroy();
  });

  test('has other key material in each run, unless there is a seed', async () => {
    const macOf = async (options?: LocalAwsOptions) => {
      const { client, mac } = await kms(options);
      const { Mac } = await mac('alias/codes');
      client.destroy();
      return Buffer.from(Mac!).toString('hex');
    };
    expect(await macOf()).not.toBe(await macOf());
    expect(await macOf({ seed: 's' })).toBe(await macOf({ seed: 's' }));
    expect(await macOf({ seed: 's' })).not.toBe(await macOf({ seed: 't' }));
  });

  test('refuses as the service does', async () => {
    const { client, mac } = await kms();
    await expect(mac('11111111-1111-4111-a111-111111111111')).rejects.toMatchObject({ name: 'NotFoundException', message: expect.stringContaining('does not exist') });
    await expect(mac('alias/other')).rejects.toMatchObject({ name: 'NotFoundException', message: 'Alias alias/other is not found.' });
    await expect(mac('alias/codes', 'HMAC_SHA_512')).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    await expect(mac('alias/codes', 'HMAC_MD5')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(mac('alias/codes', undefined, new Uint8Array(4097))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(mac(keys().SYMMETRIC_DEFAULT.id)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    await expect(mac(keys()['HMAC_256 disabled'].id)).rejects.toMatchObject({ name: 'DisabledException' });
    client.destroy();
  });

  test('describes keys', async () => {
    const { client } = await kms();
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/codes' }));
    expect(KeyMetadata).toMatchObject({ KeySpec: 'HMAC_256', KeyState: 'Enabled', MacAlgorithms: ['HMAC_SHA_256'] });
    client.destroy();
  });
});

describe('SES', () => {
  const simple = (overrides: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
    FromEmailAddress: 'Shop <no-reply@example.com>',
    Destination: { ToAddresses: ['ann@example.com'] },
    Content: { Simple: { Subject: { Data: 'Code' }, Body: { Text: { Data: '123456' }, Html: { Data: '<b>123456</b>' } } } },
    ...overrides,
  });

  test('puts mails in the outbox', async () => {
    const aws = await start({ clock: () => Date.parse('2024-05-06T07:08:09Z') });
    const client = new SESv2Client(configOf(aws, 'SESV2'));
    const waiting = aws.outbox.waitFor((mail) => mail.to.includes('ann@example.com'));
    const { MessageId } = await client.send(new SendEmailCommand(simple({ ReplyToAddresses: ['help@example.com'] })));
    const expected = {
      channel: 'EMAIL',
      id: MessageId,
      sentAt: '2024-05-06T07:08:09.000Z',
      from: 'Shop <no-reply@example.com>',
      to: ['ann@example.com'],
      replyTo: ['help@example.com'],
      subject: 'Code',
      text: '123456',
      html: '<b>123456</b>',
    };
    expect(await waiting).toEqual(expected);
    expect(await aws.outbox.waitFor(({ id }) => id === MessageId)).toEqual(expected);
    expect(aws.outbox.list()).toEqual([expected]);
    aws.outbox.clear();
    expect(aws.outbox.list()).toEqual([]);
    client.destroy();
  });

  test('keeps mails to the mailbox simulator apart', async () => {
    const { outbox, ...aws } = await start();
    const client = new SESv2Client(configOf(aws as LocalAws, 'SESV2'));
    const ToAddresses = ['success+abc@simulator.amazonses.com', 'Ann <ann@example.com>', 'x@simulator.amazonses.com.example.com'];
    await client.send(new SendEmailCommand(simple({ Destination: { ToAddresses } })));
    await client.send(new SendEmailCommand(simple({ Destination: { ToAddresses: ['Bounce <BOUNCE@simulator.amazonses.com>'] } })));
    expect(outbox.list().map(({ to }) => to)).toEqual([ToAddresses.slice(1)]);
    expect(outbox.listSimulator().map(({ to }) => to)).toEqual([[ToAddresses[0]], ['Bounce <BOUNCE@simulator.amazonses.com>']]);
    client.destroy();
  });

  test.each<[string, Partial<SendEmailCommandInput>]>([
    ['no sender', { FromEmailAddress: undefined }],
    ['no recipient', { Destination: {} }],
    ['a recipient that is no address', { Destination: { ToAddresses: ['ann'] } }],
    ['a recipient that carries another header', { Destination: { ToAddresses: ['ann@example.com\r\nBcc: eve@example.com'] } }],
    ['too many recipients', { Destination: { ToAddresses: Array.from({ length: 51 }, (_, i) => `a${i}@example.com`) } }],
    ['no content', { Content: {} }],
    ['no body', { Content: { Simple: { Subject: { Data: 'x' }, Body: {} } } }],
    ['a template, which is not supported', { Content: { Template: { TemplateName: 't' } } }],
  ])('refuses a mail with %s', async (_, overrides) => {
    const aws = await start();
    const client = new SESv2Client(configOf(aws, 'SESV2'));
    await expect(client.send(new SendEmailCommand(simple(overrides)))).rejects.toMatchObject({ name: 'BadRequestException', message: expect.stringMatching(/./) });
    expect(aws.outbox.list()).toEqual([]);
    client.destroy();
  });

  test('says which message did not come', async () => {
    const { outbox } = await start();
    await expect(outbox.waitFor(() => true, 1)).rejects.toThrow('no such message within 1 ms, the outbox has 0');
  });
});

describe('Lambda', () => {
  async function invoke(client: LambdaClient, name: string, event: unknown, type: 'RequestResponse' | 'Event' | 'DryRun' = 'RequestResponse') {
    const input = { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), InvocationType: type };
    const { Payload, ...answer } = await client.send(new InvokeCommand(input));
    const text = Buffer.from(Payload ?? []).toString();
    return { ...answer, payload: text === '' ? undefined : JSON.parse(text) };
  }

  test('runs functions by name, ARN and version', async () => {
    const client = new LambdaClient(configOf(await start(), 'LAMBDA'));
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:echo';
    for (const [name, called] of [['echo', arn], [arn, arn], [`${arn}:1`, `${arn}:1`], ['echo:live', `${arn}:live`], ['123456789012:function:echo', arn]]) {
      expect(await invoke(client, name, { a: 1 })).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', payload: { event: { a: 1 }, arn: called } });
    }
    client.destroy();
  });

  test('tells errors of functions apart from its own', async () => {
    const client = new LambdaClient(configOf(await start(), 'LAMBDA'));
    expect(await invoke(client, 'echo', { fail: 'no' })).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', payload: { errorType: 'RangeError', errorMessage: 'no' } });
    await expect(invoke(client, 'nope', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
    await expect(client.send(new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{') }))).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    client.destroy();
  });

  test('answers events and dry runs at once', async () => {
    const client = new LambdaClient(configOf(await start(), 'LAMBDA'));
    expect(await invoke(client, 'echo', { fail: 'later' }, 'Event')).toMatchObject({ StatusCode: 202, payload: undefined });
    expect(await invoke(client, 'echo', {}, 'DryRun')).toMatchObject({ StatusCode: 204 });
    client.destroy();
  });

  test('names the operation that it does not have', async () => {
    const client = new LambdaClient(configOf(await start(), 'LAMBDA'));
    await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException', message: 'the local endpoints do not have lambda GET /2015-03-31/functions',
    });
    client.destroy();
  });
});
