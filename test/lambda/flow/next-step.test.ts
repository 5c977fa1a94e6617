import { choice, emailCode, magicLink, passwordless, passwordVerifier, QUESTION, SMS_CODE, srpAndCustom, srpThenCustom } from './flows';
import { CHALLENGE_ID, entry, NONCE, PASSWORD, round, SRP } from './sessions';
import type { SessionEntry } from '../../../lambda/events';
import { nextStep } from '../../../lambda/flow/next-step';
import type { Flow } from '../../../src/private/flow';

describe('the table of sequences', () => {
  const one = emailCode();
  test.each<[string, Flow, SessionEntry[], string]>([
    ['passwordless starts with the challenge', passwordless(one), [], 'CUSTOM_CHALLENGE 0'],
    ['passwordless skips a leading SRP_A', passwordless(one), [SRP], 'CUSTOM_CHALLENGE 0'],
    ['passwordless ends after its only challenge', passwordless(one), [round(0, true)], 'TOKENS'],
    ['passwordless ends after SRP_A and its only challenge', passwordless(one), [SRP, round(0, true)], 'TOKENS'],
    ['passwordless goes on with the second challenge', passwordless(one, QUESTION), [round(0, true)], 'CUSTOM_CHALLENGE 1'],
    ['passwordless ends after the second challenge', passwordless(one, QUESTION), [round(0, true), round(1, true)], 'TOKENS'],
    ['passwordless accepts no password in place of the challenge', passwordless(one), [SRP, PASSWORD], 'FAIL'],

    ['srpAndCustom asks for SRP_A', srpAndCustom(one), [], 'SRP_A 0'],
    ['srpAndCustom asks for the password', srpAndCustom(one), [SRP], 'PASSWORD_VERIFIER 1'],
    ['srpAndCustom asks for the challenge', srpAndCustom(one), [SRP, PASSWORD], 'CUSTOM_CHALLENGE 2'],
    ['srpAndCustom ends', srpAndCustom(one), [SRP, PASSWORD, round(2, true, 3, 'EMAIL_CODE')], 'TOKENS'],
    ['srpAndCustom has no way around the password', srpAndCustom(one), [round(2, true, 3, 'EMAIL_CODE')], 'FAIL'],

    ['passwordVerifier must start with SRP_A', passwordVerifier(one), [], 'FAIL'],
    ['passwordVerifier asks for the password', passwordVerifier(one), [SRP], 'PASSWORD_VERIFIER 0'],
    ['passwordVerifier asks for the challenge', passwordVerifier(one), [SRP, PASSWORD], 'CUSTOM_CHALLENGE 1'],
    ['passwordVerifier ends', passwordVerifier(one), [SRP, PASSWORD, round(1, true, 3, 'EMAIL_CODE')], 'TOKENS'],

    ['SRP_A before a challenge is asked for', srpThenCustom(one), [], 'SRP_A 0'],
    ['SRP_A before a challenge is counted', srpThenCustom(one), [SRP], 'CUSTOM_CHALLENGE 1'],

    ['SRP_A comes first or never', passwordless(one, QUESTION), [round(0, true), SRP], 'FAIL'],
    ['SRP_A is not asked for later', srpThenCustom(one), [entry('SMS_MFA', true)], 'FAIL'],
    ['what is not known is no password', srpAndCustom(one), [SRP, entry('SOMETHING_NEW', true)], 'FAIL'],
    ['a password after the end is too much', passwordless(one), [SRP, round(0, true), PASSWORD], 'FAIL'],
  ])('%s', (_, flow, session, expected) => {
    const next = nextStep(flow, session);
    expect(next.type === 'ASK' ? `${next.challengeName} ${next.step}` : next.type).toBe(expected);
  });
});

describe('what Cognito puts into the session by itself', () => {
  const flow = srpAndCustom(emailCode());

  test.each(['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'NEW_PASSWORD_REQUIRED', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'])('%s, passed, is no step of ours', (name) => {
    expect(nextStep(flow, [SRP, PASSWORD, entry(name, true)])).toMatchObject({ type: 'ASK', step: 2 });
    expect(nextStep(flow, [SRP, PASSWORD, entry(name, true), round(2, true, 3, 'EMAIL_CODE'), entry(name, true)]).type).toBe('TOKENS');
    expect(nextStep(flow, [SRP, PASSWORD, entry(name, false)]).type).toBe('FAIL');
  });
});

