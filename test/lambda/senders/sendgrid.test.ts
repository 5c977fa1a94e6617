import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { withoutWaiting } from './without-waiting';
import { startDeadline } from '../../../lambda/aws/deadline';
import { sendEmail } from '../../../lambda/senders/email';
import { sendGridServer } from '../../../lambda/senders/sendgrid';
import type { FlowSendGridSender } from '../../../src/private/flow';
import { type FakeService, hang, json, raw, type Reaction, reset, startFakeService, useEnvironment } from '../aws/fake-service';

const MAIL = { recipient: 'ada@example.com', subject: 'Ihr Code 🔑 123456', text: '123456', html: '<b>123456</b>' };
const TO_NOBODY = { ...MAIL, recipient: undefined };
const KEY = 'SG.key-of-ours';
const ACCEPTED = raw(202, '');

let sendGrid: FakeService;
let secrets: FakeService;
let sender: FlowSendGridSender;
let senders = 0;

beforeEach(async () => {
  [sendGrid, secrets] = await Promise.all([startFakeService(), startFakeService()]);
  sendGrid.react(ACCEPTED);
  secrets.react(json(200, { SecretString: KEY }));
  senders += 1;
  // Each test has a secret of its own, since secrets are kept.
  const apiKey = { arn: `arn:aws:secretsmanager:eu-west-1:111111111111:secret:sendgrid-${senders}` };
  sender = { type: 'SENDGRID', from: 'no-reply@example.com', apiKey, region: 'GLOBAL' };
});
afterEach(() => Promise.all([sendGrid.close(), secrets.close()]));
useEnvironment(() => secrets.url);
beforeEach(() => {
  process.env.CUSTOM_AUTH_SENDGRID_URL = sendGrid.url;
  withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());

const sendMail = (email: Parameters<typeof sendEmail>[1] = MAIL, more: Partial<FlowSendGridSender> = {}, deadlineMs = 4_000) =>
  sendEmail({ ...sender, ...more }, email, startDeadline(deadlineMs));
const failure = (...args: Parameters<typeof sendMail>) => sendMail(...args).then(() => undefined, (error: Error) => error);
const keysSent = () => sendGrid.seen.map(({ headers }) => headers.authorization);

const NO_TRACKING = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: { enable: false },
  subscription_tracking: { enable: false },
  ganalytics: { enable: false },
};

test('a mail goes to one address, without anything that tracks', async () => {
  await sendMail();
  const [{ path, headers, body }] = sendGrid.seen;
  expect(path).toBe('/v3/mail/send');
  expect(headers).toMatchObject({ 'authorization': `Bearer ${KEY}`, 'content-type': 'application/json', 'accept': 'application/json' });
  expect(JSON.parse(body)).toEqual({
    personalizations: [{ to: [{ email: 'ada@example.com' }] }],
    from: { email: 'no-reply@example.com' },
    subject: MAIL.subject,
    content: [{ type: 'text/plain', value: '123456' }, { type: 'text/html', value: '<b>123456</b>' }],
    tracking_settings: NO_TRACKING,
    mail_settings: { sandbox_mode: { enable: false } },
  });
});

test('with all that it may have, and without HTML', async () => {
  process.env.DESK = 'desk@example.org';
  await sendMail({ ...MAIL, html: undefined }, { fromName: 'Acme, Inc.', replyTo: ['help@example.com', { env: 'DESK' }] });
  expect(JSON.parse(sendGrid.seen[0].body)).toMatchObject({
    from: { email: 'no-reply@example.com', name: 'Acme, Inc.' },
    reply_to_list: [{ email: 'help@example.com' }, { email: 'desk@example.org' }],
    content: [{ type: 'text/plain', value: '123456' }],
  });
});

test('nobody’s is the same in the sandbox, to an address that can receive nothing', async () => {
  await sendMail();
  await sendMail(TO_NOBODY);
  const [real, decoy] = sendGrid.seen.map(({ body }) => JSON.parse(body));
  expect(decoy).toEqual({ ...real, personalizations: [{ to: [{ email: 'decoy@example.com' }] }], mail_settings: { sandbox_mode: { enable: true } } });
});

