import { byEmailCode } from './pools';
import { answered, type Form, HandlerStage } from './stage';
import type { SessionEntry } from '../../lambda/events';

const RESEND = { resend: 'true' };

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start(byEmailCode());
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

describe.each<Form>(['as they ship', 'from source'])('asking for a new code, of the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  /** The first code was not answered but a new one asked for, so many seconds later. */
  async function resendAfter(seconds: number) {
    const user = stage.newUser();
    const first = await stage.create(user);
    const code = stage.lastCode();
    stage.now += seconds * 1000;
    expect(await stage.verify(first, 'RESEND', { clientMetadata: RESEND })).toBe(false);
    const second = await stage.create(user, [answered(first, false)], undefined, RESEND);
    return { user, first, code, second };
  }

  test('sends another one, which takes the place of the first', async () => {
    const { first, code, second } = await resendAfter(60);
    expect(stage.aws.outbox.list()).toHaveLength(2);
    expect(second.response.publicChallengeParameters).toEqual(first.response.publicChallengeParameters);
    expect(await stage.verify(second, code)).toBe(false);
    expect(await stage.verify(second, stage.lastCode())).toBe(true);
    expect(await stage.verify(first, code)).toBe(false);
  });

  test('too soon sends nothing and says when; the first code stays good', async () => {
    const { code, second } = await resendAfter(59);
    expect(stage.aws.outbox.list()).toHaveLength(1);
    expect(second.response.publicChallengeParameters).toMatchObject({ error: 'THROTTLED', retryAfter: '1', resendAfter: '1', attemptsLeft: '3' });
    expect(await stage.verify(second, code)).toBe(true);
  });

  test('is possible after the last attempt, and the answer that comes along is not looked at', async () => {
    const user = stage.newUser();
    const session: SessionEntry[] = [];
    let round = await stage.create(user);
    for (let i = 0; i < 2; i += 1) {
      await stage.verify(round, 'wrong');
      session.push(answered(round, false));
      round = await stage.create(user, session);
    }
    expect(round.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '1' });
    stage.now += 60_000;
    expect(await stage.verify(round, stage.lastCode(), { clientMetadata: RESEND })).toBe(false);
    session.push(answered(round, false));

    expect(await stage.define(session)).toMatchObject({ failAuthentication: true });
    expect(await stage.define(session, RESEND)).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE', issueTokens: false });
    const renewed = await stage.create(user, session, undefined, RESEND);
    expect(renewed.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3' });
    expect(await stage.verify(renewed, stage.lastCode())).toBe(true);
  });

  test('does not end the code of another sign-in', async () => {
    const { user, code, second } = await resendAfter(60);
    stage.now += 15_000;
    const other = await stage.create(user);
    const otherCode = stage.lastCode();
    expect(await stage.verify(second, code)).toBe(false);
    expect(await stage.verify(other, otherCode)).toBe(true);
  });
});
