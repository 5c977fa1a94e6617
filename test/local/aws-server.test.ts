import { once } from 'node:events';
import { AddressInfo, connect, Server } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { CloudAssembly, readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { Fault } from '../../local/src/aws/server';
import { LocalAws, LocalAwsOptions, startLocalAws } from '../../local/src/aws/start-local-aws';

const SENDS_CODE = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { KMSClient, GenerateMacCommand } = require('@aws-sdk/client-kms');
const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
exports.handler = async ({ user }) => {
  const { Mac } = await new KMSClient().send(new GenerateMacCommand({ KeyId: process.env.KEY, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from(user) }));
  const code = String(Mac[0]);
  await new DynamoDBClient().send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: user } } }));
  const { Payload } = await new LambdaClient().send(new InvokeCommand({ FunctionName: process.env.OTHER, Payload: JSON.stringify(code) }));
  await new SESv2Client().send(new SendEmailCommand({ FromEmailAddress: 'a@example.com', Destination: { ToAddresses: [user] },
    Content: { Simple: { Subject: { Data: 'Code' }, Body: { Text: { Data: Buffer.from(Payload).toString() } } } } }));
};`;

let assembly: CloudAssembly;
const running: LocalAws[] = [];

beforeAll(() => {
  assembly = readCloudAssembly(synth((app) => {
    const stack = new Stack(app, 'S');
    const table = new Table(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
    const key = new Key(stack, 'Key', { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC });
    const other = nodeFunction(stack, 'Other', 'exports.handler = async (code) => `your code is ${code}`;', { functionName: 'other' });
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Send', SENDS_CODE, {
      functionName: 'send', environment: { KEY: key.keyId, TABLE: table.tableName, OTHER: other.functionArn },
    }));
    new Secret(stack, 'Made', { secretName: 'made', generateSecretString: { secretStringTemplate: '{"user":"u"}', generateStringKey: 'password', passwordLength: 12 } });
    new CfnSecret(stack, 'Given', { name: 'given', secretString: 'from template' });
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

/** All that this process listens on, known from outside or not. */
function openPorts(): number[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  return handles.flatMap((handle) => handle instanceof Server && handle.listening ? [(handle.address() as AddressInfo).port] : []);
}

async function post(aws: LocalAws, headers: Record<string, string>, body: unknown, path = '/') {
  const response = await fetch(aws.endpoints.AWS_ENDPOINT_URL + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

test('a function finds all services with nothing but an AWS SDK, and its calls are recorded in order', async () => {
  const aws = await start({ clock: () => Date.parse('2030-01-01T00:00:00Z') });
  const arn = [...assembly.functions.keys()].find((name) => name.endsWith(':send'))!;
  expect(await aws.runner.invoke(arn, { user: 'ann@example.com' }, 20_000)).toEqual({ kind: 'response', payload: 'null' });
  expect(aws.outbox.list()).toMatchObject([{ to: ['ann@example.com'], text: expect.stringMatching(/^"your code is \d+"$/) }]);
  const call = { at: expect.stringMatching(/^2030-01-01T00:00:00/), caller: 'send' };
  expect(aws.calls).toEqual([
    { ...call, service: 'kms', operation: 'GenerateMac' },
    { ...call, service: 'dynamodb', operation: 'PutItem' },
    { ...call, service: 'lambda', operation: 'Invoke' },
    { ...call, service: 'sesv2', operation: 'SendEmail' },
  ]);
});

describe('faults', () => {
  const config = (aws: LocalAws) => ({
    endpoint: aws.endpoints.AWS_ENDPOINT_URL, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1,
  });

  async function macUnder(fault: Fault) {
    const aws = await start({ intercept: (service, operation) => service === 'kms' && operation === 'GenerateMac' ? fault : undefined });
    await new DynamoDBClient(config(aws)).send(new ListTablesCommand({}));
    const KeyId = assembly.keys[0].id;
    return new KMSClient(config(aws)).send(new GenerateMacCommand({ KeyId, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('m') }));
  }

  test('answer in place of the service', async () => {
    await expect(macUnder({ status: 400, body: '{"__type":"ThrottlingException","message":"slow down"}' }))
      .rejects.toMatchObject({ name: 'ThrottlingException', message: 'slow down' });
  });

  test('break the connection', async () => {
    await expect(macUnder({ destroySocket: true })).rejects.toThrow('socket hang up');
  });

  test.each<[string, Fault]>([
    ['lost', { carryOut: true, destroySocket: true }],
    ['another one', { carryOut: true, status: 500 }],
    ['late', { carryOut: true, delayMs: 3_600_000 }],
  ])('may leave the call carried out and its answer %s', async (_, fault) => {
    const aws = await start({ intercept: () => fault });
    const mail = { FromEmailAddress: 'a@example.com', Destination: { ToAddresses: ['ann@example.com'] }, Content: { Simple: { Subject: { Data: 'Code' }, Body: { Text: { Data: '1' } } } } };
    const answer = post(aws, {}, mail, '/v2/email/outbound-emails').then(({ status }) => status, () => 'none');
    await aws.outbox.waitFor((message) => message.channel === 'EMAIL' && message.subject === 'Code');
    if (fault.delayMs) await aws.close();
    expect(await answer).toBe(fault.status ?? 'none');
  });

  test('make a call slow, and a slow call does not hold up the end', async () => {
    await expect(macUnder({ delayMs: 1 })).resolves.toMatchObject({ Mac: expect.anything() });
    let reached = () => {};
    const called = new Promise<void>((resolve) => { reached = resolve; });
    const aws = await start({
      intercept: () => {
        reached();
        return { delayMs: 3_600_000 };
      },
    });
    const hanging = post(aws, { 'x-amz-target': 'TrentService.DescribeKey' }, {});
    hanging.catch(() => {});
    await called;
    await aws.close();
    await expect(hanging).rejects.toThrow('fetch failed');
  });
});

describe('the server', () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x';

  test.each<[string, Record<string, string>, string, string, string]>([
    ['an operation of a service that it has', { 'x-amz-target': 'TrentService.Encrypt' }, '{}', '/', 'kms Encrypt'],
    ['a service that it does not have', { 'x-amz-target': 'AmazonSSM.GetParameter' }, '{}', '/', 'AmazonSSM GetParameter'],
    ['a service that it knows by the signature', { authorization }, '', '/bucket', 's3 POST /bucket'],
    ['a service named like something that all objects have', { 'x-amz-target': 'constructor.toString' }, '{}', '/', 'constructor toString'],
  ])('says that it has not %s', async (_, headers, body, path, what) => {
    const aws = await start();
    expect(await post(aws, headers, body, path)).toEqual({
      status: 400, body: { __type: 'UnknownOperationException', message: `the local endpoints do not have ${what}` },
    });
  });

  test('answers in XML where the service does', async () => {
    const aws = await start();
    const { status, body } = await post(aws, { 'content-type': 'application/x-www-form-urlencoded', authorization }, 'Action=Do%3CIt');
    expect(status).toBe(400);
    expect(body).toContain('<Code>UnknownOperationException</Code><Message>the local endpoints do not have s3 Do&#60;It</Message>');
  });

  test.each([['no JSON', '{'], ['no object', '[]'], ['null', 'null']])('refuses a body that is %s', async (_, body) => {
    const aws = await start();
    for (const target of ['TrentService.GenerateMac', 'secretsmanager.GetSecretValue']) {
      expect(await post(aws, { 'x-amz-target': target }, body)).toMatchObject({ status: 400, body: { __type: 'SerializationException' } });
    }
  });

  test('is no business of web pages', async () => {
    const aws = await start();
    expect(await post(aws, { 'origin': 'https://evil.example', 'x-amz-target': 'TrentService.DescribeKey' }, {})).toEqual({ status: 403, body: '' });
    expect(aws.calls).toEqual([]);
  });

  test('opens no other port to web pages', async () => {
    await start();
    const ports = openPorts();
    expect(ports.length).toBeGreaterThan(1);
    for (const port of ports) {
      const preflight = fetch(`http://127.0.0.1:${port}`, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
      expect(await preflight.then(({ headers }) => headers.get('access-control-allow-origin'), () => null)).toBeNull();
    }
  });

  test('lives through a caller that leaves in the middle of a request', async () => {
    const aws = await start();
    const { port } = new URL(aws.endpoints.AWS_ENDPOINT_URL);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    socket.destroy();
    await once(socket, 'close');
    expect(await post(aws, { 'x-amz-target': 'TrentService.DescribeKey' }, { KeyId: assembly.keys[0].id })).toMatchObject({ status: 200 });
  });

  test('closes while writes are under way, and nothing breaks', async () => {
    const aws = await start();
    const [{ name: TableName }] = assembly.tables;
    const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-type': 'application/x-amz-json-1.0', 'x-amz-date': '20240101T000000Z', authorization };
    const writes = Array.from({ length: 20 }, (_, i) => post(aws, headers, { TableName, Item: { pk: { S: String(i) } } }));
    const settled = Promise.allSettled(writes);
    await writes[0];
    await aws.close();
    expect(await settled).toHaveLength(writes.length);
  });

  test('is gone after close', async () => {
    const aws = await start();
    await aws.close();
    await expect(post(aws, {}, {})).rejects.toThrow('fetch failed');
  });
});

