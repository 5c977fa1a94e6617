import { asksForToken, newToken } from './captcha';
import { asksForCode, otherThan, REFUSED, tokensIn } from './outcomes';
import type { Clients } from '../clients';
import { MINUTE, PASSWORD, type Stage } from '../stage';

const asksForSmsCode = (parameters: object) => asksForCode({ challenge: 'SMS_CODE', destination: '***', ...parameters });

/** Several challenges in a row, each with tries, feedback and messages of its own; a CAPTCHA and then a code have stories of their own. */
export function sequenceStories(stage: Stage, clients: Clients): void {
  describe.each(clients)('a password, a CAPTCHA and a code by SMS, by %s', (_client, newClient) => {
    const POOL = 'passwordCaptchaSms';
    const begin = async (password = PASSWORD) => {
      const user = stage.newUser(POOL);
      const client = newClient(stage.target(POOL));
      return { user, client, asked: await client.start(user.name, password) };
    };

    test('all three get tokens that verify, and the text leaves only after the first two', async () => {
      const { user, client, asked } = await begin();
      expect(asked).toEqual(asksForToken({ attemptsLeft: '3' }));
      expect(await client.answer('made up')).toEqual(asksForToken({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(stage.codesFor(user)).toEqual([]);
      expect(await client.answer(newToken())).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      expect(stage.messagesFor(user)).toMatchObject([{ channel: 'SMS' }]);
      const code = stage.codeFor(user);
      expect(await client.answer(otherThan(code))).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      const { id } = await stage.claims(stage.target(POOL), tokensIn(await client.answer(code)));
      expect(id).toMatchObject({ email: user.email });
    });

    test('none of them stands in for another', async () => {
      expect(await begin('Wrong-horse-battery-1')).toHaveProperty('asked', REFUSED);
      const { user, client } = await begin();
      await client.answer(newToken());
      for (const attemptsLeft of ['2', '1']) {
        expect(await client.answer(newToken())).toEqual(asksForSmsCode({ attemptsLeft, error: 'CODE_MISMATCH' }));
      }
      expect(await client.answer(newToken())).toEqual(REFUSED);
      expect(stage.codesFor(user)).toHaveLength(1);
    });
  });

  describe.each(clients)('a code by e-mail and then one by SMS, by %s', (_client, newClient) => {
    const POOL = 'emailThenSms';
    const begin = async () => {
      const user = stage.newUser(POOL);
      const client = newClient(stage.target(POOL));
      return { user, client, asked: await client.start(user.name) };
    };
    const channelsOf = (user: Parameters<typeof stage.messagesFor>[0]) => stage.messagesFor(user).map(({ channel }) => channel);

    test('both get tokens, each with tries of its own', async () => {
      const { user, client, asked } = await begin();
      expect(asked).toEqual(asksForCode({ attemptsLeft: '3' }));
      const mailed = stage.codeFor(user);
      await client.answer(otherThan(mailed));
      expect(await client.answer(otherThan(mailed))).toEqual(asksForCode({ attemptsLeft: '1', error: 'CODE_MISMATCH' }));
      expect(channelsOf(user)).toEqual(['EMAIL']);
      expect(await client.answer(mailed)).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      expect(channelsOf(user)).toEqual(['EMAIL', 'SMS']);
      const texted = stage.codeFor(user);
      expect(await client.answer(otherThan(texted))).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      await stage.claims(stage.target(POOL), tokensIn(await client.answer(texted)));
    });

    test('a new code is one of the step that is asked, and late ones of both are replaced', async () => {
      const { user, client } = await begin();
      stage.advance(5 * MINUTE);
      expect(await client.answer(stage.codeFor(user))).toEqual(asksForCode({ attemptsLeft: '3', error: 'EXPIRED' }));
      await client.answer(stage.codeFor(user));
      stage.advance(MINUTE);
      expect(await client.resend()).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      stage.advance(5 * MINUTE);
      expect(await client.answer(stage.codeFor(user))).toEqual(asksForSmsCode({ attemptsLeft: '3', error: 'EXPIRED' }));
      expect(channelsOf(user)).toEqual(['EMAIL', 'EMAIL', 'SMS', 'SMS', 'SMS']);
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('the code of one step is wrong in the other', async () => {
      const { user, client } = await begin();
      const mailed = stage.codeFor(user);
      await client.answer(mailed);
      expect(stage.codeFor(user)).not.toBe(mailed);
      for (const attemptsLeft of ['2', '1']) {
        expect(await client.answer(mailed)).toEqual(asksForSmsCode({ attemptsLeft, error: 'CODE_MISMATCH' }));
      }
      expect(await client.answer(mailed)).toEqual(REFUSED);
    });
  });
}
