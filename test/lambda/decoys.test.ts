import { byEmailCode } from './pools';
import { codeIn, type Form, HandlerStage, NOBODY, verifiedUser } from './stage';
import { AbuseLimits } from '../../src';

let stage: HandlerStage;

async function start(abuseLimits?: AbuseLimits): Promise<void> {
  stage = await HandlerStage.start(byEmailCode(abuseLimits));
}

beforeEach(() => stage.reset());

describe('somebody who may not receive a code', () => {
  beforeAll(() => start(), 60_000);

  afterAll(() => stage.close());

  describe.each<Form>(['as they ship', 'from source'])('of the handlers %s', (form) => {
    beforeAll(() => {
      stage.form = form;
    });

    test.each<[string, Record<string, string> | null]>([
      ['does not exist', NOBODY],
      ['has no address', { sub: 'x' }],
      ['has not verified the address', { ...verifiedUser('alice'), email_verified: 'false' }],
      ['has two addresses in one', { ...verifiedUser('alice'), email: 'alice@example.com,mallory@example.com' }],
      ['has an address with a line break', { ...verifiedUser('alice'), email: 'alice@example.com\r\nbcc: mallory@example.com' }],
      ['has an address with a look-alike @', { ...verifiedUser('alice'), email: 'alice\uFE6Bexample.com' }],
    ])('and %s gets the same calls and the same parameters, and nobody gets a mail', async (_, attributes) => {
      await stage.create(stage.newUser());
      const before = stage.aws.calls.length;
      const real = await stage.create(stage.newUser());
      const middle = stage.aws.calls.length;
      const decoy = await stage.create(stage.newUser(), [], attributes);

      expect(stage.operations(middle)).toEqual(stage.operations(before, middle));
      expect(JSON.stringify(decoy.response.publicChallengeParameters)).toBe(JSON.stringify(real.response.publicChallengeParameters));
      expect(Object.keys(decoy.response.privateChallengeParameters!)).toEqual(Object.keys(real.response.privateChallengeParameters!));
      expect(stage.aws.outbox.list()).toHaveLength(2);
    });

    test('cannot pass even with the right code', async () => {
      const created = await stage.create(stage.newUser(), [], NOBODY);
      const decoyMail = stage.aws.outbox.listSimulator().at(-1)!;
      expect(await stage.verify(created, codeIn(decoyMail.text))).toBe(false);
    });
  });
});

describe('in an hour in which one message may be sent', () => {
  beforeAll(() => start(AbuseLimits.of({ poolSendsPerHour: 1 })), 60_000);

  afterAll(() => stage.close());

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
});
