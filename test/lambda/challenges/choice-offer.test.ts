import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender, SmsSender } from '../../../src';
import { loadChoice } from '../fixtures/known-bad-choices';
import { PASSWORD, SRP } from '../flow/sessions';
import { withoutWaiting } from '../senders/without-waiting';
import { answered, type Attributes, type Form, HandlerStage, NOBODY } from '../stage';
import { type Case, expectAlike, type Script, type Visitor } from '../visitor';

const ALL = 'EMAIL_CODE,SMS_CODE,MAGIC_LINK';
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const MAIL = (user: string) => ({ email: `${user}@example.com`, email_verified: 'true' });
const PHONE = (user: string) => ({ phone_number: `+4915${user.replace(/\D/g, '').padStart(8, '0')}`, phone_number_verified: 'true' });

/** Who somebody is, and what reaches him. */
const KINDS: Record<string, { attributes: (user: string) => Attributes; reached: string }> = {
  'has both': { attributes: (user) => ({ sub: user, ...MAIL(user), ...PHONE(user) }), reached: 'EMAIL_CODE,SMS_CODE,MAGIC_LINK' },
  'has an address': { attributes: (user) => ({ sub: user, ...MAIL(user) }), reached: 'EMAIL_CODE,MAGIC_LINK' },
  'has a number': { attributes: (user) => ({ sub: user, ...PHONE(user) }), reached: 'SMS_CODE' },
  'has an address and a number elsewhere': { attributes: (user) => ({ ...MAIL(user), ...PHONE(user), phone_number: '+12025550123' }), reached: 'EMAIL_CODE,MAGIC_LINK' },
  'has a number and an address of which nothing is known': { attributes: (user) => ({ ...MAIL(user), ...PHONE(user), email_verified: 'false' }), reached: 'SMS_CODE' },
  'has neither': { attributes: (user) => ({ sub: user }), reached: '' },
  'does not exist': { attributes: () => NOBODY, reached: '' },
};

let stage: HandlerStage;

async function start(sequence: typeof ChallengeSequence.passwordless): Promise<void> {
  stage = await HandlerStage.start((stack) => void new CustomAuthUserPool(stack, 'Auth', {
    // No garbage is the right code by chance.
    sequence: sequence(Challenge.choice(
      Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }), codeLength: 10 }),
      Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'], codeLength: 10 }),
      Challenge.magicLink({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }), baseUrls: ['https://www.example.com/'], codeLength: 10 }),
    )),
  }));
}

beforeEach(() => {
  stage.reset();
  stage.form = 'from source';
  withoutWaiting();
});

afterEach(() => {
  loadChoice();
  jest.restoreAllMocks();
});

describe('without a password', () => {
  beforeAll(() => start(ChallengeSequence.passwordless), 60_000);
  afterAll(() => stage?.close());

  test.each(ALL.split(','))('strangers who pick %s see the same whoever they ask for, up to the lock and after', async (option) => {
    const sights = await expectAlike(stage, visit(option), cases(story(option)));
    expect(sights[0]).toContain(`"options":"${ALL}"`);
    for (const error of ['CODE_MISMATCH', 'EXPIRED', 'THROTTLED', 'LOCKED']) expect(sights.join()).toContain(`"error":"${error}"`);
  }, 60_000);

  test('strangers who pick now the one and now another see the same as well', async () => {
    const sights = await expectAlike(stage, visit('EMAIL_CODE'), cases(toAndFro));
    expect(sights.filter((sight) => sight.includes('THROTTLED')).map((sight) => /"challenge":"(\w+)"/.exec(sight)![1])).toEqual([
      // The link goes to the address that has had its messages.
      'EMAIL_CODE', ...Array(6).fill('MAGIC_LINK'), 'SMS_CODE',
    ]);
  }, 60_000);

  test('an offer of what reaches the user is noticed', async () => {
    loadChoice('offers strangers only what reaches the user');
    await expect(expectAlike(stage, visit('EMAIL_CODE'), cases(story('EMAIL_CODE')))).rejects.toThrow(ALL);
  }, 60_000);

  test('an SRP exchange that nobody has finished proves nothing', async () => {
    const user = stage.newUser();
    const { response } = await stage.create(user, [SRP], { sub: user, ...MAIL(user) });
    expect(response.publicChallengeParameters).toMatchObject({ options: ALL });
  });
});

