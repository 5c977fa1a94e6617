import { asksForCode, otherThan, REFUSED, tokensIn } from './outcomes';
import { parseOriginBoundCode } from '../../support/origin-bound-code';
import type { Clients } from '../clients';
import type { Stage } from '../stage';

const POOL = 'passwordlessBySms';

const asksForSmsCode = (parameters: object) => asksForCode({ challenge: 'SMS_CODE', destination: '***', ...parameters });

export function smsCodeStories(stage: Stage, clients: Clients): void {
  describe.each(clients)('by %s', (_client, newClient) => {
    const begin = async (name: string) => {
      const client = newClient(stage.target(POOL));
      return { client, asked: await client.start(name) };
    };

    test('the code in the text, which a browser reads too, gets tokens that verify', async () => {
      const user = stage.newUser(POOL);
      const { client, asked } = await begin(user.name);
      expect(asked).toEqual(asksForSmsCode({ attemptsLeft: '3' }));

      const [message, ...more] = stage.messagesFor(user);
      expect([message.channel, more]).toEqual(['SMS', []]);
      const { topLevelHost, code } = parseOriginBoundCode(message.text!)!;
      expect(topLevelHost).toBe('example.com');

      expect(await client.answer(otherThan(code))).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      const { id } = await stage.claims(stage.target(POOL), tokensIn(await client.answer(code)));
      expect(id).toMatchObject({ phone_number: user.phone, phone_number_verified: true });
    });

    test.each<[string, () => string]>([
      ['a number that nobody has', () => '+491519999999'],
      ['a user whose number is not verified', () => stage.newUser(POOL, { attributes: { phone_number_verified: 'false' } }).name],
    ])('%s is asked for a code like everybody, and nobody gets one', async (_who, newName) => {
      const name = newName();
      const { mails } = stage;
      const { client, asked } = await begin(name);
      expect(asked).toEqual(asksForSmsCode({ attemptsLeft: '3' }));
      expect(await client.answer('wrong')).toEqual(asksForSmsCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      await client.answer('wrong');
      expect(await client.answer('wrong')).toEqual(REFUSED);
      expect(stage.mails).toBe(mails);
    });
  });
}
