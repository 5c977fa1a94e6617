import { asksForCode, otherThan, REFUSED, tokensIn } from './outcomes';
import type { Clients } from '../clients';
import { SdkClient } from '../clients/sdk';
import { MINUTE, PASSWORD, type PoolName, type Stage, type User } from '../stage';

const SEQUENCES: readonly { readonly pool: PoolName; readonly password?: string }[] = [
  { pool: 'passwordless' },
  { pool: 'srpAndCustom', password: PASSWORD },
  { pool: 'passwordVerifier', password: PASSWORD },
];

export function emailCodeStories(stage: Stage, clients: Clients): void {
  describe.each(SEQUENCES)('$pool', ({ pool, password }) => {
    describe.each(clients)('by %s', (_client, newClient) => {
      const begin = async (user: User = stage.newUser(pool)) => {
        const client = newClient(stage.target(pool));
        return { user, client, asked: await client.start(user.name, password) };
      };

      test('the right code gets tokens that verify', async () => {
        const { user, client, asked } = await begin();
        expect(asked).toEqual(asksForCode({ attemptsLeft: '3' }));
        const done = await client.answer(stage.codeFor(user));
        const { id, access } = await stage.claims(stage.target(pool), tokensIn(done));
        expect(id).toMatchObject({ email: user.email, email_verified: true });
        expect(access.username).toBe(id['cognito:username']);
        expect(stage.codesFor(user)).toHaveLength(1);
      });

      test('after a wrong code the same one is still good', async () => {
        const { user, client } = await begin();
        const code = stage.codeFor(user);
        expect(await client.answer(otherThan(code))).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
        expect(await client.answer(code)).toHaveProperty('tokens');
        expect(stage.codesFor(user)).toEqual([code]);
      });

      test('the third wrong code ends it, and the right one opens nothing any more', async () => {
        const { user, client } = await begin();
        const code = stage.codeFor(user);
        await client.answer(otherThan(code));
        expect(await client.answer(otherThan(code))).toEqual(asksForCode({ attemptsLeft: '1', error: 'CODE_MISMATCH' }));
        expect(await client.answer(otherThan(code))).toEqual(REFUSED);

        const again = await begin(user);
        expect(again.asked).toEqual(asksForCode({ attemptsLeft: '3' }));
        expect(await again.client.answer(code)).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
        expect(await again.client.answer(stage.codeFor(user))).toHaveProperty('tokens');
      });

      test('a code that comes too late is replaced by a new one', async () => {
        const { user, client } = await begin();
        const late = stage.codeFor(user);
        stage.advance(5 * MINUTE);
        expect(await client.answer(late)).toEqual(asksForCode({ attemptsLeft: '3', error: 'EXPIRED' }));
        expect(stage.codesFor(user)).toHaveLength(2);
        expect(await client.answer(late)).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
        expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
      });

      test('a new code can be asked for, and takes the place of the one before', async () => {
        const { user, client } = await begin();
        const first = stage.codeFor(user);
        expect(await client.resend()).toEqual(asksForCode({ attemptsLeft: '3', error: 'THROTTLED', retryAfter: '60' }));
        stage.advance(MINUTE);
        expect(await client.resend()).toEqual(asksForCode({ attemptsLeft: '3' }));
        expect(stage.codesFor(user)).toHaveLength(2);
        expect(await client.answer(first)).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
        expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
      });

      test('after ten wrong codes none is right for an hour', async () => {
        const { user, client } = await begin();
        const guesser = new SdkClient(stage.target(pool));
        for (let signIn = 1; signIn <= 4; signIn += 1) {
          stage.advance(MINUTE / 4);
          await guesser.start(user.name, password);
          await guesser.answer('wrong');
          await guesser.answer('wrong');
        }
        await client.answer('wrong');
        expect(await client.answer('wrong')).toEqual(asksForCode({
          attemptsLeft: '1', expiresIn: '240', resendAfter: '0', error: 'LOCKED', retryAfter: String(60 * 60 - 45),
        }));
        stage.advance(60 * MINUTE);
        const later = await begin(user);
        expect(await later.client.answer(stage.codeFor(user))).toHaveProperty('tokens');
      });

      test('a session that nobody answered in time is over', async () => {
        const { user, client } = await begin();
        stage.advance(15 * MINUTE);
        expect(await client.answer(stage.codeFor(user))).toEqual({ error: 'NotAuthorizedException: Invalid session for the user, session is expired.' });
      });

      test('a session that was answered is dead, and whoever tries it disturbs nobody', async () => {
        const { user, client } = await begin();
        const { session } = stage;
        const code = stage.codeFor(user);
        const thief = new SdkClient(stage.target(pool));
        const steal = async () => thief.answerIn(session, code, user.name, 'CUSTOM_CHALLENGE');
        const spent = { error: 'NotAuthorizedException: Invalid session for the user, session can only be used once.' };

        await client.answer(otherThan(code));
        expect(await steal()).toEqual(spent);
        expect(await client.answer(code)).toHaveProperty('tokens');
        expect(await steal()).toEqual(spent);
      });

      test('a code opens one door once', async () => {
        const { user, client } = await begin();
        const used = stage.codeFor(user);
        await client.answer(used);

        const again = await begin(user);
        expect(await again.client.answer(used)).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
      });
    });
  });
}
