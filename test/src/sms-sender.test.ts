import { CfnParameter, Stack } from 'aws-cdk-lib';
import { flowOf, functionProperties, newStack, newUserPool, ownFunction, smsCode, statementsOf } from './fixtures';
import { ChallengeSequence, CustomAuthTriggers, SmsMessageType, SmsSender } from '../../src';

const POOL = 'arn:aws:sms-voice:eu-central-1:111111111111:pool/pool-0123456789abcdef';

function triggersWith(sender: SmsSender, stack: Stack = newStack()): CustomAuthTriggers {
  return newUserPool(stack, { sequence: ChallengeSequence.passwordless(smsCode({ sender })) }).triggers;
}

function senderOf(triggers: CustomAuthTriggers): any {
  return flowOf(triggers).steps[0].challenge.sender;
}

function statementsFor(service: string, triggers: CustomAuthTriggers, trigger: Parameters<typeof statementsOf>[1] = 'CreateAuthChallenge'): any[] {
  return statementsOf(triggers, trigger).filter(({ Action }) => String(Action).startsWith(service));
}

const everySender = (stack: Stack): [string, SmsSender][] => [
  ['sns:', SmsSender.sns()],
  ['sms-voice:', SmsSender.endUserMessaging({ originationIdentityArn: POOL })],
  ['lambda:', SmsSender.fromFunction(ownFunction(stack, 'Sender'))],
];

test.each(everySender(newStack()).map(([service]) => service))('only Create may send, and by %s alone', (service) => {
  const stack = newStack();
  const senders = new Map(everySender(stack));
  const triggers = triggersWith(senders.get(service)!, stack);

  const others = [...senders.keys()].filter((other) => other !== service);
  expect(statementsFor(service, triggers)).toHaveLength(1);
  for (const other of others) expect(statementsFor(other, triggers)).toEqual([]);
  for (const trigger of ['DefineAuthChallenge', 'VerifyAuthChallengeResponse'] as const) expect(statementsFor(service, triggers, trigger)).toEqual([]);
});

describe('SmsSender.sns', () => {
  const noArnOfSns = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:*:*:*']] };

  test('may publish to phone numbers in this region, and to no topic or device', () => {
    expect(statementsFor('sns:', triggersWith(SmsSender.sns()))).toEqual([{
      Action: 'sns:Publish',
      Effect: 'Allow',
      NotResource: noArnOfSns,
      Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
    }]);
  });

  test('in another region', () => {
    const triggers = triggersWith(SmsSender.sns({ region: 'eu-west-1' }));

    expect(statementsFor('sns:', triggers)[0]).toMatchObject({ NotResource: noArnOfSns, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } });
    expect(senderOf(triggers)).toEqual({ type: 'SNS', messageType: 'TRANSACTIONAL', region: 'eu-west-1' });
  });

  test('each option reaches the functions', () => {
    expect(senderOf(triggersWith(SmsSender.sns({ senderId: 'Example', originationNumber: '+12025550100', messageType: SmsMessageType.PROMOTIONAL }))))
      .toEqual({ type: 'SNS', messageType: 'PROMOTIONAL', senderId: 'Example', originationNumber: '+12025550100' });
  });

  test('values known only at deploy time pass, and travel in the environment of Create', () => {
    const stack = newStack();
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const triggers = triggersWith(SmsSender.sns({ senderId: parameter('Id'), originationNumber: parameter('Number'), region: parameter('SnsRegion') }), stack);

    expect(senderOf(triggers)).toMatchObject({ senderId: { env: 'CUSTOM_AUTH_VALUE_0' }, originationNumber: { env: 'CUSTOM_AUTH_VALUE_1' }, region: { env: 'CUSTOM_AUTH_VALUE_2' } });
    expect(functionProperties(triggers, 'CreateAuthChallenge').Environment.Variables)
      .toMatchObject({ CUSTOM_AUTH_VALUE_0: { Ref: 'Id' }, CUSTOM_AUTH_VALUE_1: { Ref: 'Number' }, CUSTOM_AUTH_VALUE_2: { Ref: 'SnsRegion' } });
    expect(statementsFor('sns:', triggers)[0].Condition).toEqual({ StringEquals: { 'aws:RequestedRegion': { Ref: 'SnsRegion' } } });
  });

  test.each(['A', 'Example', 'EXAMPLE-1', '1a', 'abcdefghijk'])('the sender ID %s is accepted', (senderId) => {
    expect(() => SmsSender.sns({ senderId })).not.toThrow();
  });

  test.each(['', '123', 'abcdefghijkl', 'My Shop', '-abc', 'abc-', 'Zoë', 'abc\n', '<b>'])('the sender ID %j is refused', (senderId) => {
    expect(() => SmsSender.sns({ senderId })).toThrow(`senderId must be 1 to 11 letters, digits and hyphens with at least one letter and no hyphen at the ends, got ${JSON.stringify(senderId)}`);
  });

  test.each(['+12025550100', '12345', '7654321'])('the number %s is accepted', (originationNumber) => {
    expect(() => SmsSender.sns({ originationNumber })).not.toThrow();
  });

  test.each(['', '12025550100', '+0123456', '+1 202 555 0100', '123', '+12025550100\n'])('the number %j is refused', (originationNumber) => {
    expect(() => SmsSender.sns({ originationNumber })).toThrow('originationNumber must be a phone number such as +12025550100 or a short code of 4 to 7 digits, got ');
  });

  test('a region that is none is refused', () => {
    expect(() => SmsSender.sns({ region: 'europe' })).toThrow('region must be an AWS Region such as eu-west-1, got "europe"');
  });
});

