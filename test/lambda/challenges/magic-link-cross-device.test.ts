import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { linkIn, withBitFlipped } from '../../support/link';
import { answered, createEvent, type Form, HandlerStage, NOBODY, verifiedUser } from '../stage';
import { type Case, expectAlike, type Visitor } from '../visitor';

const RESEND = { resend: 'true' };
const MINUTE = 60_000;

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.magicLink({
        sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }),
        baseUrls: ['https://www.example.com/sign-in'],
        crossDevice: true,
        codeLength: 6,
      })),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

const lastLink = () => linkIn(stage.aws.outbox.list().at(-1)!.text);
const lastCode = () => /\bcode\b.*: (\d{6})$/im.exec(stage.aws.outbox.list().at(-1)!.text!)![1];
const mails = () => stage.aws.outbox.list().length;

/** Somebody asks for a link; a minute later, another browser begins a sign-in of its own. */
async function twoBrowsers(user = stage.newUser()) {
  const first = await stage.create(user);
  const link = lastLink();
  const code = lastCode();
  stage.now += MINUTE;
  return { user, first, link, code, second: await stage.create(user) };
}

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  test('put into the link what another browser needs to begin, whatever the name', async () => {
    for (const user of [stage.newUser(), `${stage.newUser()} & Söhne #1+"<b>'`]) {
      await stage.create(user, [], verifiedUser('somebody'));
      const { url, token, username } = lastLink();
      expect(username).toBe(user);
      expect(url).toMatch(/^https:\/\/www\.example\.com\/sign-in#username=[^&#"'<> ]+&token=[\w-]{65}$/);
      expect(token).toHaveLength(65);
    }
  });

  test('let another browser in by it, once, and send it no link of its own', async () => {
    const { first, second, link } = await twoBrowsers();
    expect(second.response.publicChallengeParameters).toEqual(first.response.publicChallengeParameters);
    expect(mails()).toBe(1);
    expect(await stage.verify(second, link.token)).toBe(true);
    expect(await stage.verify(second, link.token)).toBe(false);
    expect(await stage.verify(first, link.token)).toBe(false);
  });

  test('let the browser in that asked for it, and then no other', async () => {
    const { first, second, link } = await twoBrowsers();
    expect(await stage.verify(first, link.token)).toBe(true);
    expect(await stage.verify(second, link.token)).toBe(false);
  });

  test('open one door when both knock at the same time, again and again', async () => {
    const { first, second, link } = await twoBrowsers();
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => stage.verify(i % 2 ? first : second, link.token)));
    expect(verdicts.filter(Boolean)).toEqual([true]);
  }, 60_000);

  test('take the code of the mail in both browsers, once', async () => {
    const { first, second, code } = await twoBrowsers();
    expect(await stage.verify(second, code)).toBe(true);
    expect(await stage.verify(first, code)).toBe(false);
  });

  test('let a stranger who begins sign-ins take nothing away, and tell him nothing', async () => {
    const user = stage.newUser();
    const first = await stage.create(user);
    const { token } = lastLink();
    const alone = await stage.create(stage.newUser());
    let sent = mails();
    for (let i = 0; i < 8; i++) {
      stage.now += 16_000;
      const stranger = await stage.create(user, i % 2 ? [] : [{ challengeName: 'SRP_A', challengeResult: true }]);
      expect(stranger.response.publicChallengeParameters).toEqual(alone.response.publicChallengeParameters);
      expect(await stage.verify(stranger, withBitFlipped(token, i))).toBe(false);
      expect(await stage.verify(stranger, token.slice(0, 22) + 'A'.repeat(43))).toBe(false);
    }
    expect(mails()).toBe(sent);

    // What he asks for goes to the user, within the limits, and leaves the first link alone.
    stage.now += MINUTE;
    const stranger = await stage.create(user);
    stage.now += MINUTE;
    await stage.create(user, [answered(stranger, false)], verifiedUser(user), RESEND);
    sent += 1;
    expect(mails()).toBe(sent);
    expect(await stage.verify(first, token)).toBe(true);
  }, 30_000);

  test('show the same calls and parameters for somebody who does not exist, in the first sign-in and in the next', async () => {
    const sights = [];
    for (const attributes of [undefined, NOBODY]) {
      const user = stage.newUser();
      const before = stage.aws.calls.length;
      const first = await stage.create(user, [], attributes);
      stage.now += MINUTE;
      const second = await stage.create(user, [], attributes);
      const verdicts = [await stage.verify(second, 'A'.repeat(65)), await stage.verify(second, '1234567')];
      const again = await stage.create(user, [answered(second, false), answered(second, false)], attributes);
      const shown = [first, second, again].map(({ response }) => JSON.stringify(response.publicChallengeParameters));
      sights.push({ shown, verdicts, calls: stage.operations(before).sort() });
    }
    expect(sights[1]).toEqual(sights[0]);
    expect(sights[0].calls.filter((operation) => operation === 'SendEmail')).toHaveLength(2);
    expect(mails()).toBe(1);
  });

  test('tell a stranger nothing of what the owner of the name has done within these minutes', async () => {
    const owners: Record<string, (owner: Visitor) => Promise<void>> = {
      'has done nothing': async () => {},
      'has asked for a link': (owner) => owner.start(),
      'has signed in by a link': async (owner) => {
        await owner.start();
        await owner.answer(lastLink().token);
      },
      'has mistyped the code': async (owner) => {
        await owner.start();
        await owner.answer('123');
      },
    };
    const seen = (owner: (visitor: Visitor) => Promise<void>, later: number) => async (visitor: Visitor) => {
      await owner(visitor);
      stage.now += later;
      visitor.sights.length = 0;
      await visitor.start();
      await visitor.answer('A'.repeat(65));
      await visitor.resend();
      await visitor.answer('1234567');
      stage.now += MINUTE;
      await visitor.answer('12345');
      await visitor.resend();
      await visitor.answer('1234');
      stage.now += 5 * MINUTE;
      await visitor.answer('123');
    };
    const cases: Case[] = Object.entries(owners).flatMap(([name, owner]) => [16_000, 4 * MINUTE, 6 * MINUTE].map((later) => (
      { name: `${name}, ${later} ms before`, attributes: verifiedUser, script: seen(owner, later) }
    )));
    const nobody: Case = { name: 'does not exist', attributes: () => NOBODY, script: seen((owner) => owner.start(), 16_000) };
    const sights = await expectAlike(stage, seen(async () => {}, 0), [...cases, nobody]);
    for (const error of ['CODE_MISMATCH', 'THROTTLED', 'EXPIRED']) expect(sights.join()).toContain(error);
  }, 60_000);

  test('let nobody in by what was made for a decoy or for a sign-in that has joined', async () => {
    const { second } = await twoBrowsers();
    const { text } = stage.aws.outbox.listSimulator().at(-1)!;
    const { token } = linkIn(text);
    expect(await stage.verify(second, token)).toBe(false);

    const nobody = stage.newUser();
    const created = await stage.create(nobody, [], NOBODY);
    const decoy = linkIn(stage.aws.outbox.listSimulator().at(-1)!.text).token;
    expect(decoy).not.toBe(token);
    expect(await stage.verify(created, decoy)).toBe(false);
  });

  test.each<[string, object]>([
    ['user', { userName: 'somebody else' }],
    ['user pool', { userPoolId: 'us-east-1_Other' }],
    ['app client', { callerContext: { awsSdkVersion: '', clientId: 'other' } }],
  ])('let nobody in under another %s', async (_, overrides) => {
    const { user, second, link } = await twoBrowsers();
    const elsewhere = await stage.invoke('CreateAuthChallenge', { ...createEvent(user), ...overrides });
    expect(await stage.verify(elsewhere, link.token)).toBe(false);
    expect(await stage.verify(second, link.token)).toBe(true);
  });

  test('let nobody in after its lifetime, nor once the sign-in that asked has a new one; then a new sign-in gets its own', async () => {
    const { first, second, link, user } = await twoBrowsers();
    await stage.create(user, [answered(first, false)], verifiedUser(user), RESEND);
    expect(mails()).toBe(2);
    const renewed = lastLink();
    expect(await stage.verify(second, link.token)).toBe(false);
    stage.now += 5 * MINUTE;
    expect(await stage.verify(second, renewed.token)).toBe(false);

    const third = await stage.create(user);
    expect(mails()).toBe(3);
    expect(await stage.verify(third, renewed.token)).toBe(false);
    expect(await stage.verify(third, lastLink().token)).toBe(true);
  });

  test('give Cognito\'s repetition of the answer the same verdict', async () => {
    const { second, link } = await twoBrowsers();
    expect(await stage.verify(second, link.token)).toBe(true);
    stage.now += 5_000;
    expect(await stage.verify(second, link.token)).toBe(true);
  });
});
