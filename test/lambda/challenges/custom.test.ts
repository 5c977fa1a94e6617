import { Duration, type Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Challenge, ChallengeSequence, CustomAuthUserPool } from '../../../src';
import { answered, HandlerStage, NOBODY, verifiedUser } from '../stage';

/** What the functions print, throw and return when they go wrong; nobody else may say it. */
const INSIDE = 'text of the function';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const question = misbehaving(stack);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false })),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());
afterEach(() => jest.restoreAllMocks());

/** Does what the attribute `custom:create` of the user, or the answer after `do: `, says in JavaScript; else `blue` is right. */
function misbehaving(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Question', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    // Longer than anybody waits.
    timeout: Duration.seconds(30),
    code: lambda.Code.fromInline(`
      const never = new Promise(() => setInterval(() => {}, 1000));
      const huge = 'x'.repeat(1_000_000);
      exports.handler = async (event) => {
        const { action, userAttributes, answer, privateParameters, userNotFound } = event;
        if (userNotFound) console.log(JSON.stringify(event));
        const text = action === 'create' ? userAttributes['custom:create'] : answer.split('do: ')[1];
        if (text !== undefined) return eval('(' + text + ')');
        return action === 'create'
          ? { publicParameters: { question: 'colour' }, privateParameters: { right: 'blue' } }
          : { answerCorrect: answer === privateParameters.right };
      };
    `),
  });
}

const create = (behaviour?: string, userName = stage.newUser()) =>
  stage.create(userName, [], { ...verifiedUser(userName), ...(behaviour !== undefined && { 'custom:create': behaviour }) });

describe('a create function', () => {
  test.each<[string, string, error: string]>([
    ['throws', `(() => { throw new Error('${INSIDE}') })()`, 'FunctionError'],
    ['rejects with no error', `Promise.reject('${INSIDE}')`, 'FunctionError'],
    ['ends its process', 'process.exit(1)', 'FunctionError'],
    ['returns a megabyte', '{ publicParameters: { huge } }', 'Malformed'],
    ['returns more than fits into a session', '{ publicParameters: { text: \'x\'.repeat(4086) } }', 'ParametersNotSmallStringMap'],
    ['returns more private parameters than fit', '{ privateParameters: { text: \'x\'.repeat(4086) } }', 'ParametersNotSmallStringMap'],
    ['returns a number', '{ publicParameters: { text: 1 } }', 'ParametersNotSmallStringMap'],
    ['returns a map in a map', '{ privateParameters: { text: {} } }', 'ParametersNotSmallStringMap'],
    ['returns null among the values', '{ publicParameters: { text: null } }', 'ParametersNotSmallStringMap'],
    ['returns a list', `{ privateParameters: ['${INSIDE}'] }`, 'ParametersNotSmallStringMap'],
    ['returns a text', `{ privateParameters: '${INSIDE}' }`, 'ParametersNotSmallStringMap'],
    ['returns what no map can be called', `{ publicParameters: { constructor: '${INSIDE}' } }`, 'ParametersNotSmallStringMap'],
  ])('that %s ends the sign-in, tells only operators why, and spoils nothing', async (_, behaviour, error) => {
    const user = stage.newUser();
    const reason = await create(behaviour, user).catch((thrown: Error) => thrown);
    expect(reason).toEqual(new Error('Sign-in is not available right now'));
    expect(JSON.parse(stage.logs.at(-1)!)).toMatchObject({ event: 'CREATE_FAILED', error });
    expect(stage.logs.filter((line) => line.includes('"level"')).join()).not.toContain(INSIDE);

    stage.now += 20_000;
    expect(await stage.verify(await create(undefined, user), 'blue')).toBe(true);
  });

  test.each<[string, string, object]>([
    ['as much as fits', '{ publicParameters: { text: \'x\'.repeat(4085) }, privateParameters: { text: \'x\'.repeat(4085) } }', { text: 'x'.repeat(4_085) }],
    ['nothing', 'undefined', {}],
    ['what the library does not know', '{ publicChallengeParameters: { text: "x" }, more: huge.slice(0, 100) }', {}],
    ['names of the library’s own', '{ publicParameters: { challenge: "OTHER", attemptsLeft: "99", expiresIn: "1", text: "x" } }', { text: 'x' }],
    ['a name of every object', '{ publicParameters: { ["__proto__"]: "x", toString: "y" } }', JSON.parse('{ "__proto__": "x", "toString": "y" }')],
  ])('may return %s, and changes nothing of what the library says', async (_, behaviour, shown) => {
    const { publicChallengeParameters } = (await create(behaviour)).response;
    expect(publicChallengeParameters).toEqual({ ...shown, challenge: 'QUESTION', expiresIn: '300', attemptsLeft: '3' });
    expect(Object.entries(publicChallengeParameters!).length).toBe(Object.keys(shown).length + 3);
  });

  test('shows its private parameters to nobody', async () => {
    const { publicChallengeParameters } = (await create(`{ privateParameters: { right: '${INSIDE}' } }`)).response;
    expect(JSON.stringify(publicChallengeParameters)).not.toContain(INSIDE);
  });
});