describe('the first API of SES', () => {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'authorization': 'AWS4-HMAC-SHA256 Credential=AKID/20240101/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=x',
  };
  const form = {
    'Action': 'SendEmail',
    'Source': 'no-reply@example.com',
    'Destination.ToAddresses.member.1': 'ann@example.com',
    'Destination.ToAddresses.member.2': 'bob@example.com',
    'Message.Subject.Data': 'Code',
    'Message.Body.Text.Data': '123 & 456',
  };

  test('sends to the same outbox', async () => {
    const aws = await start();
    const { status, body } = await post(aws, headers, new URLSearchParams(form).toString());
    const [mail] = aws.outbox.list();
    expect(mail).toMatchObject({ from: 'no-reply@example.com', to: ['ann@example.com', 'bob@example.com'], subject: 'Code', text: '123 & 456', replyTo: [] });
    expect(mail).not.toHaveProperty('html');
    expect(status).toBe(200);
    expect(body).toBe(`<SendEmailResponse><SendEmailResult><MessageId>${mail.id}</MessageId></SendEmailResult></SendEmailResponse>`);
  });

  test('refuses what is no mail', async () => {
    const aws = await start();
    const { status, body } = await post(aws, headers, new URLSearchParams({ ...form, 'Destination.ToAddresses.member.1': 'ann' }).toString());
    expect(status).toBe(400);
    expect(body).toContain('<Code>InvalidParameterValue</Code>');
    expect(aws.outbox.list()).toEqual([]);
  });
});