describe('wrong answers', () => {
  const flow = passwordless(emailCode());

  test('a step that still has attempts is asked again, with the round that it repeats', () => {
    expect(nextStep(flow, [round(0, false, 2)])).toEqual({
      type: 'ASK',
      challengeName: 'CUSTOM_CHALLENGE',
      step: 0,
      repeats: { step: 0, name: 'EMAIL_CODE', attemptsLeft: 2, nonce: NONCE, challengeId: CHALLENGE_ID },
    });
  });

  test.each([1, 0])('a wrong answer with %p attempts left ends the sign-in', (attemptsLeft) => {
    expect(nextStep(flow, [round(0, false, attemptsLeft)]).type).toBe('FAIL');
  });

  test.each<[string, Flow, SessionEntry[], string]>([
    ['a link, which uses up no attempts, are followed by another round', passwordless(magicLink()), [], 'ASK'],
    ['a link that was picked are, too', passwordless(choice(magicLink(), SMS_CODE)), [round(0, true, 3, 'CHOICE')], 'ASK'],
    ['a link with a code beside it end the sign-in', passwordless(magicLink(6)), [], 'FAIL'],
  ])('with one attempt left, wrong answers to %s', (_, flowWithLink, before, expected) => {
    const wrong = round(0, false, 1, 'MAGIC_LINK');
    expect(nextStep(flowWithLink, [...before, wrong]).type).toBe(expected);
    expect(nextStep(flowWithLink, [...before, ...Array<SessionEntry>(20).fill(wrong)]).type).toBe('FAIL');
  });

  test('a wrong password ends the sign-in', () => {
    expect(nextStep(srpAndCustom(emailCode()), [SRP, entry('PASSWORD_VERIFIER', false)]).type).toBe('FAIL');
  });
});

describe('a new code that is asked for', () => {
  const flow = passwordless(emailCode(), QUESTION);

  test.each([3, 1, 0])('is asked for with %p attempts left, in the place of the round before', (attemptsLeft) => {
    expect(nextStep(flow, [round(0, false, attemptsLeft)], true)).toEqual({
      type: 'ASK',
      challengeName: 'CUSTOM_CHALLENGE',
      step: 0,
      repeats: { step: 0, name: 'EMAIL_CODE', attemptsLeft, nonce: NONCE, challengeId: CHALLENGE_ID },
    });
  });

  test('lets the sign-in go on after the answers to the old one were used up', () => {
    const exchanged = [round(0, false, 2), round(0, false, 1), round(0, false, 3)];
    expect(nextStep(flow, exchanged)).toMatchObject({ type: 'ASK', step: 0 });
    expect(nextStep(flow, [...exchanged, round(0, true)])).toMatchObject({ type: 'ASK', step: 1, repeats: undefined });
  });

  test.each<[string, SessionEntry[]]>([
    ['a wrong password', [SRP, entry('PASSWORD_VERIFIER', false)]],
    ['a round that Create did not write', [entry('CUSTOM_CHALLENGE', false)]],
    ['a round of another step', [round(1, false)]],
  ])('is none after %s', (_, session) => {
    expect(nextStep(flow, session, true).type).toBe('FAIL');
  });
});

describe('a step has twenty rounds at most', () => {
  const failed = (step: number, count: number) => Array.from({ length: count }, () => round(step, false));

  test.each([true, false])('if a new code is asked for: %p', (resend) => {
    const flow = passwordless(emailCode());
    expect(nextStep(flow, failed(0, 19), resend)).toMatchObject({ type: 'ASK', step: 0 });
    expect(nextStep(flow, failed(0, 20), resend).type).toBe('FAIL');
  });

  test('whatever Cognito inserts between them', () => {
    const session = failed(0, 20).flatMap((wrong) => [wrong, entry('SMS_MFA', true)]);
    expect(nextStep(passwordless(emailCode()), session, true).type).toBe('FAIL');
  });

  test('the last of which may be passed, and the next step has as many', () => {
    const flow = passwordless(emailCode(), QUESTION);
    const passed = [...failed(0, 19), round(0, true)];
    expect(nextStep(flow, [...passed, ...failed(1, 19)])).toMatchObject({ type: 'ASK', step: 1 });
    expect(nextStep(flow, [...passed, ...failed(1, 19), round(1, true)]).type).toBe('TOKENS');
    expect(nextStep(flow, [...passed, ...failed(1, 20)]).type).toBe('FAIL');
  });
});

