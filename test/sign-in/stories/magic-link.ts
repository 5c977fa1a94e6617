import { otherThan, REFUSED, tokensIn } from './outcomes';
import { type Link, linkIn, withBitFlipped } from '../../support/link';
import type { Clients } from '../clients';
import { SdkClient } from '../clients/sdk';
import { MINUTE, PASSWORD, type PoolName, type Stage, type User } from '../stage';

export function magicLinkStories(stage: Stage, clients: Clients): void {
  const linksFor = (user: User): Link[] => stage.messagesFor(user).map(({ text }) => linkIn(text));
  const linkFor = (user: User): Link => linksFor(user).at(-1)!;

  describe.each(clients)('by %s', (client, newClient) => {
    const begin = async (pool: PoolName, user: User = stage.newUser(pool), password?: string) => {
      const signIn = newClient(stage.target(pool));
      return { user, client: signIn, asked: await signIn.start(user.name, password) };
    };

    describe('in the browser that asked for it', () => {
      const POOL = 'magicLink';

      test('its token gets tokens that verify', async () => {
        const { user, client: signIn, asked } = await begin(POOL);
        expect(asked).toEqual(asksForLink({ attemptsLeft: '3', codeLength: '6' }));
        const { url, token } = linkFor(user);
        expect(url).toBe(`https://www.example.com/sign-in#token=${token}`);
        const { id } = await stage.claims(stage.target(POOL), tokensIn(await signIn.answer(token)));
        expect(id).toMatchObject({ email: user.email, email_verified: true });
        expect(linksFor(user)).toHaveLength(1);
      });

      test('the code of the mail does as well, for whoever reads it elsewhere', async () => {
        const { user, client: signIn } = await begin(POOL);
        const [, code] = /signing in: (\d{6})$/m.exec(stage.messagesFor(user)[0].text!)!;
        expect(await signIn.answer(otherThan(code))).toEqual(asksForLink({ attemptsLeft: '2', codeLength: '6', error: 'CODE_MISMATCH' }));
        expect(await signIn.answer(code)).toHaveProperty('tokens');
      });

      test('a wrong token costs nothing, and twenty end it', async () => {
        const { user, client: signIn } = await begin(POOL);
        const { token } = linkFor(user);
        for (let i = 1; i < 20; i++) {
          expect(await signIn.answer(withBitFlipped(token, i))).toEqual(asksForLink({ attemptsLeft: '3', codeLength: '6', error: 'CODE_MISMATCH' }));
        }
        expect(await signIn.answer(withBitFlipped(token, 20))).toEqual(REFUSED);
        expect((await begin(POOL, user)).asked).toEqual(asksForLink({ attemptsLeft: '3', codeLength: '6' }));
      });

      test('a new one takes its place, and one that comes too late is replaced', async () => {
        const { user, client: signIn } = await begin(POOL);
        const first = linkFor(user);
        stage.advance(MINUTE);
        expect(await signIn.resend()).toEqual(asksForLink({ attemptsLeft: '3', codeLength: '6' }));
        const second = linkFor(user);
        expect(await signIn.answer(first.token)).toHaveProperty('parameters.error', 'CODE_MISMATCH');
        stage.advance(5 * MINUTE);
        expect(await signIn.answer(second.token)).toHaveProperty('parameters.error', 'EXPIRED');
        expect(linksFor(user)).toHaveLength(3);
        expect(await signIn.answer(linkFor(user).token)).toHaveProperty('tokens');
      });

      test('it is worth nothing to whoever finds it, nor can anybody be signed in by the link of a stranger', async () => {
        const { user } = await begin(POOL);
        const { token } = linkFor(user);
        stage.advance(MINUTE / 2);
        const { client: signIn } = await begin(POOL, user);
        expect(await signIn.answer(token)).toHaveProperty('parameters.error', 'CODE_MISMATCH');
      });
    });

    describe('in any browser', () => {
      const POOL = 'magicLinkAnywhere';

      test('another one signs in by what the link says, and gets no link of its own', async () => {
        const { user } = await begin(POOL);
        const { url, token, username } = linkFor(user);
        expect(url).toBe(`https://www.example.com/sign-in#username=${username}&token=${token}`);

        stage.advance(MINUTE);
        const other = newClient(stage.target(POOL));
        expect(await other.start(username!)).toEqual(asksForLink({ attemptsLeft: '3' }));
        const { id, access } = await stage.claims(stage.target(POOL), tokensIn(await other.answer(token)));
        expect([id.email, access.username]).toEqual([user.email, username]);
        expect(linksFor(user)).toHaveLength(1);
      });

      test('the one that asked gets in by it too, and then nobody else', async () => {
        const { user, client: signIn } = await begin(POOL);
        const { token } = linkFor(user);
        expect(await signIn.answer(token)).toHaveProperty('tokens');
        stage.advance(MINUTE);
        const { client: other } = await begin(POOL, user);
        expect(await other.answer(token)).toHaveProperty('parameters.error', 'CODE_MISMATCH');
      });

      test('who makes somebody else click gets nothing', async () => {
        const user = stage.newUser(POOL);
        const attacker = new SdkClient(stage.target(POOL));
        await attacker.start(user.name);
        stage.advance(MINUTE);
        const { client: victim } = await begin(POOL, user);
        const { token } = linkFor(user);
        expect(await victim.answer(token)).toHaveProperty('tokens');
        expect(await attacker.answer(token)).not.toHaveProperty('tokens');
      });
    });

    describe('after a password', () => {
      const POOL = 'passwordThenMagicLink';

      test('it gets tokens, in a second browser only with the password again', async () => {
        const { user, client: first, asked } = await begin(POOL, undefined, PASSWORD);
        expect(asked).toEqual(asksForLink({ attemptsLeft: '3' }));
        const { token, username } = linkFor(user);
        expect(username).toBe(user.name);

        stage.advance(MINUTE / 2);
        const withoutPassword = newClient(stage.target(POOL));
        expect(await withoutPassword.start(username!)).not.toHaveProperty('parameters.challenge');
        expect(await withoutPassword.start(username!, otherThan(PASSWORD))).toEqual(REFUSED);

        const other = newClient(stage.target(POOL));
        expect(await other.start(username!, PASSWORD)).toEqual(asksForLink({ attemptsLeft: '3' }));
        expect(linksFor(user)).toHaveLength(1);
        expect(await other.answer(token)).toHaveProperty('tokens');
        // Amplify has forgotten the first sign-in.
        if (client !== 'Amplify') expect(await first.answer(token)).not.toHaveProperty('tokens');
      });
    });

    test('strangers are told what everybody is told, and nobody gets a mail', async () => {
      const { mails } = stage;
      for (const pool of ['magicLink', 'magicLinkAnywhere'] as const) {
        const { client: signIn, asked } = await begin(pool, { name: `nobody@${pool}.example`, email: '', phone: '' });
        const code = pool === 'magicLink' ? { codeLength: '6' } : {};
        expect(asked).toEqual(asksForLink({ attemptsLeft: '3', ...code }));
        expect(await signIn.answer('A'.repeat(65))).toEqual(asksForLink({ attemptsLeft: '3', ...code, error: 'CODE_MISMATCH' }));
      }
      expect(stage.mails).toBe(mails);
    });
  });

  test.each([['0', 'www'], ['1', 'm'], ['2', 'www'], ['https://evil.example', 'www']])('a client that sends linkTo %s gets a link to %s', async (linkTo, host) => {
    const user = stage.newUser('passwordThenMagicLink');
    const client = new SdkClient(stage.target('passwordThenMagicLink'));
    await client.startWithSrp(user.name, PASSWORD, { linkTo });
    expect(new URL(linkFor(user).url).hostname).toBe(`${host}.example.com`);
    expect(await client.answer(linkFor(user).token)).toHaveProperty('tokens');
  });
}

/** The question for a link; these parameters are the contract with front ends. */
function asksForLink(parameters: object): object {
  return {
    asks: 'CUSTOM_CHALLENGE',
    parameters: { challenge: 'MAGIC_LINK', destination: '***@***', expiresIn: '300', resendAfter: '60', USERNAME: expect.any(String), ...parameters },
  };
}
