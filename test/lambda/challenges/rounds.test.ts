import { AbuseLimits } from '../../../src';
import { byEmailCode, byEmailCodeThenQuestion } from '../pools';
import { answered, HandlerStage, NOBODY, verifiedUser } from '../stage';

let stage: HandlerStage;

/** What the functions of one's own are told, newest last. */
const received = () => stage.logs.filter((line) => line.startsWith('received ')).map((line) => JSON.parse(line.slice(9)));
const lines = () => stage.logs.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));

beforeAll(async () => {
  stage = await HandlerStage.start(byEmailCodeThenQuestion(`
    exports.handler = async (event) => {
      console.log('received ' + JSON.stringify(event));
      if (event.action === 'verify') return event.answer === 'nothing' ? null : { answerCorrect: event.answer === 'blue' };
      const { padding } = event.userAttributes;
      return { publicParameters: padding ? { x: 'x'.repeat(padding) } : {}, privateParameters: { right: 'blue' } };
    };
  `));
}, 60_000);

afterAll(() => stage.close());

beforeEach(() => stage.reset());

async function emailPassed(user: string, attributes: Record<string, string> = verifiedUser(user)) {
  const created = await stage.create(user, [], attributes);
  await stage.verify(created, stage.lastCode());
  stage.logs = [];
  return answered(created, true);
}

async function asked(user = stage.newUser()) {
  return stage.create(user, [await emailPassed(user)]);
}

describe('the log says', () => {
  const line = { requestId: 'request', user: expect.any(String), challenge: 'EMAIL_CODE' };

  test('when a message was sent, once, and to nobody whom none may reach', async () => {
    const user = stage.newUser();
    await stage.create(user);
    await stage.create(user);
    await stage.create(stage.newUser(), [], NOBODY);
    expect(lines()).toEqual([{ level: 'INFO', event: 'MESSAGE_SENT', ...line }, { level: 'INFO', event: 'MESSAGE_WITHHELD', ...line }]);
  });

  test('when one could not be sent', async () => {
    stage.fault = (operation) => operation === 'SendEmail' ? { status: 400, body: '{"__type":"MessageRejected"}' } : undefined;
    await stage.create(stage.newUser());
    expect(lines()).toEqual([{ level: 'ERROR', event: 'MESSAGE_FAILED', ...line, error: 'MessageRejected', awsRequestId: expect.any(String) }]);
  });

  test('what an answer was worth', async () => {
    const created = await stage.create(stage.newUser());
    stage.logs = [];
    for (const answer of ['wrong', stage.lastCode(), stage.lastCode()]) await stage.verify(created, answer);
    expect(lines()).toEqual(['ANSWER_WRONG', 'ANSWER_CORRECT', 'ANSWER_DEAD'].map((event) => ({ level: 'INFO', event, ...line })));
  });

  test('nothing of a message where none is sent', async () => {
    await asked();
    expect(lines()).toEqual([]);
  });
});

test('a mail says how many minutes its code is good for', async () => {
  await stage.create(stage.newUser());
  expect(stage.aws.outbox.list()[0].text).toMatch(/within 5 min\./);
});

test('a round after a wrong answer makes no new code', async () => {
  const user = stage.newUser();
  const created = await stage.create(user);
  await stage.verify(created, 'wrong');
  const from = stage.aws.calls.length;
  await stage.create(user, [answered(created, false)]);
  expect(stage.operations(from)).toEqual(['BatchGetItem']);
});

test('a session that Cognito leaves out is an empty one', async () => {
  const created = await stage.create(stage.newUser(), null as never);
  expect(created.response.publicChallengeParameters).toMatchObject({ challenge: 'EMAIL_CODE' });
});

describe('no challenge is made, and nothing is asked of AWS,', () => {
  test.each<[string, () => Promise<Parameters<HandlerStage['create']>>]>([
    ['where none is due any more', async () => {
      const user = stage.newUser();
      const created = await asked(user);
      return [user, [await emailPassed(user), answered(created, true)]];
    }],
    ['in a session that fits no sequence', async () => [stage.newUser(), [{ challengeName: 'SOMETHING_NEW', challengeResult: true, challengeMetadata: null }]]],
  ])('%s', async (_, prepare) => {
    const args = await prepare();
    stage.logs = [];
    const from = stage.aws.calls.length;
    await expect(stage.create(...args)).rejects.toThrow('Sign-in is not available right now');
    expect(stage.operations(from)).toEqual([]);
    expect(lines()).toMatchObject([{ event: 'CREATE_FAILED', error: 'NoCustomChallengeDue' }]);
  });
});

