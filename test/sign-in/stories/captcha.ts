import { asksForCode, otherThan, REFUSED, tokensIn } from './outcomes';
import type { Clients } from '../clients';
import type { Stage, User } from '../stage';

const POOL = 'captchaThenCode';

let tokens = 0;
/** What the page gets from the provider, each time another one. */
export function newToken(parameters: Record<string, string> = {}): string {
  tokens += 1;
  return `pass?${new URLSearchParams({ hostname: 'www.example.com', ...parameters, id: String(tokens) })}`;
}

/** A CAPTCHA, then a code: programs cost no messages. */
export function captchaStories(stage: Stage, clients: Clients): void {
  describe.each(clients)('by %s', (_client, newClient) => {
    const begin = async (user: User = stage.newUser(POOL)) => {
      const client = newClient(stage.target(POOL));
      return { user, client, asked: await client.start(user.name) };
    };

    test('a person passes it, gets a code and then tokens that verify', async () => {
      const { user, client, asked } = await begin();
      expect(asked).toEqual(asksForToken({ attemptsLeft: '3' }));
      expect(stage.codesFor(user)).toEqual([]);
      expect(await client.answer(newToken())).toEqual(asksForCode({ attemptsLeft: '3' }));
      const { id } = await stage.claims(stage.target(POOL), tokensIn(await client.answer(stage.codeFor(user))));
      expect(id).toMatchObject({ email: user.email });
    });

    test('a program gets nothing sent, and is turned away after three tokens', async () => {
      const { user, client } = await begin();
      expect(await client.answer('made up')).toEqual(asksForToken({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(await client.answer(newToken({ hostname: 'evil.example' }))).toEqual(asksForToken({ attemptsLeft: '1', error: 'CODE_MISMATCH' }));
      expect(await client.answer(newToken({ action: 'register' }))).toEqual(REFUSED);
      expect(stage.codesFor(user)).toEqual([]);
    });

    test('one that fails again and again locks nobody out', async () => {
      const { user } = await begin();
      for (let signIn = 0; signIn < 8; signIn++) {
        const { client } = await begin(user);
        for (const token of ['made', 'up', 'again']) await client.answer(token);
      }
      const { client } = await begin(user);
      expect(await client.answer(newToken())).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('after a refusal a new token passes', async () => {
      const { user, client } = await begin();
      await client.answer(newToken({ age: '301' }));
      expect(await client.answer(newToken())).toEqual(asksForCode({ attemptsLeft: '3' }));
      await client.answer(otherThan(stage.codeFor(user)));
      expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
    });

    test('a token is good for one sign-in, whoever\'s', async () => {
      const token = newToken();
      const first = await begin();
      await first.client.answer(token);
      for (const user of [first.user, stage.newUser(POOL)]) {
        const { client } = await begin(user);
        expect(await client.answer(token)).toEqual(asksForToken({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      }
    });

    test('who does not exist passes it like anybody, gets no code and no tokens', async () => {
      const before = stage.mails;
      const { client } = await begin({ name: 'nobody', email: '', phone: '' });
      expect(await client.answer(newToken())).toEqual(asksForCode({ attemptsLeft: '3' }));
      expect(await client.answer('123456')).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      expect(stage.mails).toBe(before);
    });
  });
}

/** The question for a token; these parameters are the contract with front ends. */
export function asksForToken(parameters: object): object {
  return {
    asks: 'CUSTOM_CHALLENGE',
    parameters: { challenge: 'CAPTCHA', provider: 'TURNSTILE', siteKey: 'site-key', action: 'login', expiresIn: '300', USERNAME: expect.any(String), ...parameters },
  };
}
