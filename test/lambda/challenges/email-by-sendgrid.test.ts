import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender, SendGridRegion } from '../../../src';
import { withoutWaiting } from '../senders/without-waiting';
import { answered, type Attributes, HandlerStage, NOBODY, verifiedUser } from '../stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const sender = EmailSender.sendGrid({
      apiKey: new secretsmanager.Secret(stack, 'ApiKey'),
      fromAddress: 'no-reply@example.com',
      fromName: 'Example',
      replyTo: ['help@example.com'],
      region: SendGridRegion.EU,
    });
    new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender })) });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => {
  stage.reset();
  stage.form = 'from source';
  withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());

test.each(['from source', 'as they ship'] as const)('a code goes to the verified address and opens the door once, %s', async (form) => {
  stage.form = form;
  const user = stage.newUser();
  const created = await stage.create(user);
  expect(stage.aws.outbox.list()).toMatchObject([{
    channel: 'EMAIL', from: '"Example" <no-reply@example.com>', to: [`${user}@example.com`], replyTo: ['help@example.com'],
  }]);

  const code = stage.lastCode();
  expect(stage.aws.outbox.list()[0].text).toContain(code);
  expect(await stage.verify(created, 'wrong')).toBe(false);
  expect(await stage.verify(created, code)).toBe(true);
  expect(await stage.verify(created, code)).toBe(false);
});

test('nobody gets the mail of a name that nobody has, after the same calls, and its code opens nothing', async () => {
  await stage.create(stage.newUser());
  const before = stage.aws.calls.length;
  const real = await stage.create(stage.newUser());
  const middle = stage.aws.calls.length;
  const decoy = await stage.create(stage.newUser(), [], NOBODY);

  expect(stage.operations(middle)).toEqual(stage.operations(before, middle));
  expect(stage.operations(middle)).toContain('mailSend');
  expect(decoy.response.publicChallengeParameters).toEqual(real.response.publicChallengeParameters);
  expect(stage.aws.outbox.list()).toHaveLength(2);
  const [{ to, text }] = stage.aws.outbox.listSimulator();
  expect(to).toEqual(['decoy@example.com']);
  expect(await stage.verify(decoy, /\d{6}/.exec(text!)![0])).toBe(false);
});

test.each([{ status: 400 }, { status: 401 }, { status: 429 }, { status: 500 }, { destroySocket: true }])('nobody is told apart when SendGrid does %j', async (fault) => {
  const traces = async (attributes: (user: string) => Attributes, faulty: boolean) => {
    const user = stage.newUser();
    const calls = stage.aws.calls.length;
    stage.fault = (called) => called === 'mailSend' && faulty ? fault : undefined;
    const created = await stage.create(user, [], attributes(user));
    stage.fault = undefined;
    await stage.verify(created, 'wrong');
    const again = await stage.create(user, [answered(created, false)], attributes(user));
    return {
      told: [created, again].map(({ response }) => response.publicChallengeParameters),
      // The key is read again, and used again, where SendGrid has refused it.
      calls: stage.operations(calls).filter((called) => !['mailSend', 'GetSecretValue'].includes(called)),
    };
  };
  // The first answer that a process verifies makes a call more.
  await traces(verifiedUser, false);
  const expected = await traces(verifiedUser, false);
  for (const attributes of [() => NOBODY, verifiedUser]) expect(await traces(attributes, true)).toEqual(expected);
});

test('address, code and key stay out of the log', async () => {
  const user = stage.newUser();
  const created = await stage.create(user);
  const code = stage.lastCode();
  await stage.verify(created, code);
  stage.fault = (called) => called === 'mailSend' ? { status: 400, body: `{"errors":[{"message":"${user}@example.com"}]}` } : undefined;
  await stage.create(stage.newUser());
  const log = stage.logs.join('\n');
  expect(log).toMatch(/"MESSAGE_SENT"[^]*"ANSWER_CORRECT"[^]*"MESSAGE_FAILED".*"SendGridStatus400"/);
  for (const secret of ['@example.com', code, 'Bearer']) expect(log).not.toContain(secret);
});

test.each<[string, () => void]>([
  ['is refused', () => {
    stage.fault = (called) => called === 'mailSend' ? { status: 500 } : undefined;
  }],
  ['cannot leave', () => {
    jest.replaceProperty(stage.aws, 'endpoints', { ...stage.aws.endpoints, CUSTOM_AUTH_SENDGRID_URL: 'http://127.0.0.1:1' });
  }],
])('one that %s is one of the five mails that an address gets in an hour', async (_, breakDown) => {
  const { email } = verifiedUser(stage.newUser());
  const start = (user = stage.newUser()) => stage.create(user, [], { ...verifiedUser(user), email });
  breakDown();
  await start();
  expect(stage.logs.at(-1)).toContain('MESSAGE_FAILED');

  jest.restoreAllMocks();
  stage.reset();
  for (let times = 0; times < 6; times++) await start();
  expect(stage.aws.outbox.list()).toHaveLength(4);
}, 30_000);
