import { asksForCode, otherThan, REFUSED } from './outcomes';
import type { Clients } from '../clients';
import { SdkClient } from '../clients/sdk';
import { PASSWORD, type PoolName, type Stage } from '../stage';

const SEQUENCES: readonly PoolName[] = ['srpAndCustom', 'passwordVerifier'];
const NEW_PASSWORD = 'Another-horse-battery-2';

export function passwordStories(stage: Stage, clients: Clients): void {
  describe.each(SEQUENCES)('%s', (pool) => {
    describe.each(clients)('by %s', (client, newClient) => {
      const begin = async (name: string, password?: string) => {
        const started = newClient(stage.target(pool));
        return { client: started, outcome: await started.start(name, password) };
      };

      test('a wrong password and an unknown user are refused alike, and nobody gets a mail', async () => {
        const user = stage.newUser(pool);
        const { mails } = stage;
        expect((await begin(user.name, otherThan(PASSWORD))).outcome).toEqual(REFUSED);
        expect((await begin('nobody', PASSWORD)).outcome).toEqual(REFUSED);
        expect(stage.mails).toBe(mails);
        expect((await begin(user.name, PASSWORD)).outcome).toEqual(asksForCode({ attemptsLeft: '3' }));
      });

      test('a temporary password is changed before the code is asked', async () => {
        const user = stage.newUser(pool, { status: 'FORCE_CHANGE_PASSWORD' });
        const first = await begin(user.name, PASSWORD);
        expect(first.outcome).toHaveProperty('asks', 'NEW_PASSWORD_REQUIRED');
        expect(await first.client.answer(NEW_PASSWORD)).toEqual(asksForCode({ attemptsLeft: '3' }));
        expect(await first.client.answer(stage.codeFor(user))).toHaveProperty('tokens');

        expect((await begin(user.name, PASSWORD)).outcome).toEqual(REFUSED);
        expect((await begin(user.name, NEW_PASSWORD)).outcome).toHaveProperty('asks', 'CUSTOM_CHALLENGE');
      });

      // After a second factor, amazon-cognito-identity-js takes tokens only.
      if (client !== 'amazon-cognito-identity-js') {
        test('a second factor of Cognito’s own replaces no step', async () => {
          const user = stage.newUser(pool, { mfa: { challenge: 'SOFTWARE_TOKEN_MFA', code: '123456' } });
          const { client: signIn, outcome } = await begin(user.name, PASSWORD);
          expect(outcome).toHaveProperty('asks', 'SOFTWARE_TOKEN_MFA');
          expect(await signIn.answer('123456')).toEqual(asksForCode({ attemptsLeft: '3' }));
          expect(await signIn.answer('123456')).toEqual(asksForCode({ attemptsLeft: '2', error: 'CODE_MISMATCH' }));
          expect(await signIn.answer(stage.codeFor(user))).toHaveProperty('tokens');
        });
      }
    });
  });

  test.each(clients)('passwordVerifier refuses whoever starts without the password, by %s', async (_client, newClient) => {
    const user = stage.newUser('passwordVerifier');
    expect(await newClient(stage.target('passwordVerifier')).start(user.name)).toEqual(REFUSED);
  });

  test.each<[string, object]>([[PASSWORD, asksForCode({ attemptsLeft: '3' })], ['wrong', REFUSED]])(
    'srpAndCustom asks a client that starts without SRP_A for it; the password %s gets its due', async (password, expected) => {
      const user = stage.newUser('srpAndCustom');
      const client = new SdkClient(stage.target('srpAndCustom'));
      expect(await client.startAndSendSrpWhenAsked(user.name, password)).toEqual(expected);
    });

  test('passwordless takes no notice of a leading SRP_A, whatever the password', async () => {
    const user = stage.newUser('passwordless');
    const client = new SdkClient(stage.target('passwordless'));
    expect(await client.startWithSrp(user.name, 'wrong')).toEqual(asksForCode({ attemptsLeft: '3' }));
    expect(await client.answer(stage.codeFor(user))).toHaveProperty('tokens');
  });
}
