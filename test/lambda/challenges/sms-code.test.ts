import { performance } from 'node:perf_hooks';
import { Challenge, ChallengeSequence, CustomAuthUserPool, SmsSender } from '../../../src';
import { parseOriginBoundCode } from '../../support/origin-bound-code';
import { withoutWaiting } from '../senders/without-waiting';
import { answered, type Attributes, codeIn, HandlerStage, NOBODY } from '../stage';

const POOL = 'arn:aws:sms-voice:eu-central-1:111111111111:pool/pool-1';
const SERVICES: [string, SmsSender, operation: string][] = [
  ['SNS', SmsSender.sns({ senderId: 'Example', region: 'eu-west-1' }), 'Publish'],
  ['End User Messaging', SmsSender.endUserMessaging({ originationIdentityArn: POOL }), 'SendTextMessage'],
];

let numbers = 0;
/** A number of nobody else's. */
function newNumber(country = '+49'): string {
  numbers += 1;
  return `${country}1512${String(numbers).padStart(6, '0')}`;
}

function withNumber(phone: string = newNumber(), more: Record<string, string> = {}): Record<string, string> {
  return { sub: 'a11ce', phone_number: phone, phone_number_verified: 'true', ...more };
}

describe.each(SERVICES)('a code by %s', (_service, sender, operation) => {
  let stage: HandlerStage;

  beforeAll(async () => {
    stage = await HandlerStage.start((stack) => {
      const challenge = Challenge.smsCode({
        sender, countryCodes: ['+49', '+1204'], webOtpDomain: 'example.com', locales: { de: 'Dein Code: {code}' },
      });
      new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(challenge) });
    });
  }, 60_000);
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.reset();
    stage.form = 'from source';
    withoutWaiting();
  });
  afterEach(() => jest.restoreAllMocks());

  const start = (attributes: Attributes = withNumber(), userName = stage.newUser()) => stage.create(userName, [], attributes);
  const texts = () => stage.aws.outbox.list();

  test.each(['from source', 'as they ship'] as const)('goes to the verified number and opens the door once, %s', async (form) => {
    stage.form = form;
    const phone = newNumber();
    const created = await start(withNumber(phone));
    expect(created.response.publicChallengeParameters).toEqual({
      challenge: 'SMS_CODE', destination: '***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60',
    });
    expect(texts()).toMatchObject([{ channel: 'SMS', to: [phone], from: operation === 'Publish' ? 'Example' : POOL }]);

    const code = stage.lastCode();
    expect(await stage.verify(created, 'wrong')).toBe(false);
    expect(await stage.verify(created, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe(true);
    expect(await stage.verify(created, code)).toBe(false);
  });

  test('is read by browsers on the pages of this domain', async () => {
    await start();
    const { text } = texts()[0];
    expect(parseOriginBoundCode(text!)).toEqual({ topLevelHost: 'example.com', embeddedHost: undefined, code: codeIn(text) });
  });

  test('speaks the language of the user', async () => {
    for (const locale of ['de_AT', 'fr']) await start(withNumber(newNumber(), { locale }));
    expect(texts().map(({ text }) => text!.split(':')[0])).toEqual(['Dein Code', expect.stringMatching(/^Your sign-in code is \d{6}\./)]);
  });

  test('is sent once when Cognito repeats the event, and anew when the client asks for it', async () => {
    const user = stage.newUser();
    const attributes = withNumber();
    const created = await stage.create(user, [], attributes);
    await stage.create(user, [], attributes);
    expect(texts()).toHaveLength(1);
    const old = stage.lastCode();

    stage.now += 61_000;
    const again = await stage.create(user, [answered(created, false)], attributes, { resend: 'true' });
    expect(texts()).toHaveLength(2);
    expect(await stage.verify(again, old)).toBe(false);
    expect(await stage.verify(again, stage.lastCode())).toBe(true);
  });

  test('stays out of the log, like the number', async () => {
    const phone = newNumber();
    const created = await start(withNumber(phone));
    const code = stage.lastCode();
    await stage.verify(created, code);
    stage.fault = (called) => called === operation ? { status: 400, body: `{"__type":"X","message":"${phone}"}` } : undefined;
    await start(withNumber(phone));
    const log = stage.logs.join('\n');
    expect(log).toMatch(/"MESSAGE_SENT"[^]*"ANSWER_CORRECT"[^]*"MESSAGE_FAILED"/);
    for (const secret of [phone.slice(1), code]) expect(log).not.toContain(secret);
  });

  describe('nobody else', () => {
    const STRANGERS: [string, () => Attributes][] = [
      ['a name that nobody has', () => NOBODY],
      ['a user without a number', () => ({ sub: 'a11ce' })],
      ['a user whose number is not verified', () => withNumber(newNumber(), { phone_number_verified: 'false' })],
      ['a user in another country', () => withNumber(newNumber('+44'))],
      ['a user in a part of a country', () => withNumber(newNumber('+1'))],
      ['a number without a plus sign', () => withNumber('491512345678')],
      ['a number that begins with zero', () => withNumber('+0491512345678')],
      ['a number that is too short', () => withNumber('+491512')],
      ['a number that is too long', () => withNumber('+4915123456789012')],
      ['a number with something behind it', () => withNumber('+491512345678,+441512345678')],
      ['a number with a line break', () => withNumber('+491512345678\n')],
    ];

    test.each(STRANGERS)('gets one: %s, and is told and asked for what everybody is', async (_who, attributes) => {
      const everybody = await start();
      const expected = stage.operations(-4);
      const calls = stage.aws.calls.length;
      const sent = texts().length;

      const created = await start(attributes());
      expect(created.response.publicChallengeParameters).toEqual(everybody.response.publicChallengeParameters);
      const [hidden, hiddenOfEverybody] = [created, everybody].map(({ response }) => JSON.stringify(response.privateChallengeParameters));
      expect(hidden).toHaveLength(hiddenOfEverybody.length);
      expect(stage.operations(calls)).toEqual(expected);
      expect(expected).toContain(operation);
      expect(texts()).toHaveLength(sent);
      expect(stage.logs.at(-1)).toContain('MESSAGE_WITHHELD');
    });

    test('can use the code of a dry run', async () => {
      const created = await start(NOBODY);
      const dryRun = stage.aws.outbox.listSimulator().at(-1);
      expect(dryRun === undefined).toBe(operation === 'Publish');
      if (dryRun) expect(await stage.verify(created, codeIn(dryRun.text))).toBe(false);
    });

    test.each([
      ['refuses', { status: 400, body: '{"__type":"ConflictException"}' }], ['is throttled', { status: 429 }], ['is broken', { status: 500 }],
    ])('is told apart when the service %s: messages to nobody have limits of their own', async (_what, fault) => {
      const traces = async (attributes: Attributes, faulty: boolean) => {
        const user = stage.newUser();
        const calls = stage.aws.calls.length;
        stage.fault = (called) => called === operation && faulty ? fault : undefined;
        const created = await start(attributes, user);
        stage.fault = undefined;
        await stage.verify(created, 'wrong');
        const again = await stage.create(user, [answered(created, false)], attributes);
        return {
          told: [created, again].map(({ response }) => response.publicChallengeParameters),
          calls: stage.operations(calls).filter((called) => called !== operation),
        };
      };
      // The first answer that a process verifies makes a call more.
      await traces(withNumber(), false);
      const expected = await traces(withNumber(), false);
      for (const attributes of [NOBODY, withNumber()]) expect(await traces(attributes, true)).toEqual(expected);
      // Only what somebody waits for in vain is of interest to an operator.
      expect(stage.logs.filter((line) => line.includes('MESSAGE_FAILED'))).toHaveLength(1);
    });
  });

  test('takes as long when it is refused as when it is sent', async () => {
    jest.mocked(setTimeout).mockRestore();
    const timed = async (attributes: Attributes) => {
      const began = performance.now();
      await start(attributes);
      return performance.now() - began;
    };
    // A timer of 500 ms may end a millisecond early by another clock.
    expect(await timed(NOBODY)).toBeGreaterThan(495);
    expect(await timed(withNumber())).toBeGreaterThan(495);
    stage.fault = (called) => called === operation ? { status: 400 } : undefined;
    expect(await timed(withNumber())).toBeGreaterThan(495);
  });

  test('a number gets five an hour, whoever it belongs to', async () => {
    const phone = newNumber();
    for (let sent = 0; sent < 6; sent++) {
      const { publicChallengeParameters } = (await start(withNumber(phone))).response;
      expect(publicChallengeParameters).not.toHaveProperty('error');
    }
    expect(texts()).toHaveLength(5);
  });

  test('that did not leave counts like any other, so that a broken service brings nobody more than five', async () => {
    const phone = newNumber();
    const nowhere = 'http://127.0.0.1:1';
    jest.replaceProperty(stage.aws, 'endpoints', { ...stage.aws.endpoints, AWS_ENDPOINT_URL_SNS: nowhere, AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: nowhere });
    await start(withNumber(phone));
    expect(stage.logs.at(-1)).toContain('MESSAGE_FAILED');

    jest.restoreAllMocks();
    stage.reset();
    for (let sent = 0; sent < 6; sent++) await start(withNumber(phone));
    expect(texts()).toHaveLength(4);
  });
});
