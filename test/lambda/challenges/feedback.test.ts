import { byEmailCodeThenQuestion } from '../pools';
import { answered, HandlerStage, NOBODY, verifiedUser, verifyEvent } from '../stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start(byEmailCodeThenQuestion(`
    exports.handler = async ({ action, answer, userAttributes }) => {
      console.log('invoked');
      if (action === 'verify') return { answerCorrect: answer === 'blue' };
      return JSON.parse(userAttributes.returns ?? '{}');
    };
  `));
}, 60_000);

afterAll(() => stage.close());

beforeEach(() => stage.reset());

const RESEND = { resend: 'true' };
const shown = ({ response }: Awaited<ReturnType<HandlerStage['create']>>) => response.publicChallengeParameters;

async function emailPassed(user: string) {
  const created = await stage.create(user);
  await stage.verify(created, stage.lastCode());
  return answered(created, true);
}

describe('a client is told', () => {
  const first = { challenge: 'EMAIL_CODE', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60' };

  test('what to ask for, how long and how often, and in later rounds how much is left of it', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    expect(shown(created)).toEqual(first);
    await stage.verify(created, 'wrong');
    stage.now += 6_500;
    const second = await stage.create(user, [answered(created, false)]);
    expect(shown(second)).toEqual({ ...first, expiresIn: '294', attemptsLeft: '2', resendAfter: '54', error: 'CODE_MISMATCH' });
    const third = await stage.create(user, [answered(created, false), answered(second, false)], verifiedUser(user), RESEND);
    expect(shown(third)).toEqual({ ...first, expiresIn: '294', attemptsLeft: '2', resendAfter: '54', error: 'THROTTLED', retryAfter: '54' });
    stage.now += 100_000;
    await stage.verify(third, 'wrong again');
    const fourth = await stage.create(user, [created, second, third].map((round) => answered(round, false)));
    expect(shown(fourth)).toEqual({ ...first, expiresIn: '194', attemptsLeft: '1', resendAfter: '0', error: 'CODE_MISMATCH' });
  });

  test('nothing of messages where none is sent, and no code is made', async () => {
    const user = stage.newUser();
    const passed = await emailPassed(user);
    const from = stage.aws.calls.length;
    expect(shown(await stage.create(user, [passed]))).toEqual({ challenge: 'QUESTION', expiresIn: '300', attemptsLeft: '3' });
    expect(stage.operations(from)).not.toContain('GenerateMac');
  });
});

test('two sign-ins that share their first code each get a new one', async () => {
  const user = stage.newUser();
  const [one, other] = [await stage.create(user), await stage.create(user)];
  expect(stage.codesFor(user)).toHaveLength(1);
  stage.now += 60_000;
  const resent = [];
  for (const round of [one, other]) resent.push(await stage.create(user, [answered(round, false)], verifiedUser(user), RESEND));
  const [, ...codes] = stage.codesFor(user);
  expect(codes).toHaveLength(2);
  for (const [i, round] of resent.entries()) {
    expect(shown(round)).not.toHaveProperty('error');
    expect(await stage.verify(round, codes[i])).toBe(true);
  }
});

test('what Cognito put between the rounds does not hide the round before', async () => {
  const user = stage.newUser();
  const created = await stage.create(user);
  stage.now += 60_000;
  const session = [answered(created, false), { challengeName: 'SMS_MFA', challengeResult: true, challengeMetadata: null }];
  for (const _ of ['asked', 'repeated']) await stage.create(user, session, verifiedUser(user), RESEND);
  expect(stage.codesFor(user)).toHaveLength(2);
});

test('KMS is asked for a MAC of all that a challenge belongs to', async () => {
  const asked: string[] = [];
  stage.fault = (operation, _, { body }) => {
    if (operation === 'GenerateMac') asked.push(Buffer.from(JSON.parse(String(body)).Message, 'base64').toString());
    return undefined;
  };
  const user = stage.newUser();
  const created = await stage.create(user);
  await stage.verify(created, 'wrong');
  const { challengeId } = created.response.privateChallengeParameters as Record<string, string>;
  const identity = ['challenge', expect.stringMatching(/^[0-9a-f]{64}$/), 'client', 0, 'EMAIL_CODE', challengeId];
  expect(asked.map((message) => JSON.parse(message))).toEqual([identity, identity]);
});

describe('no answer is right', () => {
  test('of somebody whom nothing reaches', async () => {
    const created = await stage.create(stage.newUser(), [], NOBODY);
    const [mail] = stage.aws.outbox.listSimulator().slice(-1);
    expect(await stage.verify(created, /\d{6}/.exec(mail.text!)![0])).toBe(false);
  });

  test('that asks for a new code, nor does it use up a try', async () => {
    const created = await stage.create(stage.newUser());
    const from = stage.aws.calls.length;
    expect(await stage.verify(created, stage.lastCode(), { clientMetadata: RESEND })).toBe(false);
    expect(stage.operations(from)).toEqual([]);
    expect(await stage.verify(created, stage.lastCode())).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['step', { step: '1' }], ['name', { name: 'QUESTION' }], ['step that there is none of', { step: '7' }], ['step at all', { step: 'x' }],
  ])('to a round of another %s', async (_, forged) => {
    const created = await stage.create(stage.newUser());
    const event = verifyEvent(created, stage.lastCode());
    const privateChallengeParameters = { ...event.request.privateChallengeParameters, ...forged };
    const from = stage.aws.calls.length;
    expect(await stage.verify(created, stage.lastCode(), { privateChallengeParameters })).toBe(false);
    expect(stage.operations(from)).toEqual([]);
    expect(stage.logs.join()).not.toContain('VERIFY_FAILED');
  });
});

describe('functions of one’s own', () => {
  test.each<[string, unknown]>([
    ['a number among the parameters', { publicParameters: { n: 1 } }],
    ['a list', { publicParameters: ['x'] }],
    ['a list of nothing', { privateParameters: [] }],
    ['a text', { privateParameters: 'x' }],
  ])('may not return %s', async (_, returned) => {
    const user = stage.newUser();
    const passed = await emailPassed(user);
    stage.logs = [];
    await expect(stage.create(user, [passed], { ...verifiedUser(user), returns: JSON.stringify(returned) })).rejects.toThrow('not available');
    expect(stage.logs.join()).toContain('"error":"ParametersNotSmallStringMap"');
  });

  test('say which answer is right, once', async () => {
    const user = stage.newUser();
    const created = await stage.create(user, [await emailPassed(user)]);
    expect(await stage.verify(created, 'blue')).toBe(true);
    stage.logs = [];
    expect(await stage.verify(created, 'blue')).toBe(false);
    expect(stage.logs).not.toContain('invoked');
  });
});
