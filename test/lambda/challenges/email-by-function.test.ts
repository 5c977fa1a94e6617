import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { HandlerStage, NOBODY, verifiedUser } from '../stage';

/** What the sender says when it goes wrong; nobody else may say it. */
const INSIDE = 'text of the sender';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const sender = new lambda.Function(stack, 'Sender', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      // Longer than anybody waits.
      timeout: Duration.seconds(30),
      code: lambda.Code.fromInline(`
        const BEHAVIOURS = {
          works: () => undefined,
          throws: () => { throw new Error('${INSIDE}'); },
          rejects: () => Promise.reject('${INSIDE}'),
          ends: () => process.exit(1),
          hangs: () => new Promise(() => setInterval(() => {}, 1000)),
          babbles: () => ({ destination: 'mallory@example.com', decoy: true, answerCorrect: true, text: '${INSIDE}' }),
          floods: () => 'x'.repeat(1_000_000),
        };
        exports.handler = async (event) => {
          console.log(JSON.stringify(event));
          return BEHAVIOURS[event.destination.split('+')[0]]?.();
        };
      `),
    });
    const challenge = Challenge.emailCode({ sender: EmailSender.fromFunction(sender) });
    new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(challenge) });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());
afterEach(() => jest.restoreAllMocks());

/** Somebody whose address tells the sender what to do. */
function start(behaviour: string, user = stage.newUser()) {
  return stage.create(user, [], { ...verifiedUser(user), email: `${behaviour}+${user}@example.com` });
}

const received = () => stage.logs.filter((line) => line.includes('"destination"')).map((line) => JSON.parse(line));
const logged = () => stage.logs.filter((line) => line.includes('"level"'));
const lastCode = () => /\d{6}/.exec(received().at(-1).text)![0];

test('the sender is given the message and nothing else of the user', async () => {
  const user = stage.newUser();
  await start('works', user);
  expect(received()).toEqual([{
    version: '1', destination: `works+${user}@example.com`, subject: expect.any(String), text: expect.any(String), html: expect.any(String), decoy: false,
  }]);
  expect(JSON.stringify(received()).replace(/"destination":"[^"]*"/, '')).not.toMatch(new RegExp(`${user}|us-east-1_Pool|client`));
});

test.each([
  ['throws', 'FunctionError'], ['rejects', 'FunctionError'], ['ends', 'FunctionError'], ['floods', 'Malformed'],
])('one that %s may have sent: the sign-in looks the same, the code works if it came, and only operators learn of it', async (behaviour, error) => {
  const sound = await start('works');
  const created = await start(behaviour);
  expect(created.response.publicChallengeParameters).toEqual(sound.response.publicChallengeParameters);
  expect(JSON.parse(logged().at(-1)!)).toMatchObject({ level: 'ERROR', event: 'MESSAGE_FAILED', error });
  expect(logged().join()).not.toMatch(new RegExp(`${INSIDE}|@example|${lastCode()}`));
  expect(await stage.verify(created, lastCode())).toBe(true);
});

test('what one returns decides nothing', async () => {
  const created = await start('babbles');
  expect(JSON.stringify([created.response, logged()])).not.toMatch(new RegExp(`${INSIDE}|mallory`));
  expect(await stage.verify(created, 'wrong')).toBe(false);
  expect(await stage.verify(created, lastCode())).toBe(true);
});

test('one that hangs is given up in time, and sign-ins go on', async () => {
  const user = stage.newUser();
  const began = performance.now();
  const created = await start('hangs', user);
  // Cognito waits for 5 s.
  expect(performance.now() - began).toBeLessThan(4_500);
  expect(JSON.parse(logged().at(-1)!)).toMatchObject({ event: 'MESSAGE_FAILED', error: 'Timeout' });
  expect(await stage.verify(created, lastCode())).toBe(true);

  stage.now += 60_000;
  expect(await stage.verify(await start('works', user), lastCode())).toBe(true);
}, 15_000);

test('for nobody it is told to send nothing, and given nobody’s address', async () => {
  const created = await stage.create(stage.newUser(), [], NOBODY);
  expect(received()).toMatchObject([{ destination: 'decoy@invalid', decoy: true }]);
  expect(await stage.verify(created, lastCode())).toBe(false);
});
