import { newPerson as newPersonOn, OPTIONS, shown, useChoice } from './choosing';
import type { SessionEntry } from '../../../lambda/events';
import { answered, type Form } from '../stage';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const stage = useChoice();
const newPerson = () => newPersonOn(stage());
const channels = () => stage().aws.outbox.list().map(({ channel }) => channel);

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeEach(() => {
    stage().form = form;
  });

  test('offer all options by their names, and send nothing before the pick', async () => {
    const choice = await newPerson().create();
    expect(shown(choice)).toEqual({ challenge: 'CHOICE', options: OPTIONS, expiresIn: '300', attemptsLeft: '3' });
    expect(await stage().verify(choice, 'SMS_CODE')).toBe(true);
    expect(channels()).toEqual([]);
  });

  test.each([['EMAIL_CODE', 'EMAIL', '***@***'], ['SMS_CODE', 'SMS', '***']])('ask %s when it was picked, and write to nowhere else', async (option, channel, destination) => {
    const { asked } = await newPerson().pick(option);
    expect(shown(asked)).toEqual({ challenge: option, destination, codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60' });
    expect(channels()).toEqual([channel]);
    expect(await stage().verify(asked, stage().lastCode())).toBe(true);
  });

  test('ask a challenge of one\'s own when it was picked', async () => {
    const { asked } = await newPerson().pick('QUESTION');
    expect(shown(asked)).toMatchObject({ challenge: 'QUESTION', question: 'colour' });
    expect(channels()).toEqual([]);
    expect(await stage().verify(asked, 'blue')).toBe(true);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined], ['an empty text', ''], ['the choice itself', 'CHOICE'], ['a challenge that is no option', 'CAPTCHA'], ['all options at once', OPTIONS],
    ['a name in small letters', 'email_code'], ['a name with a space', ' EMAIL_CODE'], ['a name that everything has', 'constructor'], ['a list', ['EMAIL_CODE']],
    ['a position', '0'], ['a megabyte', 'E'.repeat(1_000_000)],
  ])('take %s for no pick', async (_, answer) => {
    const person = newPerson();
    const choice = await person.create();
    expect(await stage().verify(choice, answer)).toBe(false);
    const again = await person.create([answered(choice, false)]);
    expect(shown(again)).toEqual({ challenge: 'CHOICE', options: OPTIONS, expiresIn: '300', attemptsLeft: '2', error: 'CODE_MISMATCH' });
    expect(channels()).toEqual([]);
  });
});

test('whoever picks nothing three times is turned away, and no message is sent', async () => {
  const person = newPerson();
  const session: SessionEntry[] = [];
  for (const attemptsLeft of ['3', '2', '1']) {
    const choice = await person.create(session);
    expect(shown(choice)).toMatchObject({ challenge: 'CHOICE', options: OPTIONS, attemptsLeft, ...(session.length > 0 && { error: 'CODE_MISMATCH' }) });
    expect(await stage().verify(choice, 'neither')).toBe(false);
    session.push(answered(choice, false));
  }
  expect(await stage().define(session)).toMatchObject({ failAuthentication: true });
  expect(channels()).toEqual([]);
});

test('a pick that comes too late is none, and may be made again', async () => {
  const person = newPerson();
  const late = await person.create();
  stage().now += 5 * MINUTE;
  expect(await stage().verify(late, 'SMS_CODE')).toBe(false);
  const again = await person.create([answered(late, false)]);
  expect(shown(again)).toMatchObject({ challenge: 'CHOICE', attemptsLeft: '3', error: 'EXPIRED' });
  expect(await stage().verify(again, 'SMS_CODE')).toBe(true);
});

test('a new code comes by the channel that was picked', async () => {
  const person = newPerson();
  const { session, asked } = await person.pick('SMS_CODE');
  stage().now += MINUTE;
  const resend = { resend: 'true' };
  expect(await stage().verify(asked, 'EMAIL_CODE', { clientMetadata: resend })).toBe(false);
  const again = await person.create([...session, answered(asked, false)], resend);
  expect(shown(again)).toMatchObject({ challenge: 'SMS_CODE', attemptsLeft: '3' });
  expect(channels()).toEqual(['SMS', 'SMS']);
  expect(await stage().verify(again, stage().lastCode())).toBe(true);
});

test('who asks for a new code where a pick is due is asked to pick, and gets none', async () => {
  const person = newPerson();
  const choice = await person.create();
  expect(await stage().verify(choice, 'SMS_CODE', { clientMetadata: { resend: 'true' } })).toBe(false);
  const again = await person.create([answered(choice, false)], { resend: 'true' });
  expect(shown(again)).toEqual({ challenge: 'CHOICE', options: OPTIONS, expiresIn: '300', attemptsLeft: '3' });
  expect(channels()).toEqual([]);
});

test('wrong answers are answers to the option, with tries of its own, and never lead back to the pick', async () => {
  const person = newPerson();
  const { session, asked } = await person.pick('EMAIL_CODE');
  const code = stage().lastCode();
  let round = asked;
  for (const attemptsLeft of ['2', '1']) {
    // A name is no answer any more.
    expect(await stage().verify(round, 'SMS_CODE')).toBe(false);
    session.push(answered(round, false));
    round = await person.create(session);
    expect(shown(round)).toMatchObject({ challenge: 'EMAIL_CODE', attemptsLeft, error: 'CODE_MISMATCH' });
  }
  expect(await stage().verify(round, code)).toBe(true);
  expect(channels()).toEqual(['EMAIL']);
});

test('the code of one option passes no other, in no sign-in', async () => {
  const person = newPerson();
  const mail = await person.pick('EMAIL_CODE');
  const mailed = stage().lastCode();
  stage().now += 20 * SECOND;
  const text = await person.pick('SMS_CODE');
  const texted = stage().lastCode();
  expect(mailed).not.toBe(texted);
  expect(await stage().verify(text.asked, mailed)).toBe(false);
  expect(await stage().verify(mail.asked, texted)).toBe(false);
  expect(await stage().verify(text.asked, texted)).toBe(true);
});

test('a locked option stays locked however it is picked, and locks no other', async () => {
  const person = newPerson();
  for (let signIn = 0; signIn < 5; signIn++) {
    const { asked } = await person.pick('EMAIL_CODE');
    for (const wrong of ['wrong', 'again']) expect(await stage().verify(asked, wrong)).toBe(false);
    stage().now += 16 * SECOND;
  }
  const { session, asked } = await person.pick('EMAIL_CODE');
  expect(await stage().verify(asked, 'wrong')).toBe(false);
  expect(shown(await person.create([...session, answered(asked, false)]))).toMatchObject({ challenge: 'EMAIL_CODE', error: 'LOCKED' });

  stage().now += 16 * SECOND;
  const text = await person.pick('SMS_CODE');
  expect(await stage().verify(text.asked, stage().lastCode())).toBe(true);
});

test('picking to and fro brings no more messages of one option than the limit allows', async () => {
  const person = newPerson();
  for (let signIn = 0; signIn < 14; signIn++) {
    await person.pick(signIn % 2 ? 'EMAIL_CODE' : 'SMS_CODE');
    stage().now += 16 * SECOND;
  }
  expect(channels().sort()).toEqual([...Array(5).fill('EMAIL'), ...Array(5).fill('SMS')]);
});
