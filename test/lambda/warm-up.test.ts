import { type FakeService, json, startFakeService, useEnvironment } from './aws/fake-service';
import { emailCode, flowOf } from './flow/flows';
import { warmUpCreate } from '../../lambda/warm-up';
import type { FlowChallenge, FlowEmailSender, FlowSmsSender } from '../../src/private/flow';

let rest: FakeService;
let own: FakeService;
beforeEach(async () => {
  [rest, own] = await Promise.all([startFakeService(), startFakeService()]);
  rest.react(json(400, {}));
});
afterEach(() => Promise.all([rest.close(), own.close()]));
useEnvironment(() => rest.url);

const base = { lifetime: 300, tries: 3, sends: true, guessable: true };
const smsCode = (sender: FlowSmsSender): FlowChallenge =>
  ({ ...base, kind: 'SMS_CODE', name: 'SMS_CODE', codeLength: 6, sender, message: '{code}' });
const emailBy = (sender: FlowEmailSender): FlowChallenge =>
  ({ ...base, kind: 'EMAIL_CODE', name: 'EMAIL_CODE', codeLength: 6, sender, message: { subject: '', text: '{code}' } });
const [email] = flowOf(emailCode()).steps;

test.each<[string, string, FlowChallenge]>([
  ['SES', 'SESV2', (email as { challenge: FlowChallenge }).challenge],
  ['SNS', 'SNS', smsCode({ type: 'SNS', messageType: 'TRANSACTIONAL', region: 'eu-central-1' })],
  ['End User Messaging', 'PINPOINT_SMS_VOICE_V2', smsCode({
    type: 'END_USER_MESSAGING', messageType: 'TRANSACTIONAL', originationIdentity: 'arn:aws:sms-voice:eu-central-1:111111111111:pool/pool-1',
  })],
  ['a sender of one’s own', 'LAMBDA', smsCode({ type: 'FUNCTION', function: 'arn:aws:lambda:eu-west-1:111111111111:function:sender' })],
  ['what draws pictures', 'LAMBDA', {
    ...base, kind: 'IMAGE_CAPTCHA', name: 'IMAGE_CAPTCHA', codeLength: 6, drawFunction: 'arn:aws:lambda:eu-west-1:111111111111:function:draw',
  }],
])('Create has a connection to %s before it is needed', async (_service, variable, challenge) => {
  process.env[`AWS_ENDPOINT_URL_${variable}`] = own.url;
  await warmUpCreate(flowOf({ type: 'CUSTOM_CHALLENGE', challenge }));
  await own.accepted(1);
  expect(own.seen).toEqual([]);
});

test('Create has the key of SendGrid and a connection to it before they are needed', async () => {
  rest.react(json(200, { SecretString: 'SG.key' }));
  process.env.CUSTOM_AUTH_SENDGRID_URL = own.url;
  const arn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sendgrid';
  await warmUpCreate(flowOf({ type: 'CUSTOM_CHALLENGE', challenge: emailBy({ type: 'SENDGRID', from: 'no-reply@example.com', apiKey: { arn }, region: 'GLOBAL' }) }));
  await own.accepted(1);
  expect(own.seen).toEqual([]);
  expect(rest.seen.map(({ body }) => JSON.parse(body))).toContainEqual({ SecretId: arn });
});

test('a sender that nothing is known of is left to the first message', async () => {
  const challenge = smsCode({ type: 'SNS', messageType: 'TRANSACTIONAL', region: { env: 'NOT_SET' } });
  await expect(warmUpCreate(flowOf({ type: 'CUSTOM_CHALLENGE', challenge }))).resolves.toBeUndefined();
});
