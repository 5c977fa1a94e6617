import { type FakeService, hang, isSigned, json, reset, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { type SesEmail, sendSesEmail } from '../../../lambda/aws/email';

const MAIL: SesEmail = { from: 'Grüße <no-reply@example.com>', to: 'ada@example.com', subject: 'Ihr Code 🔑', text: '123456' };
const ACCEPTED = json(200, { MessageId: '1' });

/** Whatever the account and the configuration set say, no link leads elsewhere first. */
const UNTRACKED = { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } };

let ses: FakeService;
beforeEach(async () => {
  ses = await startFakeService();
  ses.react(ACCEPTED);
});
afterEach(() => ses.close());
useEnvironment(() => ses.url);

test('a mail goes to one address, as text', async () => {
  await sendSesEmail(MAIL, startDeadline());
  const [seen] = ses.seen;
  expect(seen.path).toBe('/v2/email/outbound-emails');
  expect(seen.headers).toMatchObject({ 'content-type': 'application/json', 'x-amz-date': expect.stringMatching(/^\d{8}T\d{6}Z$/) });
  expect(JSON.parse(seen.body)).toEqual({
    FromEmailAddress: MAIL.from,
    Destination: { ToAddresses: ['ada@example.com'] },
    Content: { Simple: { Subject: { Data: MAIL.subject, Charset: 'UTF-8' }, Body: { Text: { Data: MAIL.text, Charset: 'UTF-8' } } } },
    ConfigurationOverrides: UNTRACKED,
  });
  expect(isSigned(seen, 'ses')).toBe(true);
});

test('with all that it may have', async () => {
  await sendSesEmail({ ...MAIL, html: '<b>123456</b>', replyTo: ['help@example.com'], configurationSet: 'set', region: 'us-east-1' }, startDeadline());
  const [seen] = ses.seen;
  expect(JSON.parse(seen.body)).toMatchObject({
    ReplyToAddresses: ['help@example.com'],
    ConfigurationSetName: 'set',
    Content: { Simple: { Body: { Html: { Data: '<b>123456</b>', Charset: 'UTF-8' } } } },
    ConfigurationOverrides: UNTRACKED,
  });
  expect(isSigned(seen, 'ses', 'us-east-1')).toBe(true);
});

test('throttled mail is sent again, and once only', async () => {
  ses.react(json(429, {}, { 'x-amzn-errortype': 'TooManyRequestsException' }), ACCEPTED);
  await sendSesEmail(MAIL, startDeadline());
  expect(ses.seen).toHaveLength(2);
});

test.each([['a reset', reset, 'Network'], ['no answer', hang, 'Timeout'], ['an internal error', json(500, {}), 'Unknown']])(
  'mail that may have been sent is not sent again: %s', async (_name, reaction, code) => {
    ses.react(reaction, ACCEPTED);
    await expect(sendSesEmail(MAIL, startDeadline(150))).rejects.toMatchObject({ code });
    expect(ses.seen).toHaveLength(1);
  });

test.each(['MessageRejected', 'MailFromDomainNotVerifiedException', 'SendingPausedException', 'AccountSuspendedException'])(
  'mail that SES does not want is an error without the address or the code: %s', async (type) => {
    ses.react(json(400, { message: 'Email address is not verified: ada@example.com 123456' }, { 'x-amzn-errortype': type }));
    const error = await sendSesEmail(MAIL, startDeadline()).catch((reason: Error) => reason) as Error;
    expect(error).toMatchObject({ code: type, status: 400 });
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/ada@|123456/);
  });