describe('Secrets Manager', () => {
  const get = async (aws: LocalAws, SecretId: string) => post(aws, { 'x-amz-target': 'secretsmanager.GetSecretValue' }, { SecretId });

  test('gives what the run is given, else what the template says, else something made up that stays', async () => {
    const aws = await start({ secrets: { extra: 'value' } });
    expect((await get(aws, 'extra')).body).toMatchObject({ SecretString: 'value' });
    expect((await get(aws, 'given')).body).toMatchObject({ SecretString: 'from template', VersionStages: ['AWSCURRENT'] });
    const { body: { SecretString, ARN } } = await get(aws, 'made');
    expect(JSON.parse(SecretString)).toEqual({ user: 'u', password: expect.stringMatching(/^.{12}$/) });
    expect((await get(aws, ARN)).body.SecretString).toBe(SecretString);
    expect((await get(aws, ARN.slice(0, -7))).body.SecretString).toBe(SecretString);
  });

  test.each(['', '-AbC123'])('gives by its ARN%p what the run is given by name', async (suffix) => {
    const aws = await start({ secrets: { sendgrid: 'SG.key' } });
    const arn = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:sendgrid${suffix}`;
    expect((await get(aws, arn)).body).toMatchObject({ SecretString: 'SG.key', Name: 'sendgrid', ARN: arn });
    expect((await get(aws, arn.replace('sendgrid', 'sendgrid-eu'))).status).toBe(400);
  });

  test('does not give others', async () => {
    const aws = await start();
    for (const name of ['nope', 'constructor']) expect(await get(aws, name)).toMatchObject({ status: 400, body: { __type: 'ResourceNotFoundException' } });
  });
});
