import { asksForCode, REFUSED, tokensIn } from './outcomes';
import type { Clients } from '../clients';
import { MINUTE, type Stage, type User } from '../stage';

const POOL = 'pictureThenCode';

/** A picture, then a code: simple programs cost no messages. */
export function imageCaptchaStories(stage: Stage, clients: Clients): void {
  describe.each(clients)('by %s', (_client, newClient) => {
    const begin = async (user: User = stage.newUser(POOL)) => {
      const client = newClient(stage.target(POOL));
      return { user, client, asked: await client.start(user.name) };
    };

    test('a person reads it, gets a code and then tokens that verify', async () => {
      const { user, client, asked } = await begin();
      expect(asked).toEqual(asksForPicture({ attemptsLeft: '3' }));
      expect(stage.codesFor(user)).toEqual([]);
      expect(await client.answer(stage.picture.toLowerCase())).toEqual(asksForCode({ attemptsLeft: '3' }));
      const { id } = await stage.claims(stage.target(POOL), tokensIn(await client.answer(stage.codeFor(user))));
      expect(id).toMatchObject({ email: user.email });
    });

    test('a program gets nothing sent, another picture each time, and is turned away after three', async () => {
      const { user, client } = await begin();
      const pictures = [stage.picture];
      for (const attemptsLeft of ['2', '1']) {
        expect(await client.answer('made up')).toEqual(asksForPicture({ attemptsLeft, error: 'CODE_MISMATCH' }));
        pictures.push(stage.picture);
      }
      expect(new Set(pictures).size).toBe(3);
      expect(await client.answer(pictures[0])).toEqual(REFUSED);
      expect(stage.codesFor(user)).toEqual([]);
    });

    test('whoever cannot read one asks for another, which costs no try', async () => {
      const { user, client } = await begin();
      const unreadable = stage.picture;
      expect(await client.resend()).toEqual(asksForPicture({ attemptsLeft: '3' }));
      expect(stage.picture).not.toBe(unreadable);
      expect(await client.answer(stage.picture)).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('one that was shown too long ago gives way to another', async () => {
      const { client } = await begin();
      const old = stage.picture;
      stage.advance(6 * MINUTE);
      expect(await client.answer(old)).toEqual(asksForPicture({ attemptsLeft: '3', error: 'EXPIRED' }));
      expect(await client.answer(stage.picture)).toEqual(asksForCode({ attemptsLeft: '3' }));
    });

    test('one that fails again and again locks nobody out', async () => {
      const { user } = await begin();
      for (let signIn = 0; signIn < 8; signIn++) {
        const { client } = await begin(user);
        for (const text of ['made', 'up', 'again']) await client.answer(text);
      }
      const { client } = await begin(user);
      expect(await client.answer(stage.picture)).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('who does not exist passes it like anybody, gets no code and no tokens', async () => {
      const before = stage.mails;
      const { client, asked } = await begin({ name: 'nobody@example.com', email: '', phone: '' });
      expect(asked).toEqual(asksForPicture({ attemptsLeft: '3' }));
      expect(await client.answer(stage.picture)).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await client.answer('123456')).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(stage.mails).toBe(before);
    });
  });
}

/** The question for what stands in a picture; these parameters are the contract with front ends. */
function asksForPicture(parameters: object): object {
  return {
    asks: 'CUSTOM_CHALLENGE',
    parameters: {
      challenge: 'IMAGE_CAPTCHA',
      captchaUrl: expect.stringMatching(/^data:image\/png;base64,[\w+/=]{1500,4500}$/),
      codeLength: '6',
      expiresIn: '300',
      USERNAME: expect.any(String),
      ...parameters,
    },
  };
}
