import { loadKnownBad } from './fixtures/known-bad-handlers';
import { createEvent, type Form, HandlerStage, POOL } from './stage';
import { startDeadline } from '../../lambda/aws/deadline';
import { readItems } from '../../lambda/aws/table';
import type { CreateEvent, SignIn } from '../../lambda/events';
import { userKey } from '../../lambda/state/keys';
import type { UserState } from '../../lambda/state/state';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';

const TRIES = 3;
const FAILURES_PER_HOUR = 10;

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const sender = EmailSender.ses({ fromAddress: 'no-reply@example.com' });
    new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender, codeLength: 10 })) });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => {
  stage.reset();
  stage.form = 'from source';
});

test.each<[Form, number]>([['from source', 200], ['as they ship', 3]])('%s, of fifty right answers at the same time exactly one passes, in each of %i runs', async (form, runs) => {
  stage.form = form;
  for (let run = 0; run < runs; run++) expect(await passing(50, 50)).toBe(1);
}, 160_000);

test('a right answer among 49 wrong ones passes once at most, and no more answers are compared than there are tries', async () => {
  for (let run = 0; run < 20; run++) {
    stage.logs = [];
    expect(await passing(50, 1)).toBeLessThanOrEqual(1);
    expect(compared()).toBeLessThanOrEqual(TRIES);
  }
}, 60_000);

test('fifty wrong answers at the same time use up the tries, and no more than those are compared and counted', async () => {
  for (let run = 0; run < 10; run++) {
    stage.logs = [];
    const user = stage.newUser();
    const created = await stage.create(user);
    await answer(created, times(50, (i) => `wrong ${i}`));
    const { challenges: [challenge], factors } = await stateOf(user);
    expect({ compared: compared(), left: challenge.triesLeft, ...factors.EMAIL_CODE })
      .toMatchObject({ compared: TRIES, left: 0, failures: { length: TRIES }, consecutiveFailures: TRIES });
    expect(await stage.verify(created, codeFor(user))).toBe(false);
  }
}, 60_000);

test('wrong answers to many sign-ins at the same time are counted together, and end where the lock begins', async () => {
  const user = stage.newUser();
  const signIns: CreateEvent[] = [];
  for (let i = 0; i < 5; i++) {
    signIns.push(await stage.create(user));
    stage.now += 20_000;
  }
  await Promise.all(signIns.map((created) => answer(created, times(20, (i) => `wrong ${i}`))));
  expect((await stateOf(user)).factors.EMAIL_CODE.failures).toHaveLength(FAILURES_PER_HOUR);
  expect(compared()).toBe(FAILURES_PER_HOUR);
}, 60_000);

describe('no race that anybody notices', () => {
  test('is there between the sign-ins of one user at three app clients', async () => {
    for (let run = 0; run < 20; run++) {
      const user = stage.newUser();
      const events = times(3, (i) => ({ ...createEvent(user), callerContext: { awsSdkVersion: '', clientId: `client ${i}` } }));
      const created = await Promise.all(events.map((event) => stage.invoke('CreateAuthChallenge', event)));
      const codes = stage.codesFor(user);
      const verdicts = await Promise.all(created.flatMap((round) => codes.map((code) => stage.verify(round, code))));
      expect({ codes: codes.length, passed: verdicts.filter(Boolean).length }).toEqual({ codes: 3, passed: 3 });
    }
  }, 60_000);

  test('is there between twenty users who start at the same moment', async () => {
    const users = times(20, () => stage.newUser());
    const created = await Promise.all(users.map((user) => stage.create(user)));
    expect(await Promise.all(created.map((round, i) => stage.verify(round, codeFor(users[i]))))).toEqual(users.map(() => true));
  }, 60_000);

  test('can be made by a stranger who answers dead challenges of the user without end', async () => {
    const user = stage.newUser();
    const dead = await stage.create(user);
    await answer(dead, times(TRIES, (i) => `wrong ${i}`));
    stage.now += 20_000;

    let isOver = false;
    const hammering = times(20, async () => {
      while (!isOver) await stage.verify(dead, 'wrong');
    });
    try {
      const created = await stage.create(user);
      expect(await stage.verify(created, codeFor(user))).toBe(true);
    } finally {
      isOver = true;
      await Promise.all(hammering);
    }
  }, 60_000);
});

test('a handler that reads, and later writes whatever has happened since, is noticed', async () => {
  loadKnownBad('writes whatever has been written since it read');
  expect(await passing(50, 50)).toBeGreaterThan(1);
});

/** How many of so many answers at the same time pass, the last of which are right. */
async function passing(answers: number, right: number): Promise<number> {
  const user = stage.newUser();
  const created = await stage.create(user);
  const code = codeFor(user);
  return answer(created, times(answers, (i) => i >= answers - right ? code : `wrong ${i}`));
}

async function answer(created: CreateEvent, answers: readonly string[]): Promise<number> {
  const verdicts = await Promise.all(answers.map((given) => stage.verify(created, given)));
  return verdicts.filter(Boolean).length;
}

/** Answers that were compared, as the log says. */
function compared(): number {
  return stage.logs.filter((line) => /"ANSWER_(CORRECT|WRONG)"/.test(line)).length;
}

async function stateOf(userName: string): Promise<UserState> {
  const [item] = await readItems([userKey({ userPoolId: POOL, userName } as SignIn)], startDeadline());
  return JSON.parse(item!.state);
}

/** The newest. */
function codeFor(user: string): string {
  return stage.codesFor(user).at(-1)!;
}

function times<T>(count: number, action: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => action(i));
}