describe('functions of one’s own', () => {
  const who = (userName: string) => ({ userPoolId: 'us-east-1_Pool', clientId: 'client', userName, userAttributes: verifiedUser(userName), userNotFound: false });

  test('are told all that the documentation promises, and no more', async () => {
    const user = stage.newUser();
    const created = await asked(user);
    await stage.verify(created, 'red');
    const common = { version: '1', challenge: 'QUESTION', challengeId: expect.stringMatching(/^[\w-]{22}$/), ...who(user) };
    expect(received()).toEqual([
      { ...common, action: 'create', decoy: false, attempt: 1, attemptsLeft: 3 },
      { ...common, action: 'verify', privateParameters: { right: 'blue' }, answer: 'red' },
    ]);
    expect(received()[1].challengeId).toBe(received()[0].challengeId);
  });

  test('are told who is a decoy', async () => {
    const user = stage.newUser();
    const passed = await emailPassed(user);
    await stage.create(user, [passed], NOBODY);
    expect(received()).toMatchObject([{ action: 'create', decoy: true, userNotFound: true }]);
  });

  test('may return 4,096 characters in each map', async () => {
    const user = stage.newUser();
    const passed = await emailPassed(user);
    const paddedBy = (length: number) => stage.create(user, [passed], { ...verifiedUser(user), padding: String(length) });
    const fits = 4_096 - '{"x":""}'.length;
    expect((await paddedBy(fits)).response.publicChallengeParameters!.x).toHaveLength(fits);
    await expect(paddedBy(fits + 1)).rejects.toThrow('Sign-in is not available right now');
  });

  test('that answer nothing have said no', async () => {
    const created = await asked();
    expect(await stage.verify(created, 'nothing')).toBe(false);
    expect(lines()).toMatchObject([{ event: 'ANSWER_WRONG' }]);
  });

  test.each<[string, unknown, string[]]>([
    ['8,192 characters', 'x'.repeat(8_192), ['x'.repeat(8_192)]],
    ['one more', 'x'.repeat(8_193), []],
    ['a list', ['blue'], []],
    ['nothing', undefined, []],
    ['an empty answer', '', []],
  ])('get answers of at most 8,192 characters: %s', async (_, answer, expected) => {
    const created = await asked();
    stage.logs = [];
    expect(await stage.verify(created, answer)).toBe(false);
    expect(received().map((event) => event.answer)).toEqual(expected);
  });
});

describe('where a message and five failures an hour are enough for everybody', () => {
  beforeAll(async () => {
    await stage.close();
    stage = await HandlerStage.start(byEmailCode(AbuseLimits.of({ poolSendsPerHour: 1, poolFailuresPerHour: 5, triesPerCode: 5 })));
  }, 60_000);

  beforeEach(() => {
    stage.now += 3_600_000;
  });

  const warnings = () => lines().filter(({ level }) => level === 'WARN').map(({ event, challenge }) => [event, challenge]);

  test('the log warns of messages that are nearly used up', async () => {
    await stage.create(stage.newUser());
    expect(warnings()).toEqual([['POOL_SENDS_NEAR_BUDGET', undefined]]);
  });

  test('the log warns of failures that are nearly used up', async () => {
    const created = await stage.create(stage.newUser());
    stage.logs = [];
    for (let wrong = 0; wrong < 3; wrong += 1) await stage.verify(created, `wrong ${wrong}`);
    expect(warnings()).toEqual([]);
    await stage.verify(created, 'wrong again');
    expect(warnings()).toEqual([['POOL_FAILURES_NEAR_BUDGET', undefined]]);
  });

  test('the first name of nobody gets a decoy, the next ones none', async () => {
    for (let i = 0; i < 3; i += 1) await stage.create(stage.newUser(), [], NOBODY);
    expect(stage.aws.outbox.listSimulator()).toHaveLength(1);
    expect(stage.operations(-3)).not.toContain('SendEmail');
  });

  test('and people get theirs all the same', async () => {
    await stage.create(stage.newUser(), [], NOBODY);
    await stage.create(stage.newUser(), [], NOBODY);
    const user = stage.newUser();
    const created = await stage.create(user);
    expect(stage.codesFor(user)).toHaveLength(1);
    expect(await stage.verify(created, stage.lastCode())).toBe(true);
  });
});
