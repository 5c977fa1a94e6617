import { Stack } from 'aws-cdk-lib';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { CloudAssembly, readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';

let assembly: CloudAssembly;
let aws: LocalAws;

beforeAll(async () => {
  assembly = readCloudAssembly(synth((app) => {
    const stack = new Stack(app, 'S');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Trigger', 'exports.handler = async () => ({});'));
  }));
  aws = await startLocalAws(assembly, { clock: () => Date.parse('2024-05-06T07:08:09Z') });
});

afterAll(async () => {
  await aws.close();
  assembly.close();
  removeAssemblies();
});

beforeEach(() => aws.outbox.clear());

const credential = (service: string) => `AWS4-HMAC-SHA256 Credential=AKID/20240506/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

async function post(endpoint: string, headers: Record<string, string>, body: string) {
  const response = await fetch(aws.endpoints[`AWS_ENDPOINT_URL_${endpoint}`], { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}

describe('SNS', () => {
  // As AWS SDKs send it.
  const publish = async (form: Record<string, string>, operation = 'Publish') => post(
    'SNS',
    { 'content-type': 'application/x-www-form-urlencoded', 'authorization': credential('sns') },
    new URLSearchParams({ Action: operation, Version: '2010-03-31', ...form }).toString(),
  );
  const attribute = (index: number, name: string, value: string) => ({
    [`MessageAttributes.entry.${index}.Name`]: name,
    [`MessageAttributes.entry.${index}.Value.DataType`]: 'String',
    [`MessageAttributes.entry.${index}.Value.StringValue`]: value,
  });
  const SMS = { PhoneNumber: '+491512345678', Message: 'Code: 1 & 2\n\n@example.com #12' };

  test('puts a text to a number into the outbox', async () => {
    const waiting = aws.outbox.waitFor(({ to }) => to.includes('+491512345678'));
    const { status, body } = await publish({ ...SMS, ...attribute(1, 'AWS.SNS.SMS.SMSType', 'Transactional'), ...attribute(2, 'AWS.SNS.SMS.SenderID', 'Example') });
    const message = { channel: 'SMS', id: expect.any(String), sentAt: '2024-05-06T07:08:09.000Z', from: 'Example', to: ['+491512345678'], text: SMS.Message };
    expect(await waiting).toEqual(message);
    expect(aws.outbox.list()).toEqual([message]);
    expect(status).toBe(200);
    expect(body).toContain(`<PublishResult><MessageId>${aws.outbox.list()[0].id}</MessageId></PublishResult>`);
  });

  test('knows who sent it as far as that was said', async () => {
    await publish(SMS);
    await publish({ ...SMS, ...attribute(1, 'AWS.MM.SMS.OriginationNumber', '+12025550100') });
    expect(aws.outbox.list().map(({ from }) => from)).toEqual([undefined, '+12025550100']);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a number that cannot exist', { ...SMS, PhoneNumber: '+00000000' }, 'Invalid parameter: PhoneNumber Reason: +00000000 is not valid to publish to'],
    ['a number that is none', { ...SMS, PhoneNumber: '0151 2345678' }, 'is not valid to publish to'],
    ['no text', { ...SMS, Message: '' }, 'Invalid parameter: Empty message'],
    ['a text that is too long', { ...SMS, Message: 'x'.repeat(1601) }, 'Invalid parameter: Message too long'],
    ['a topic', { TopicArn: 'arn:aws:sns:us-east-1:111111111111:topic', Message: 'x' }, 'not to topics and devices'],
  ])('refuses %s', async (_, form, message) => {
    const { status, body } = await publish(form);
    expect(status).toBe(400);
    expect(body).toContain('<Code>InvalidParameter</Code>');
    expect(body).toContain(message);
    expect(aws.outbox.list()).toEqual([]);
  });

  test('has no other operation', async () => {
    expect((await publish({}, 'CreateTopic')).body).toContain('the local endpoints do not have sns CreateTopic');
  });
});

describe('End User Messaging', () => {
  const send = async (input: object, operation = 'SendTextMessage') => {
    const { status, body } = await post(
      'PINPOINT_SMS_VOICE_V2', { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `PinpointSMSVoiceV2.${operation}` }, JSON.stringify(input),
    );
    return { status, body: JSON.parse(body) };
  };
  const SMS = { DestinationPhoneNumber: '+491512345678', MessageBody: 'Code: 12', MessageType: 'TRANSACTIONAL', OriginationIdentity: 'pool-1' };

  test('puts a text to a number into the outbox', async () => {
    const { status, body: { MessageId } } = await send(SMS);
    expect(status).toBe(200);
    expect(aws.outbox.list()).toEqual([{ channel: 'SMS', id: MessageId, sentAt: '2024-05-06T07:08:09.000Z', from: 'pool-1', to: ['+491512345678'], text: 'Code: 12' }]);
  });

  test('takes a dry run like any other text, and sends it to nobody', async () => {
    const sent: unknown[] = [];
    const stop = aws.outbox.onMessage((message) => sent.push(message));
    const { status, body: { MessageId } } = await send({ ...SMS, DryRun: true });
    stop();
    expect([status, sent, aws.outbox.list()]).toEqual([200, [], []]);
    expect(aws.outbox.listSimulator()).toMatchObject([{ id: MessageId, to: ['+491512345678'], text: 'Code: 12' }]);
  });

  test.each<[string, object]>([
    ['no number', { DestinationPhoneNumber: undefined }], ['a number that is none', { DestinationPhoneNumber: '+0151' }], ['no text', { MessageBody: '' }],
    ['a text that is too long', { MessageBody: 'x'.repeat(1601) }], ['another type', { MessageType: 'Transactional' }], ['an identity that is none', { OriginationIdentity: 1 }],
  ])('refuses %s', async (_, overrides) => {
    expect(await send({ ...SMS, ...overrides })).toMatchObject({ status: 400, body: { __type: 'ValidationException' } });
    expect(aws.outbox.list()).toEqual([]);
  });

  test('has no other operation', async () => {
    expect((await send({}, 'SendVoiceMessage')).body.message).toBe('the local endpoints do not have sms-voice SendVoiceMessage');
  });
});
