import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { withoutWaiting } from './senders/without-waiting';
import { answered, codeIn, HandlerStage, verifiedUser } from './stage';
import type * as captcha from '../../lambda/challenges/captcha';
import type { CreateEvent, SessionEntry } from '../../lambda/events';
import type { Fault } from '../../local/src/aws/server';
import { CaptchaProvider, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender, SmsSender } from '../../src';
import { linkIn } from '../support/link';

/** Stands for whatever a service may tell of itself. */
const CANARY = 'told by the service';
const FAULTS: Record<string, Fault> = {
  'is denied': { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: CANARY }) },
  'fails within the service': { status: 500, body: CANARY },
  'loses its connection': { destroySocket: true },
  'is answered with nonsense': { status: 200, body: `{"${CANARY}` },
  'is answered with something else': { status: 200, body: JSON.stringify({ success: 1, SecretString: 1, captchaUrl: CANARY, Mac: 1, Responses: 1 }) },
};

const CAPTCHA = '../../lambda/challenges/captcha';
const ERROR = 'Sign-in is not available right now';
/** A secret is kept for five minutes. */
const UNTIL_FORGOTTEN = 6 * 60_000;
const OPTIONS = ['SMS_CODE', 'MAGIC_LINK'] as const;
type Option = typeof OPTIONS[number];

/** One trigger of one round of a sign-in, and one of the calls that it makes. */
interface Place {
  readonly trigger: 'Create' | 'Verify';
  readonly round: number;
  readonly operation: string;
}

let stage: HandlerStage;
let people = 0;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    const secret = (id: string) => new secretsmanager.Secret(stack, id);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        Challenge.captcha({ provider: CaptchaProvider.turnstile({ siteKey: 'site', secret: secret('Captcha') }), hostnames: ['www.example.com'] }),
        Challenge.imageCaptcha(),
        Challenge.choice(
          Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'] }),
          Challenge.magicLink({
            sender: EmailSender.sendGrid({ apiKey: secret('SendGrid'), fromAddress: 'no-reply@example.com' }), baseUrls: ['https://www.example.com/sign-in'],
          }),
        ),
      ),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => {
  stage.reset();
  withoutWaiting();
});
afterEach(() => {
  jest.dontMock(CAPTCHA);
  jest.restoreAllMocks();
});

test.each(OPTIONS)('each call of each round up to %s that fails lets nobody on, tells nothing, and leaves the user able to sign in', async (option) => {
  const places = await placesOf(option);
  // The provider, both secrets, the picture and the sender are among them.
  expect(new Set(places.map(({ operation }) => operation))).toEqual(new Set([
    'BatchGetItem', 'TransactWriteItems', 'GenerateMac', 'GetSecretValue', 'turnstile', 'Invoke', ...option === 'SMS_CODE' ? ['Publish'] : ['mailSend'],
  ]));
  // Up to the pick all is the same.
  for (const place of places.filter(({ round }) => option === OPTIONS[0] || round === 3)) {
    for (const [name, fault] of Object.entries(FAULTS)) {
      // Of a write no more is of interest than that it went well.
      if (name === 'is answered with something else' && place.operation === 'TransactWriteItems') continue;
      await expectFailsClosed(option, place, name, fault);
    }
  }
}, 300_000);

test('a CAPTCHA that lets pass whom its provider says nothing of is noticed', async () => {
  jest.resetModules();
  jest.doMock(CAPTCHA, () => ({ ...jest.requireActual<typeof captcha>(CAPTCHA), checkCaptcha: async () => true }));
  await expect(expectFailsClosed('SMS_CODE', { trigger: 'Verify', round: 0, operation: 'turnstile' }, 'down', { destroySocket: true })).rejects.toThrow('false');
  jest.resetModules();
});

/** All calls of a sign-in in which nothing fails. */
async function placesOf(option: Option): Promise<Place[]> {
  const places: Place[] = [];
  // The first one in a process makes calls more.
  await signIn(option, () => undefined);
  stage.now += UNTIL_FORGOTTEN;
  await signIn(option, (place) => void places.push(place));
  return places.filter((place, i) => places.findIndex((other) => JSON.stringify(other) === JSON.stringify(place)) === i);
}

async function expectFailsClosed(option: Option, place: Place, name: string, fault: Fault): Promise<void> {
  stage.now += UNTIL_FORGOTTEN;
  stage.logs = [];
  const where = [option, place.trigger, place.round, place.operation, name];
  const struck = await signIn(option, ({ trigger, round, operation }) =>
    trigger === place.trigger && round === place.round && operation === place.operation ? fault : undefined);
  // A message that does not leave must not show.
  const isSending = place.trigger === 'Create' && ['Publish', 'mailSend', 'GetSecretValue'].includes(place.operation);
  const verdict = place.trigger === 'Verify' ? false : isSending ? 'asked' : ERROR;
  expect([...where, struck.verdicts]).toEqual([...where, [...Array(place.round).fill(true), verdict]]);
  expect(JSON.stringify([struck.shown, stage.logs])).not.toContain(CANARY);

  stage.now += UNTIL_FORGOTTEN;
  const { session } = await signIn(option, () => undefined, struck.user);
  expect(await stage.define(session)).toMatchObject({ issueTokens: true });
}

/** Plays a sign-in with right answers, as long as it goes on. `meet` is told of each call, and may make it fail. */
async function signIn(option: Option, meet: (place: Place) => Fault | void, user = stage.newUser()) {
  people += 1;
  const attributes = { ...verifiedUser(user), phone_number: `+491512${String(people).padStart(7, '0')}`, phone_number_verified: 'true' };
  const session: SessionEntry[] = [];
  const shown: unknown[] = [];
  const verdicts: unknown[] = [];
  let drawn = '';
  let failed = false;
  const answers = [
    () => `pass?${new URLSearchParams({ hostname: 'www.example.com', id: `${user} ${stage.now}` })}`,
    () => drawn,
    () => option,
    () => (option === 'SMS_CODE' ? codeIn(lastText()) : linkIn(lastText()).token),
  ];
  for (const [round, rightAnswer] of answers.entries()) {
    const during = (trigger: Place['trigger']) => {
      stage.fault = (operation, _, { body }) => {
        if (operation === 'Invoke') drawn = JSON.parse(body.toString()).text;
        const fault = meet({ trigger, round, operation }) ?? undefined;
        failed ||= fault !== undefined;
        return fault;
      };
    };
    during('Create');
    const created = await stage.create(user, session, attributes).catch(({ message }: Error) => message);
    shown.push(typeof created === 'string' ? created : created.response);
    if (typeof created === 'string' || failed) {
      verdicts.push(typeof created === 'string' ? created : 'asked');
      break;
    }
    during('Verify');
    const verdict = await stage.verify(created, rightAnswer());
    verdicts.push(verdict);
    session.push(answered(created as CreateEvent, verdict === true));
    if (verdict !== true) break;
  }
  stage.fault = undefined;
  return { user, session, shown, verdicts };
}

function lastText(): string {
  return stage.aws.outbox.list().at(-1)!.text!;
}
