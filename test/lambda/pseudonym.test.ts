import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { type FakeService, json, type Reaction, startFakeService, useEnvironment } from './aws/fake-service';
import { startDeadline } from '../../lambda/aws/deadline';
import type { CreateEvent, SignIn } from '../../lambda/events';

let kms: FakeService;
let lines: string[];
beforeEach(async () => {
  kms = await startFakeService();
  kms.react(macUnder('key of the deployment'));
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await kms.close();
});
useEnvironment(() => kms.url);

/** KMS as it is with that key. */
function macUnder(key: string): Reaction {
  return (response, socket, seen) => {
    const message = Buffer.from(JSON.parse(seen.body).Message, 'base64');
    json(200, { Mac: createHmac('sha256', key).update(message).digest('base64') })(response, socket, seen);
  };
}
const disabled: Reaction = json(400, { __type: 'DisabledException' });

/** A function that has just started. */
function start(): typeof import('../../lambda/pseudonym') & typeof import('../../lambda/invocation') {
  jest.resetModules();
  return { ...jest.requireActual('../../lambda/pseudonym'), ...jest.requireActual('../../lambda/invocation') };
}

async function started() {
  const modules = start();
  await modules.loadPseudonymKey(startDeadline());
  return modules;
}

function signIn(overrides: Partial<SignIn> = {}): SignIn {
  return { userPoolId: 'us-east-1_Pool', clientId: 'client', userName: 'ada', userAttributes: {}, userNotFound: false, ...overrides };
}

test('there is none until the key has come, and then always the same, in every function of the deployment', async () => {
  const create = start();
  expect(create.pseudonym(signIn())).toBeUndefined();
  await create.loadPseudonymKey(startDeadline());
  const name = create.pseudonym(signIn());
  expect(name).toMatch(/^[\w-]{22}$/);
  expect(create.pseudonym(signIn())).toBe(name);

  const verify = await started();
  expect(verify.pseudonym(signIn())).toBe(name);
  expect(verify.pseudonym(signIn({ clientId: 'other', userAttributes: { email: 'a@example.com' }, userNotFound: true }))).toBe(name);
});

test('it differs from user to user, pool to pool and key to key', async () => {
  const { pseudonym } = await started();
  const names = [pseudonym(signIn()), pseudonym(signIn({ userName: 'bob' })), pseudonym(signIn({ userPoolId: 'us-east-1_Other' }))];
  kms.react(macUnder('key of another deployment'));
  const other = await started();
  expect(new Set([...names, other.pseudonym(signIn())]).size).toBe(4);
});

test('it holds nothing of the name', async () => {
  const { pseudonym, startInvocation } = await started();
  const names = fc.oneof(fc.emailAddress(), fc.uuid(), fc.string({ minLength: 6, maxLength: 300 }), fc.string({ unit: 'binary', minLength: 6 }));
  fc.assert(fc.property(names, (userName) => {
    expect(pseudonym(signIn({ userName }))).toMatch(/^[\w-]{22}$/);
    startInvocation(eventOf(userName), { awsRequestId: 'r' }).log('INFO', 'MESSAGE_SENT');
    expect(lines.at(-1)).not.toContain(userName);
    expect(lines.at(-1)).toContain(`"user":"${pseudonym(signIn({ userName }))}"`);
  }));
});

test('KMS learns nothing of anybody: it is asked for one key, once', async () => {
  const { startInvocation, loadPseudonymKey } = await started();
  for (const userName of ['ada', 'bob']) startInvocation(eventOf(userName), undefined);
  await loadPseudonymKey(startDeadline());
  expect(kms.seen.map(({ body }) => Buffer.from(JSON.parse(body).Message, 'base64').toString())).toEqual(['pseudonyms']);
});

test('a key that does not come leaves the log as it is without, and is asked for again by the next invocation, whose lines have it', async () => {
  kms.react(disabled, macUnder('key of the deployment'));
  const { startInvocation, loadPseudonymKey, pseudonym } = start();
  await expect(loadPseudonymKey(startDeadline())).rejects.toMatchObject({ code: 'DisabledException' });

  kms.react(disabled);
  startInvocation(eventOf('ada'), { awsRequestId: 'r-1' }).log('INFO', 'ANSWER_CORRECT', { challenge: 'EMAIL_CODE' });
  expect(lines).toEqual(['{"level":"INFO","event":"ANSWER_CORRECT","requestId":"r-1","challenge":"EMAIL_CODE"}\n']);
  await until(() => kms.seen.length === 2);

  kms.react(macUnder('key of the deployment'));
  const { log } = startInvocation(eventOf('ada'), { awsRequestId: 'r-2' });
  await until(() => pseudonym(signIn()) !== undefined);
  log('INFO', 'ANSWER_CORRECT');
  expect(JSON.parse(lines[1])).toEqual({ level: 'INFO', event: 'ANSWER_CORRECT', requestId: 'r-2', user: pseudonym(signIn()) });
  expect(kms.seen).toHaveLength(3);
});

function eventOf(userName: string): CreateEvent {
  return { userPoolId: 'us-east-1_Pool', userName, callerContext: { clientId: 'client' }, request: { userAttributes: {} } } as CreateEvent;
}

/** Ends with the test's own time limit at the latest. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
