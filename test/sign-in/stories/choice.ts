import { asksForCode, otherThan, REFUSED, tokensIn } from './outcomes';
import type { Clients } from '../clients';
import type { Outcome } from '../clients/sign-in-client';
import { MINUTE, PASSWORD, type PoolName, type Stage, type User } from '../stage';

const OPTIONS = 'EMAIL_CODE,SMS_CODE,QUESTION';
const asksForSmsCode = (parameters: object) => asksForCode({ challenge: 'SMS_CODE', destination: '***', ...parameters });

/** The person picks how to prove who he is. */
export function choiceStories(stage: Stage, clients: Clients): void {
  describe.each(clients)('by %s', (_client, newClient) => {
    const beginAt = async (pool: PoolName, user: User, password?: string) => {
      const client = newClient(stage.target(pool));
      return { user, client, asked: await client.start(user.name, password) };
    };
    const begin = (user = stage.newUser('choice')) => beginAt('choice', user);

    test.each([
      ['EMAIL_CODE', 'EMAIL', asksForCode({ attemptsLeft: '3' })],
      ['SMS_CODE', 'SMS', asksForSmsCode({ attemptsLeft: '3' })],
    ])('whoever picks %s gets that code alone, and tokens for it', async (option, channel, asksForIt) => {
      const { user, client, asked } = await begin();
      expect(asked).toEqual(asksForPick({ attemptsLeft: '3' }));
      expect(stage.messagesFor(user)).toEqual([]);
      expect(await client.answer(option)).toEqual(asksForIt);
      expect(stage.messagesFor(user)).toMatchObject([{ channel }]);
      const done = await client.answer(stage.codeFor(user));
      const { id } = await stage.claims(stage.target('choice'), tokensIn(done));
      expect(id).toMatchObject({ email: user.email });
    });

    test('a question can be picked, and brings no message', async () => {
      const { user, client } = await begin();
      expect(await client.answer('QUESTION')).toHaveProperty('parameters.question', 'colour, try 1');
      expect(await client.answer('blue')).toHaveProperty('tokens');
      expect(stage.messagesFor(user)).toEqual([]);
    });

    test('whoever picks none is asked again, and turned away after three times', async () => {
      const { user, client } = await begin();
      expect(await client.answer('CAPTCHA')).toEqual(asksForPick({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(await client.answer(OPTIONS)).toEqual(asksForPick({ attemptsLeft: '1', error: 'CODE_MISMATCH' }));
      expect(await client.answer('email_code')).toEqual(REFUSED);
      expect(stage.messagesFor(user)).toEqual([]);
    });

    test('a pick is good for one challenge: wrong codes, and a new one, stay with it', async () => {
      const { user, client } = await begin();
      await client.answer('SMS_CODE');
      expect(await client.answer('EMAIL_CODE')).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      const first = stage.codeFor(user);
      stage.advance(MINUTE);
      expect(await client.resend()).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      expect(await client.answer(first)).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(stage.messagesFor(user).map(({ channel }) => channel)).toEqual(['SMS', 'SMS']);
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('another one is picked in a new sign-in', async () => {
      const { user, client } = await begin();
      await client.answer('SMS_CODE');
      const texted = stage.codeFor(user);
      const again = await begin(user);
      await again.client.answer('EMAIL_CODE');
      expect(await again.client.answer(texted)).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(await again.client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test.each(['EMAIL_CODE', 'SMS_CODE'])('strangers who pick %s hear the same, whoever they ask for', async (option) => {
      const hear = async (name: string): Promise<string[]> => {
        const { client, asked } = await begin({ name, email: '', phone: '' });
        const heard: Outcome[] = [asked, await client.answer(option), await client.answer('wrong'), await client.answer('wrong'), await client.answer('wrong')];
        expect(heard.at(-1)).toEqual(REFUSED);
        return heard.map((outcome) => JSON.stringify(outcome).replace(/"USERNAME":"[0-9a-f-]{36}"/, '"USERNAME":"UUID"'));
      };
      const expected = await hear(stage.newUser('choice').name);
      const { mails } = stage;
      expect(await hear('nobody@example.com')).toEqual(expected);
      expect(await hear(stage.newUser('choice', { attributes: { email_verified: 'false' } }).name)).toEqual(expected);
      expect(stage.mails).toBe(mails);
    });

    test('after the password, the offer is what reaches the person', async () => {
      const offer = async (user: User) => beginAt('choiceAfterPassword', user, PASSWORD);
      const both = await offer(stage.newUser('choiceAfterPassword'));
      expect(both.asked).toEqual(asksForPick({ options: 'EMAIL_CODE,SMS_CODE', attemptsLeft: '3' }));
      expect(await both.client.answer('SMS_CODE')).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      expect(await both.client.answer(stage.codeFor(both.user))).toHaveProperty('tokens');

      const byMailOnly = await offer(stage.newUser('choiceAfterPassword', { attributes: {} }));
      expect(byMailOnly.asked).toEqual(asksForPick({ options: 'EMAIL_CODE', attemptsLeft: '3' }));
      expect(await byMailOnly.client.answer('SMS_CODE')).toEqual(asksForPick({ options: 'EMAIL_CODE', attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(await byMailOnly.client.answer('EMAIL_CODE')).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await byMailOnly.client.answer(stage.codeFor(byMailOnly.user))).toHaveProperty('tokens');
    });

    test('without the right password there is no offer', async () => {
      const user = stage.newUser('choiceAfterPassword');
      expect((await beginAt('choiceAfterPassword', user, otherThan(PASSWORD))).asked).toEqual(REFUSED);
      expect((await beginAt('choiceAfterPassword', { ...user, name: 'nobody@example.com' }, PASSWORD)).asked).toEqual(REFUSED);
    });
  });
}

/** The question what to pick; these parameters are the contract with front ends. */
function asksForPick(parameters: object): object {
  return {
    asks: 'CUSTOM_CHALLENGE',
    parameters: { challenge: 'CHOICE', options: OPTIONS, expiresIn: '300', USERNAME: expect.any(String), ...parameters },
  };
}
