import { createHash } from 'node:crypto';
import { loadKnownBad } from './fixtures/known-bad-handlers';
import { answered, type Attributes, codeIn, type Form, HandlerStage, NOBODY, POOL, verifiedUser } from './stage';
import type { CreateEvent, SessionEntry, SignIn } from '../../lambda/events';
import { destinationKey, userKey } from '../../lambda/state/keys';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';

/** Stands for whatever a service may tell of itself. */
const CANARY = 'told by the service';
const WRONG = 'mistyped by somebody';
const RIGHT = 'ultramarine blue';

/** All that a line may have, and of what form. */
const FIELDS: Record<string, RegExp> = {
  level: /^(INFO|WARN|ERROR)$/,
  event: /^[A-Z_]+$/,
  requestId: /^([\da-f-]{36}|request)$/,
  user: /^[\w-]{22}$/,
  challenge: /^(EMAIL_CODE|QUESTION)$/,
  error: /^[A-Za-z]+$/,
  awsRequestId: /^[\da-f-]{36}$/,
};

let stage: HandlerStage;

/** The operation that fails. */
let failing: string | undefined;

/** Bodies of the requests for MACs. */
const macRequests = new Set<string>();

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const question = inlineFunction(stack, 'Question', `exports.handler = async ({ action, answer, ...rest }) => {
        if (action === 'create') return { privateParameters: { right: '${RIGHT}' } };
        if (answer.includes('throw')) throw new Error(answer + JSON.stringify(rest));
        return { answerCorrect: answer === '${RIGHT}', answer };
      };`);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }), codeLength: 10 }),
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
      ),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => {
  stage.reset();
  failing = undefined;
  stage.fault = (operation, _, { body }) => {
    if (operation === 'GenerateMac') macRequests.add(body.toString());
    return operation === failing ? { status: 400, body: JSON.stringify({ __type: 'ValidationException', message: CANARY }) } : undefined;
  };
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, method).mockImplementation((...args) => void stage.logs.push(args.join(' ')));
  }
});

describe.each<Form>(['from source', 'as they ship'])('%s', (form) => {
  beforeEach(() => runAs(form));

  test('whatever happens, neither log nor client is told a code, an address, a name, an answer, a key or an id', async () => {
    const stories = await tellAll();
    const text = [...stage.logs, ...stories.flatMap(({ outputs }) => outputs)].join('\n');
    const secrets = [CANARY, ...stories.flatMap((story) => story.secrets()), ...await macs(), ...deployedNames()];
    expect(leaks(text, secrets)).toEqual([]);
  }, 60_000);

  test('each line is JSON with no other fields than are allowed, and those of one person have one pseudonym', async () => {
    const stories = await tellAll();
    for (const line of stage.logs) {
      const fields = Object.entries(JSON.parse(line));
      for (const [field, value] of fields) expect([field, value]).toEqual([field, expect.stringMatching(FIELDS[field] ?? /^$/)]);
    }
    const pseudonyms = stories.map(({ lines }) => [...new Set(lines.map((line) => JSON.parse(line).user))]);
    expect(pseudonyms).toEqual(stories.map(() => [expect.any(String)]));
    expect(new Set(pseudonyms.flat()).size).toBe(stories.length);
  }, 60_000);
});

test('one person has the same pseudonym in the log of each function, however it runs', async () => {
  const story = new Story(verifiedUser);
  for (const form of ['from source', 'as they ship'] as const) {
    await runAs(form);
    await story.tell('fail');
    stage.now += 20_000;
  }
  const lines = story.lines.map((line) => JSON.parse(line));
  expect(lines.map(({ event }) => event)).toEqual(['MESSAGE_SENT', 'ANSWER_WRONG', 'MESSAGE_SENT', 'ANSWER_WRONG']);
  expect(new Set(lines.map(({ user }) => user)).size).toBe(1);
});

test('a handler that logs whole events is noticed', async () => {
  stage.form = 'from source';
  loadKnownBad('logs whole events');
  const story = new Story(verifiedUser);
  await story.tell('succeed');
  expect(leaks(stage.logs.join('\n'), story.secrets())).toEqual(expect.arrayContaining([story.user, WRONG, RIGHT, ...story.codes]));
});

test.each<[string, (code: string) => string]>([
  ['as it is', (code) => code],
  ['backwards', (code) => [...code].reverse().join('')],
  ['in hex', (code) => Buffer.from(`the code ${code}`).toString('hex')],
  ...['1', '12', '123'].map((before): [string, (code: string) => string] =>
    [`in base64 after ${before}`, (code) => Buffer.from(`${before}${code}, and more`).toString('base64')]),
])('a code that is written %s is noticed', (_, write) => {
  expect(leaks(`{"x":"${write('1234567890')}"}`, ['1234567890', '5550199123'])).toEqual(['1234567890']);
});

/** What one person does, what the client is told of it, and the lines that it leaves in the log. */
class Story {
  public readonly user = stage.newUser();
  public readonly outputs: string[] = [];
  public readonly lines: string[] = [];
  public readonly codes: string[] = [];
  private readonly ids: string[] = [];

  constructor(private readonly attributesOf: (user: string) => Attributes) {}