test('no text adds a header, a recipient or a field', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'a"\\\r\n:,;<>{}%\u2028é🔑\0') }), async (text) => {
    await sendMail({ recipient: MAIL.recipient, subject: text, text, html: text });
    const { headers, body } = sendGrid.seen.at(-1)!;
    expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host']);
    const { personalizations, subject, content, ...rest } = JSON.parse(body);
    expect([personalizations, subject]).toEqual([[{ to: [{ email: MAIL.recipient }] }], text]);
    expect(content).toMatchObject([{ value: text }, { value: text }]);
    expect(Object.keys(rest).sort()).toEqual(['from', 'mail_settings', 'tracking_settings']);
  }), { numRuns: 50 });
});

describe('it is at', () => {
  test.each([['api.sendgrid.com', 'GLOBAL'], ['api.eu.sendgrid.com', 'EU']])('%s for %s, once deployed', (hostname, region) => {
    delete process.env.CUSTOM_AUTH_SENDGRID_URL;
    expect(sendGridServer({ ...sender, region })).toEqual({ secure: true, hostname, port: 443, host: hostname, base: '' });
  });

  test.each(['', 'http://evil.example', 'https://localhost.evil.example', 'http://localhost@evil.example', 'http://10.0.0.1'])(
    'no other place, whatever the environment says: %j', async (url) => {
      process.env.CUSTOM_AUTH_SENDGRID_URL = url;
      expect(await failure()).toMatchObject({ code: 'StandInNotLoopback' });
    });

  test('no server with a certificate that nobody vouches for', async () => {
    const impostor = await startFakeService({ tls: true });
    process.env.CUSTOM_AUTH_SENDGRID_URL = impostor.url;
    await failure();
    expect(impostor.seen).toEqual([]);
    await impostor.close();
  });

  test.each([301, 302, 307, 308])('no place that it sends us to with %d', async (status) => {
    const elsewhere = await startFakeService();
    sendGrid.react(json(status, {}, { location: elsewhere.url }));
    expect(await failure()).toMatchObject({ code: `SendGridStatus${status}` });
    expect(elsewhere.connections).toEqual([]);
    await elsewhere.close();
  });
});

describe('what goes wrong', () => {
  const EVERY_ANSWER: [string, Reaction, string][] = [400, 401, 403, 404, 413, 429, 500, 503].map((status) =>
    [`is answered with ${status}`, json(status, { errors: [{ message: `ada@example.com 123456 ${KEY}` }] }), `SendGridStatus${status}`]);
  const NO_ANSWER: [string, Reaction, string][] = [
    ['breaks off', (response) => void response.writeHead(202, { 'content-length': 1_000 }).write('{', () => response.destroy()), 'SendGridNetwork'],
    ['hangs up', reset, 'SendGridNetwork'],
    ['answers too much', raw(202, 'x'.repeat(1_000_000)), 'SendGridMalformed'],
    ['hangs', hang, 'SendGridTimeout'],
  ];

  test.each([...EVERY_ANSWER, ...NO_ANSWER])('may have been sent, so it is not sent again: %s', async (_, reaction, code) => {
    sendGrid.react(reaction, ACCEPTED);
    expect(await failure(MAIL, {}, 300)).toMatchObject({ code });
    expect(sendGrid.seen).toHaveLength(1);
  });

  test.each([...EVERY_ANSWER, ...NO_ANSWER])('tells neither the address, nor the code, nor the key: %s', async (_, reaction) => {
    sendGrid.react(reaction);
    const error = await failure(MAIL, {}, 300);
    expect(`${error!.stack}${JSON.stringify(error)}`).not.toMatch(/ada@|123456|SG\./);
  });

  test.each(EVERY_ANSWER)('leaves no trace where nobody is written to: %s', async (_, reaction) => {
    sendGrid.react(reaction);
    expect(await failure(TO_NOBODY)).toBeUndefined();
  });

  test.each(NO_ANSWER)('is the same for nobody as for somebody: %s', async (_, reaction, code) => {
    sendGrid.react(reaction);
    expect(await failure(TO_NOBODY, {}, 300)).toMatchObject({ code });
  });

  test('is certainly not sent where there is no server', async () => {
    await sendGrid.close();
    expect(await failure()).toMatchObject({ code: 'SendGridNetwork' });
    sendGrid = await startFakeService();
  });

  test('is not begun without time', async () => {
    await sendMail();
    expect(await failure(MAIL, {}, 0)).toMatchObject({ code: 'SendGridTimeout' });
    expect(sendGrid.seen).toHaveLength(1);
  });
});

