import { byEmailCode } from './pools';
import { answered, codeIn, type Form, HandlerStage, verifiedUser } from './stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start(byEmailCode());
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

describe.each<Form>(['as they ship', 'from source'])('limits of the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  /** Sign-ins of one user, far enough apart not to be repetitions. */
  async function signIns(user: string, count: number) {
    const all = [];
    for (let i = 0; i < count; i += 1) {
      all.push(await stage.create(user));
      stage.now += 15_000;
    }
    return all;
  }

  test('the sixth mail of an hour is not sent, and nothing shows it', async () => {
    const user = stage.newUser();
    const created = await signIns(user, 6);
    expect(stage.aws.outbox.list()).toHaveLength(5);
    expect(created[5].response.publicChallengeParameters).toEqual(created[0].response.publicChallengeParameters);
    expect(await stage.verify(created[5], codeIn(stage.aws.outbox.listSimulator().at(-1)!.text))).toBe(false);

    stage.now += 3_600_000;
    const later = await stage.create(user);
    expect(await stage.verify(later, stage.lastCode())).toBe(true);
  });

  test('sign-ins without end do not cancel a code that somebody waits for', async () => {
    const user = stage.newUser();
    const mine = await stage.create(user);
    const code = stage.lastCode();
    stage.now += 15_000;
    await signIns(user, 15);
    expect(await stage.verify(mine, code)).toBe(true);
  });

  test('mails to one address are limited over all users that have it', async () => {
    const shared = verifiedUser(stage.newUser());
    for (let i = 0; i < 6; i += 1) await stage.create(stage.newUser(), [], shared);
    expect(stage.aws.outbox.list()).toHaveLength(5);
  });

  test('after ten wrong answers within an hour no code is right any more, an hour later they are', async () => {
    const user = stage.newUser();
    let last = await stage.create(user);
    for (let failures = 1; failures <= 10; failures += 1) {
      expect(await stage.verify(last, `wrong ${failures}`)).toBe(false);
      if (failures % 3 === 0) {
        stage.now += 15_000;
        last = await stage.create(user);
      }
    }
    expect(await stage.verify(last, stage.lastCode())).toBe(false);
    const told = await stage.create(user, [answered(last, false)]);
    expect(told.response.publicChallengeParameters).toMatchObject({ error: 'LOCKED' });
    expect(Number(told.response.publicChallengeParameters!.retryAfter)).toBeGreaterThan(3_500);

    const sent = stage.aws.outbox.list().length;
    stage.now += 15_000;
    await stage.create(user);
    expect(stage.aws.outbox.list()).toHaveLength(sent);

    stage.now += 3_600_000;
    const later = await stage.create(user);
    expect(await stage.verify(later, stage.lastCode())).toBe(true);
  });
});
