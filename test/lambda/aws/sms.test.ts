import { type FakeService, hang, isSigned, json, raw, reset, type Reaction, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { type EndUserMessagingSms, publishSms, sendTextMessage, type SnsSms } from '../../../lambda/aws/sms';

const TEXT = 'Dein Code für „Tom & Jerry“ = 123456 + 1 %\n\n@example.com #123456';
const POOL = 'arn:aws:sms-voice:eu-central-1:111111111111:pool/pool-1';

let service: FakeService;
beforeEach(async () => {
  service = await startFakeService();
});
afterEach(() => service.close());
useEnvironment(() => service.url);

const xml = (status: number, body: string): Reaction => (response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
const error = (code: string) => `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>no: +491512345678 123456</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

describe('by SNS', () => {
  const SMS: SnsSms = { to: '+491512345678', text: TEXT, messageType: 'TRANSACTIONAL' };
  const ACCEPTED = xml(200, '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
  beforeEach(() => service.react(ACCEPTED));

  test('a text goes to one number, as a form', async () => {
    await publishSms(SMS, startDeadline());
    const [seen] = service.seen;
    expect(seen.path).toBe('/');
    expect(seen.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8');
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({
      'Action': 'Publish',
      'Version': '2010-03-31',
      'PhoneNumber': '+491512345678',
      'Message': TEXT,
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
    expect(isSigned(seen, 'sns')).toBe(true);
  });

  test('with all that it may have', async () => {
    await publishSms({ ...SMS, messageType: 'PROMOTIONAL', senderId: 'Example', originationNumber: '+12025550100', region: 'us-east-1' }, startDeadline());
    const [seen] = service.seen;
    const form = new URLSearchParams(seen.body);
    const attributes = [1, 2, 3].map((index) => [form.get(`MessageAttributes.entry.${index}.Name`), form.get(`MessageAttributes.entry.${index}.Value.StringValue`)]);
    expect(attributes).toEqual([['AWS.SNS.SMS.SMSType', 'Promotional'], ['AWS.SNS.SMS.SenderID', 'Example'], ['AWS.MM.SMS.OriginationNumber', '+12025550100']]);
    expect(isSigned(seen, 'sns', 'us-east-1')).toBe(true);
  });

  test('a throttled text is sent again, and once only', async () => {
    service.react(xml(400, error('Throttling')), ACCEPTED);
    await publishSms(SMS, startDeadline());
    expect(service.seen).toHaveLength(2);
  });

  test.each<[string, Reaction, string]>([['a reset', reset, 'Network'], ['no answer', hang, 'Timeout'], ['an internal error', xml(500, error('InternalFailure')), 'InternalFailure']])(
    'a text that may have been sent is not sent again: %s', async (_name, reaction, code) => {
      service.react(reaction, ACCEPTED);
      await expect(publishSms(SMS, startDeadline(150))).rejects.toMatchObject({ code });
      expect(service.seen).toHaveLength(1);
    });

  test.each(['InvalidParameter', 'OptedOut', 'AuthorizationError'])('a text that SNS does not want is an error without the number or the code: %s', async (code) => {
    service.react(xml(400, error(code)));
    const failure = await publishSms(SMS, startDeadline()).catch((reason: Error) => reason) as Error;
    expect(failure).toMatchObject({ code, status: 400 });
    expect(`${failure.stack}${JSON.stringify(failure)}`).not.toMatch(/\+49|123456/);
  });

  test.each([['nothing', ''], ['JSON', '{"MessageId":"1"}'], ['a page of somebody between', '<html><body>Welcome</body></html>'], ['half of it', '<PublishResponse><PublishResult>']])(
    'an answer that is %s does not pass for a success', async (_, body) => {
      service.react(raw(200, body));
      await expect(publishSms(SMS, startDeadline())).rejects.toMatchObject({ code: 'Malformed' });
    });
});

describe('by End User Messaging', () => {
  const SMS: EndUserMessagingSms = { to: '+491512345678', text: TEXT, messageType: 'TRANSACTIONAL', originationIdentity: POOL, dryRun: false };
  const ACCEPTED = json(200, { MessageId: '1' });
  beforeEach(() => service.react(ACCEPTED));

  test('a text goes to one number, in the region of what it comes from', async () => {
    await sendTextMessage(SMS, startDeadline());
    const [seen] = service.seen;
    expect(seen).toMatchObject({ path: '/', headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'PinpointSMSVoiceV2.SendTextMessage' } });
    expect(JSON.parse(seen.body)).toEqual({
      DestinationPhoneNumber: '+491512345678', OriginationIdentity: POOL, MessageBody: TEXT, MessageType: 'TRANSACTIONAL', DryRun: false,
    });
    expect(isSigned(seen, 'sms-voice', 'eu-central-1')).toBe(true);
  });

  test('with all that it may have', async () => {
    await sendTextMessage({ ...SMS, configurationSet: 'set', protectConfiguration: 'protect-1', dryRun: true }, startDeadline());
    expect(JSON.parse(service.seen[0].body)).toMatchObject({ ConfigurationSetName: 'set', ProtectConfigurationId: 'protect-1', DryRun: true });
  });

  test('a throttled text is sent again; one that may have been sent is not', async () => {
    service.react(json(400, { __type: 'ThrottlingException' }), reset, ACCEPTED);
    await expect(sendTextMessage(SMS, startDeadline())).rejects.toMatchObject({ code: 'Network' });
    expect(service.seen).toHaveLength(2);
  });

  test.each(['ConflictException', 'ValidationException', 'ServiceQuotaExceededException'])('a text that the service does not want is an error without the number or the code: %s', async (type) => {
    service.react(json(400, { __type: `com.amazonaws#${type}`, Message: 'no: +491512345678 123456' }));
    const failure = await sendTextMessage(SMS, startDeadline()).catch((reason: Error) => reason) as Error;
    expect(failure).toMatchObject({ code: type, status: 400 });
    expect(`${failure.stack}${JSON.stringify(failure)}`).not.toMatch(/\+49|123456/);
  });
});