describe('after the password', () => {
  beforeAll(() => start(ChallengeSequence.srpAndCustom), 60_000);
  afterAll(() => stage?.close());

  const ask = async (kind: keyof typeof KINDS) => {
    const user = stage.newUser();
    const attributes = KINDS[kind].attributes(user);
    const choice = await stage.create(user, [SRP, PASSWORD], attributes);
    const next = () => stage.create(user, [SRP, PASSWORD, answered(choice, true)], attributes);
    return { choice, next, offered: choice.response.publicChallengeParameters!.options };
  };

  const reachable = Object.keys(KINDS).filter((kind) => KINDS[kind].reached);
  describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
    test.each(reachable)('offer somebody who %s what reaches him, and accept no other pick', async (kind) => {
      stage.form = form;
      const { choice, next, offered } = await ask(kind);
      expect(offered).toBe(KINDS[kind].reached);
      for (const other of ALL.split(',').filter((option) => !offered.includes(option))) {
        expect(await stage.verify(choice, other)).toBe(false);
      }
      const [pick] = offered.split(',');
      expect(await stage.verify(choice, pick)).toBe(true);
      expect(await stage.verify(await next(), stage.lastCode())).toBe(true);
      expect(stage.aws.outbox.list()).toMatchObject([{ channel: pick.split('_')[0] }]);
    });

    test('ask somebody whom nothing reaches as they ask strangers, and write to nobody', async () => {
      stage.form = form;
      const { choice, next, offered } = await ask('has neither');
      expect(offered).toBe(ALL);
      expect(await stage.verify(choice, 'SMS_CODE')).toBe(true);
      const asked = await next();
      expect(asked.response.publicChallengeParameters).toMatchObject({ challenge: 'SMS_CODE', destination: '***' });
      expect(await stage.verify(asked, '0000000000')).toBe(false);
      expect(stage.aws.outbox.list()).toEqual([]);
    });
  });
});

function cases(script: Script): Case[] {
  return Object.entries(KINDS).map(([name, { attributes }]) => ({ name, attributes, script }));
}

/** A sign-in that comes to nothing. */
function visit(option: string, answers: readonly string[] = ['wrong']) {
  return async (visitor: Visitor) => {
    await visitor.start();
    await visitor.answer(option);
    for (const answer of answers) await visitor.answer(answer);
    stage.now += 20 * SECOND;
  };
}

function story(option: string) {
  return async (visitor: Visitor) => {
    await visitor.start();
    for (const noPick of ['', undefined, 'CHOICE']) await visitor.answer(noPick);

    await visit(option, ['wrong', option])(visitor);
    await visitor.resend();
    stage.now += 60 * SECOND;
    await visitor.resend();
    stage.now += 300 * SECOND;
    await visitor.answer('too late');

    // The messages of an hour, then the wrong answers.
    for (let i = 0; i < 4; i++) await visit(option)(visitor);
    await visitor.resend();
    stage.now += HOUR;
    for (let i = 0; i < 5; i++) await visit(option, ['wrong', 'wrong again'])(visitor);
    await visitor.resend();
    await visitor.answer('wrong');
    stage.now += HOUR;
    await visit(option)(visitor);
  };
}

/** Uses up the messages of an hour of one option, then those of the others. */
async function toAndFro(visitor: Visitor): Promise<void> {
  for (const option of ['EMAIL_CODE', 'MAGIC_LINK', 'SMS_CODE']) {
    for (let i = 0; i < 5; i++) await visit(option)(visitor);
    await visit(option)(visitor);
  }
}