describe('SmsSender.endUserMessaging', () => {
  test('may send from this one origination identity', () => {
    expect(statementsFor('sms-voice:', triggersWith(SmsSender.endUserMessaging({ originationIdentityArn: POOL }))))
      .toEqual([{ Action: 'sms-voice:SendTextMessage', Effect: 'Allow', Resource: POOL }]);
  });

  test('each option reaches the functions', () => {
    expect(senderOf(triggersWith(SmsSender.endUserMessaging({
      originationIdentityArn: POOL, configurationSet: 'sign-in', protectConfiguration: 'protect-1', messageType: SmsMessageType.PROMOTIONAL,
    })))).toEqual({
      type: 'END_USER_MESSAGING', messageType: 'PROMOTIONAL', originationIdentity: POOL, configurationSet: 'sign-in', protectConfiguration: 'protect-1',
    });
  });

  test('values known only at deploy time pass, without a wildcard', () => {
    const stack = newStack();
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const triggers = triggersWith(SmsSender.endUserMessaging({
      originationIdentityArn: parameter('Identity'), configurationSet: parameter('Set'), protectConfiguration: parameter('Protect'),
    }), stack);

    expect(senderOf(triggers)).toEqual({
      type: 'END_USER_MESSAGING',
      messageType: 'TRANSACTIONAL',
      originationIdentity: { env: 'CUSTOM_AUTH_VALUE_0' },
      configurationSet: { env: 'CUSTOM_AUTH_VALUE_1' },
      protectConfiguration: { env: 'CUSTOM_AUTH_VALUE_2' },
    });
    expect(statementsFor('sms-voice:', triggers)[0].Resource).toEqual({ Ref: 'Identity' });
  });

  test.each([
    'arn:aws:sms-voice:us-east-1:111111111111:phone-number/phone-0123456789abcdef', 'arn:aws-us-gov:sms-voice:us-gov-west-1:111111111111:pool/pool-1',
    'arn:aws:sms-voice:eu-west-1:111111111111:sender-id/EXAMPLE/DE',
  ])('%s is accepted', (originationIdentityArn) => {
    expect(() => SmsSender.endUserMessaging({ originationIdentityArn })).not.toThrow();
  });

  test.each([
    '', 'pool-0123456789abcdef', '+12025550100', 'arn:aws:sms-voice:us-east-1:111111111111:pool/*', 'arn:aws:sms-voice:*:111111111111:pool/pool-1',
    'arn:aws:sms-voice:us-east-1:111111111111:configuration-set/sign-in', 'arn:aws:sns:us-east-1:111111111111:topic', `${POOL}\n`,
  ])('%j is refused', (originationIdentityArn) => {
    expect(() => SmsSender.endUserMessaging({ originationIdentityArn })).toThrow(/^originationIdentityArn must be the ARN of a pool, a phone number or a sender ID/);
  });

  test.each(['configurationSet', 'protectConfiguration'])('an empty %s is refused', (option) => {
    expect(() => SmsSender.endUserMessaging({ originationIdentityArn: POOL, [option]: '' })).toThrow(`${option} must be one line of 1 to 256 characters`);
  });
});

test('SmsSender.fromFunction may invoke this one function', () => {
  const stack = newStack();
  const triggers = triggersWith(SmsSender.fromFunction(ownFunction(stack, 'Sender')), stack);

  expect(senderOf(triggers)).toEqual({ type: 'FUNCTION', function: { env: 'CUSTOM_AUTH_VALUE_0' } });
  expect(statementsFor('lambda:', triggers)).toEqual([{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Sender/), 'Arn'] } }]);
});