describe('a verify function', () => {
  const WRONG = { event: 'ANSWER_WRONG' };
  const FAILED = (error: string) => ({ event: 'VERIFY_FAILED', error });

  test.each<[string, string, logged: object]>([
    ['throws', `(() => { throw new Error('${INSIDE}') })()`, FAILED('FunctionError')],
    ['ends its process', 'process.exit(1)', FAILED('FunctionError')],
    ['returns a megabyte', '{ answerCorrect: true, huge }', FAILED('Malformed')],
    ['says a number', '{ answerCorrect: 1 }', WRONG],
    ['says a text', '{ answerCorrect: "true" }', WRONG],
    ['says a list', '{ answerCorrect: [true] }', WRONG],
    ['says an object', '{ answerCorrect: { valueOf: true } }', WRONG],
    ['says it elsewhere', '{ response: { answerCorrect: true } }', WRONG],
    ['says true alone', 'true', WRONG],
    ['says it in a list', '[{ answerCorrect: true }]', WRONG],
    ['says it as a text', '\'{"answerCorrect":true}\'', WRONG],
    ['says nothing', 'undefined', WRONG],
  ])('that %s makes the answer wrong, and the next one can be right', async (_, behaviour, logged) => {
    const user = stage.newUser();
    const created = await create(undefined, user);
    expect(await stage.verify(created, `do: ${behaviour}`)).toBe(false);
    const lines = stage.logs.filter((line) => line.includes('"level"'));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject(logged);
    expect(lines.join()).not.toContain(INSIDE);

    const again = await stage.create(user, [answered(created, false)]);
    expect(again.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
    expect(await stage.verify(again, 'blue')).toBe(true);
  });

  const YES = 'do: { answerCorrect: true }';

  test('that says true of everybody lets nobody in who does not exist', async () => {
    expect(await stage.verify(await create(), YES)).toBe(true);
    expect(await stage.verify(await stage.create(stage.newUser(), [], NOBODY), YES)).toBe(false);
  });

  test('that says true opens no challenge that is closed: used, out of tries, too late or locked', async () => {
    const used = await create();
    expect([await stage.verify(used, YES), await stage.verify(used, YES)]).toEqual([true, false]);

    const tried = await create();
    for (const answer of ['red', 'green', 'pink']) expect(await stage.verify(tried, answer)).toBe(false);
    expect(await stage.verify(tried, YES)).toBe(false);

    const late = await create();
    stage.now += 300_000;
    expect(await stage.verify(late, YES)).toBe(false);

    const user = stage.newUser();
    for (let wrong = 0; wrong < 10; wrong += 1) {
      stage.now += 60_000;
      await stage.verify(await create(undefined, user), `wrong ${wrong}`);
    }
    stage.now += 60_000;
    expect(await stage.verify(await create(undefined, user), YES)).toBe(false);
  });

  test('is not asked about no answer, nor about one that nobody types', async () => {
    const created = await create();
    const calls = stage.aws.calls.length;
    for (const answer of ['', null, 1, ['blue'], 'blue'.repeat(2_049)]) expect(await stage.verify(created, answer)).toBe(false);
    expect(stage.operations(calls)).not.toContain('Invoke');
  });
});

test('functions that hang are given up in time, and the next answer can be right', async () => {
  const user = stage.newUser();
  const created = await create(undefined, user);
  const began = performance.now();
  const [issued, verdict] = await Promise.all([
    create('never').catch(({ message }: Error) => message),
    stage.verify(created, 'do: never'),
  ]);
  // Cognito waits for 5 s.
  expect(performance.now() - began).toBeLessThan(4_500);
  expect([issued, verdict]).toEqual(['Sign-in is not available right now', false]);

  const again = await stage.create(user, [answered(created, false)]);
  expect(await stage.verify(again, 'blue')).toBe(true);
}, 15_000);

test('both are given what they need of the sign-in, and nothing else', async () => {
  const user = stage.newUser();
  const attributes = { ...verifiedUser(user), 'custom:create': '{ publicParameters: { seen: JSON.stringify(event) } }' };
  const created = await stage.create(user, [], attributes);
  const common = {
    version: '1', challenge: 'QUESTION', challengeId: expect.any(String), userPoolId: 'us-east-1_Pool', clientId: 'client', userName: user, userNotFound: false,
  };
  expect(JSON.parse(created.response.publicChallengeParameters!.seen)).toEqual({
    ...common, action: 'create', userAttributes: attributes, decoy: false, attempt: 1, attemptsLeft: 3,
  });

  await stage.verify(await create(), 'do: console.log(JSON.stringify(event))');
  expect(JSON.parse(stage.logs.find((line) => line.includes('"verify"'))!)).toEqual({
    ...common,
    action: 'verify',
    userName: expect.any(String),
    userAttributes: expect.any(Object),
    privateParameters: { right: 'blue' },
    answer: 'do: console.log(JSON.stringify(event))',
  });

  const nobody = stage.newUser();
  await stage.verify(await stage.create(nobody, [], NOBODY), 'blue');
  const ofNobody = { ...common, userName: nobody, userAttributes: {}, userNotFound: true };
  expect(stage.logs.filter((line) => line.includes('"userNotFound":true')).map((line) => JSON.parse(line))).toEqual([
    { ...ofNobody, action: 'create', decoy: true, attempt: 1, attemptsLeft: 3 },
    { ...ofNobody, action: 'verify', privateParameters: { right: 'blue' }, answer: 'blue' },
  ]);
});