  public async tell(part: 'succeed' | 'fail' | 'exhaust' | 'suffer'): Promise<void> {
    const from = stage.logs.length;
    await this[part]();
    this.lines.push(...stage.logs.slice(from));
  }

  public secrets(): string[] {
    const address = `${this.user}@example.com`;
    const signIn = { userPoolId: POOL, userName: this.user } as SignIn;
    const hashes = [this.user, address].map((text) => createHash('sha256').update(text).digest('hex'));
    return [this.user, address, userKey(signIn), destinationKey(signIn, address, 'mail'), ...hashes, WRONG, RIGHT, ...this.codes, ...this.ids];
  }

  private async succeed(): Promise<void> {
    const first = await this.create();
    await this.verify(first, WRONG);
    const second = await this.create([answered(first, false)]);
    await this.verify(second, this.codes[0]);
    const passed = [answered(first, false), answered(second, true)];
    const question = await this.create(passed);
    await this.verify(question, `${WRONG}, throw`);
    await this.verify(question, RIGHT);
    this.outputs.push(JSON.stringify(await stage.define([...passed, answered(question, true)])));
  }

  private async fail(): Promise<void> {
    await this.verify(await this.create(), WRONG);
  }

  /** Until neither messages nor answers are accepted. */
  private async exhaust(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      const round = await this.create();
      await this.create([answered(round, false)], { resend: 'true' });
      for (let tries = 0; tries < 3; tries++) await this.verify(round, `${WRONG} ${tries}`);
      stage.now += 20_000;
    }
  }

  /** With every service failing in turn. */
  private async suffer(): Promise<void> {
    for (const operation of ['BatchGetItem', 'GenerateMac', 'TransactWriteItems', 'SendEmail', 'Invoke']) {
      const round = await this.create();
      stage.now += 20_000;
      failing = operation;
      await this.create().catch(({ message }: Error) => this.outputs.push(message));
      await this.verify(round, this.codes.at(-1));
      failing = undefined;
    }
  }

  private async create(session: readonly SessionEntry[] = [], clientMetadata?: Record<string, string>): Promise<CreateEvent> {
    const mails = () => [...stage.aws.outbox.list(), ...stage.aws.outbox.listSimulator()];
    const before = new Set(mails());
    const created = await stage.create(this.user, session, this.attributesOf(this.user), clientMetadata);
    this.codes.push(...mails().filter((mail) => !before.has(mail)).map(({ text }) => codeIn(text)));
    this.outputs.push(JSON.stringify(created.response.publicChallengeParameters));
    const { challengeId, nonce } = created.response.privateChallengeParameters!;
    this.ids.push(challengeId, nonce);
    return created;
  }

  private async verify(created: CreateEvent, answer: unknown): Promise<void> {
    const from = stage.logs.length;
    this.outputs.push(String(await stage.verify(created, answer)));
    await stage.logged(/"(ANSWER_\w+|VERIFY_FAILED)"/, from);
  }
}

async function runAs(form: Form): Promise<void> {
  stage.form = form;
  // Once the functions are loaded, every line has its pseudonym.
  await new Story(verifiedUser).tell('fail');
  stage.logs = [];
}

/** Everything that can happen, to everybody whom there is. */
async function tellAll(): Promise<Story[]> {
  const stories: Story[] = [];
  for (const attributes of [verifiedUser, () => NOBODY, (user: string) => ({ ...verifiedUser(user), email_verified: 'false' })]) {
    for (const part of ['succeed', 'exhaust', 'suffer'] as const) {
      const story = new Story(attributes);
      await story.tell(part);
      stories.push(story);
    }
  }
  return stories;
}

/** All that KMS was asked for. */
async function macs(): Promise<string[]> {
  const answers = [...macRequests].map(async (body) => {
    const response = await fetch(stage.aws.endpoints.AWS_ENDPOINT_URL_KMS, { method: 'POST', headers: { 'x-amz-target': 'TrentService.GenerateMac' }, body });
    const { Mac } = await response.json() as { Mac: string };
    return [Mac, Buffer.from(Mac, 'base64').toString('base64url'), Buffer.from(Mac, 'base64').toString('hex')];
  });
  return (await Promise.all(answers)).flat();
}

/** Of the table, the key and the functions. */
function deployedNames(): string[] {
  const { functions } = stage.assembly;
  const values = [...functions.values()].flatMap(({ arn, environment }) =>
    [arn, ...Object.entries(environment).filter(([name]) => name.startsWith('CUSTOM_AUTH_')).map(([, value]) => value)]);
  return [...new Set(values)];
}

/** The secrets that are in the text in one form or another. */
function leaks(text: string, secrets: readonly string[]): string[] {
  return [...new Set(secrets)].filter((secret) => disguises(secret).some((disguise) => text.includes(disguise)));
}

function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Wherever in a longer text it begins, without the characters that depend on what is around it.
  const base64 = [0, 2, 3].map((cut, before) =>
    Buffer.concat([Buffer.alloc(before), bytes]).subarray(0, before + bytes.length - (before + bytes.length) % 3).toString('base64').slice(cut));
  return [
    secret, [...secret].reverse().join(''), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), encodeURIComponent(secret),
    ...base64, ...base64.map((text) => text.replace(/\+/g, '-').replace(/\//g, '_')),
  ];
}
