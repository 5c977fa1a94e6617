import { Stack } from 'aws-cdk-lib';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { readCloudAssembly, type CloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { type LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';

let assembly: CloudAssembly;
let aws: LocalAws;

beforeAll(async () => {
  assembly = readCloudAssembly(synth((app) => {
    const stack = new Stack(app, 'S');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Tell', 'exports.handler = async () => process.env.CUSTOM_AUTH_SENDGRID_URL;'));
  }));
  aws = await startLocalAws(assembly, { clock: () => Date.parse('2027-01-15T08:00:00.000Z') });
});

afterAll(async () => {
  await aws.close();
  assembly.close();
  removeAssemblies();
});

beforeEach(() => aws.outbox.clear());

const MAIL = {
  personalizations: [{ to: [{ email: 'ada@example.com' }] }],
  from: { email: 'no-reply@example.com', name: 'Acme "Inc."' },
  reply_to_list: [{ email: 'help@example.com' }],
  subject: 'Code',
  content: [{ type: 'text/plain', value: '123456' }, { type: 'text/html', value: '<b>123456</b>' }],
};

async function send(body: unknown, headers: Record<string, string> = { authorization: 'Bearer SG.any' }) {
  const response = await fetch(`${aws.endpoints.CUSTOM_AUTH_SENDGRID_URL}/v3/mail/send`, {
    method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, error: text === '' ? undefined : JSON.parse(text).errors[0] };
}

test('functions are told where it is', async () => {
  const [{ arn }] = assembly.functions.values();
  expect(await aws.runner.invoke(arn, {}, 5_000)).toMatchObject({ payload: JSON.stringify(aws.endpoints.CUSTOM_AUTH_SENDGRID_URL) });
});

test('a mail is accepted, and in the outbox', async () => {
  expect(await send(MAIL)).toEqual({ status: 202 });
  expect(aws.outbox.list()).toEqual([{
    channel: 'EMAIL',
    id: expect.any(String),
    sentAt: '2027-01-15T08:00:00.000Z',
    from: '"Acme \\"Inc.\\"" <no-reply@example.com>',
    to: ['ada@example.com'],
    replyTo: ['help@example.com'],
    subject: 'Code',
    text: '123456',
    html: '<b>123456</b>',
  }]);
  expect(aws.calls.at(-1)).toMatchObject({ service: 'sendgrid', operation: 'mailSend' });
});

test('what is as short as can be is accepted, too', async () => {
  const { reply_to_list: _, ...mail } = MAIL;
  expect(await send({ ...mail, from: { email: 'a@example.com' }, content: [{ type: 'text/html', value: 'x' }] })).toEqual({ status: 202 });
  expect(aws.outbox.list()).toMatchObject([{ from: 'a@example.com', replyTo: [], html: 'x' }]);
});

test('in the sandbox nobody gets it', async () => {
  expect(await send({ ...MAIL, mail_settings: { sandbox_mode: { enable: true } } })).toEqual({ status: 200 });
  expect([aws.outbox.list().length, aws.outbox.listSimulator().length]).toEqual([0, 1]);
});

test.each<[string, object | string, string | null]>([
  ['no JSON', '{', null],
  ['no object', '[]', 'personalizations'],
  ['no recipient', { ...MAIL, personalizations: [{ to: [] }] }, 'personalizations.0.to'],
  ['no list of recipients', { ...MAIL, personalizations: [{ to: 'ada@example.com' }] }, 'personalizations.0.to'],
  ['two envelopes', { ...MAIL, personalizations: [...MAIL.personalizations, ...MAIL.personalizations] }, 'personalizations'],
  ['a recipient that is none', { ...MAIL, personalizations: [{ to: [{ email: 'ada' }] }] }, 'personalizations.0.to.0.email'],
  ['no sender', { ...MAIL, from: undefined }, 'from.email'],
  ['a sender as a header has it', { ...MAIL, from: { email: 'Acme <no-reply@example.com>' } }, 'from.email'],
  ['no subject', { ...MAIL, subject: '' }, 'subject'],
  ['no content', { ...MAIL, content: [] }, 'content'],
  ['empty content', { ...MAIL, content: [{ type: 'text/plain', value: '' }] }, 'content.0.value'],
  ['HTML before text', { ...MAIL, content: [...MAIL.content].reverse() }, 'content'],
  ['a sandbox of another type', { ...MAIL, mail_settings: { sandbox_mode: { enable: 'true' } } }, 'mail_settings.sandbox_mode.enable'],
])('%s is refused as SendGrid does', async (_, body, field) => {
  expect(await send(body)).toEqual({ status: 400, error: { field, message: expect.any(String), help: null } });
  expect(aws.outbox.list()).toEqual([]);
});

test.each<Record<string, string>>([{}, { authorization: 'Basic abc' }, { authorization: 'Bearer ' }])('without a key nothing is sent: %j', async (headers) => {
  expect(await send(MAIL, headers)).toMatchObject({ status: 401, error: { message: 'authorization required' } });
  expect(aws.outbox.list()).toEqual([]);
});