describe('a choice', () => {
  const flow = passwordless(choice(emailCode(), SMS_CODE), QUESTION);
  const pick = (passed = true, attemptsLeft = 3) => round(0, passed, attemptsLeft, 'CHOICE');
  const sms = (passed: boolean, attemptsLeft = 3) => round(0, passed, attemptsLeft, 'SMS_CODE');

  test.each<[string, SessionEntry[], object]>([
    ['is asked first', [], { step: 0, pick: undefined, repeats: undefined }],
    ['is asked again after no pick', [pick(false)], { step: 0, pick: undefined, repeats: { name: 'CHOICE' } }],
    ['is passed by a pick, which names no challenge yet', [pick()], { step: 0, pick: { name: 'CHOICE', challengeId: CHALLENGE_ID }, repeats: undefined }],
    ['asks the challenge that was picked again', [pick(), sms(false)], { step: 0, pick: { name: 'CHOICE' }, repeats: { name: 'SMS_CODE' } }],
    ['ends with the challenge that was picked', [pick(), sms(true)], { step: 1, pick: undefined, repeats: undefined }],
    ['goes on with what Cognito inserts', [pick(), entry('SMS_MFA', true)], { step: 0, pick: { name: 'CHOICE' } }],
  ])('%s', (_, session, expected) => {
    expect(nextStep(flow, session)).toMatchObject({ type: 'ASK', challengeName: 'CUSTOM_CHALLENGE', ...expected });
  });

  test.each<[string, SessionEntry[]]>([
    ['a challenge that nobody has picked', [sms(true)]],
    ['a challenge after no pick', [pick(false), sms(true)]],
    ['a second pick', [pick(), pick()]],
    ['a challenge of a later step', [pick(), round(0, true, 3, 'QUESTION')]],
    ['a challenge that is no option', [pick(), round(0, true, 3, 'CAPTCHA')]],
    ['an option in another step', [pick(), round(1, true, 3, 'SMS_CODE')]],
    ['another option than the one that was asked', [pick(), sms(false), round(0, true, 3, 'EMAIL_CODE')]],
    ['both options', [pick(), sms(true), round(0, true, 3, 'EMAIL_CODE')]],
    ['no pick with one try', [pick(false, 1)]],
    ['wrong answers to the last', [pick(), sms(false, 2), sms(false, 1)]],
  ])('is not passed by %s', (_, session) => {
    expect(nextStep(flow, session).type).toBe('FAIL');
  });

  test('never ends a sign-in by itself', () => {
    const alone = passwordless(choice(emailCode(), SMS_CODE));
    expect(nextStep(alone, [pick()]).type).toBe('ASK');
    expect(nextStep(alone, [pick(), sms(true)]).type).toBe('TOKENS');
  });
});

describe('rounds are recognised by what Create wrote', () => {
  const flow = passwordless(emailCode(), QUESTION);

  test.each<[string, SessionEntry]>([
    ['no metadata', entry('CUSTOM_CHALLENGE', true)],
    ['metadata of another step', round(1, true)],
    ['metadata of another challenge', round(0, true, 3, 'QUESTION')],
    ['metadata of somebody else', entry('CUSTOM_CHALLENGE', true, 'CODE-123456')],
    ['metadata with more behind it', entry('CUSTOM_CHALLENGE', true, `${round(0, true).challengeMetadata}\n`)],
    ['a result that is not a boolean', { ...round(0, true), challengeResult: 'true' as unknown as boolean }],
    ['no result', { ...round(0, true), challengeResult: undefined as unknown as boolean }],
  ])('%s passes nothing, and no new code can be asked for', (_, session) => {
    expect(nextStep(flow, [session]).type).toBe('FAIL');
    expect(nextStep(flow, [session], true).type).toBe('FAIL');
  });
});
