import { HandlerStage, NOBODY, verifiedUser } from './stage';
import { AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) })),
      abuseLimits: AbuseLimits.of({ poolSendsPerHour: 1 }),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

test('decoys have a budget too: a flood of made-up names sends no more of them than people may get messages, and looks the same', async () => {
  const first = await stage.create(stage.newUser(), [], NOBODY);
  const flood = await Promise.all(Array.from({ length: 10 }, () => stage.create(stage.newUser(), [], NOBODY)));
  expect(stage.aws.outbox.listSimulator()).toHaveLength(1);
  expect(new Set([first, ...flood].map(({ response }) => JSON.stringify(response.publicChallengeParameters))).size).toBe(1);
});

test('that leaves the messages of people alone', async () => {
  stage.now += 3_600_000;
  await stage.create(stage.newUser(), [], NOBODY);
  await stage.create(stage.newUser(), [], NOBODY);
  const created = await stage.create(stage.newUser());
  expect(await stage.verify(created, stage.lastCode())).toBe(true);
});

test('and so does what is withheld from people', async () => {
  stage.now += 3_600_000;
  const known = verifiedUser(stage.newUser());
  await stage.create(known.sub, [], known);
  for (let i = 0; i < 5; i += 1) await stage.create(stage.newUser(), [], known);
  expect([stage.aws.outbox.list().length, stage.aws.outbox.listSimulator().length]).toEqual([1, 1]);
});