test('a connection that has waited too long is not trusted with a mail', async () => {
  let now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  await sendMail();
  await sendMail();
  expect(sendGrid.connections).toHaveLength(1);
  now += 4_000;
  await sendMail();
  expect(sendGrid.connections).toHaveLength(2);
});

test('a mail takes no less than half a second, refused or sent, to somebody or nobody', async () => {
  jest.mocked(setTimeout).mockRestore();
  for (const [mail, reaction] of [[MAIL, ACCEPTED], [TO_NOBODY, raw(200, '')], [MAIL, json(400, {})], [TO_NOBODY, json(429, {})]] as const) {
    sendGrid.react(reaction);
    const began = performance.now();
    await failure(mail);
    // A timer of 500 ms may end a millisecond early by another clock.
    expect(performance.now() - began).toBeGreaterThan(495);
  }
});

describe('the key', () => {
  const keyIs = (SecretString: unknown) => json(200, { SecretString });
  const accepts = (key: string): Reaction => (response, socket, seen) =>
    (seen.headers.authorization === `Bearer ${key}` ? ACCEPTED : json(401, {}))(response, socket, seen);

  test('is a field of the secret, where one is named', async () => {
    secrets.react(keyIs('{"sendgrid":"SG.field\\n"}'));
    await sendMail(MAIL, { apiKey: { ...sender.apiKey, field: 'sendgrid' } });
    expect(keysSent()).toEqual(['Bearer SG.field']);
  });

  test.each([MAIL, TO_NOBODY])('that was rotated is read anew as soon as SendGrid refuses the old one', async (mail) => {
    secrets.react(keyIs('old'), keyIs('new'));
    sendGrid.react(accepts('old'));
    await sendMail(mail);
    sendGrid.react(accepts('new'));
    await sendMail(mail);
    await sendMail(mail);
    expect(keysSent()).toEqual(['Bearer old', 'Bearer old', 'Bearer new', 'Bearer new']);
  });

  test('that SendGrid does not know is not read again and again', async () => {
    sendGrid.react(json(401, {}));
    for (let mails = 0; mails < 2; mails += 1) expect(await failure()).toMatchObject({ code: 'SendGridStatus401' });
    expect([secrets.seen.length, sendGrid.seen.length]).toEqual([2, 3]);
  });

  test.each(['two\nlines', 'Bearer key', 'schlüssel', 'a\0b'])('that is none sends nothing, and is not told: %j', async (key) => {
    secrets.react(keyIs(key));
    for (const mail of [MAIL, TO_NOBODY]) {
      const error = await failure(mail);
      expect(error).toMatchObject({ code: 'SecretMalformed' });
      expect(error!.stack).not.toContain(key);
    }
    expect(sendGrid.seen).toEqual([]);
  });

  test('that may not be read sends nothing', async () => {
    secrets.react(json(400, { __type: 'AccessDeniedException' }));
    for (const mail of [MAIL, TO_NOBODY]) expect(await failure(mail)).toMatchObject({ code: 'AccessDeniedException' });
    expect(sendGrid.seen).toEqual([]);
  });
});
