import { tokensIn } from './outcomes';
import type { Clients } from '../clients';
import { SdkClient } from '../clients/sdk';
import { PASSWORD, type PoolName, type Stage } from '../stage';

export function appClientStories(stage: Stage, clients: Clients): void {
  test.each<[PoolName, string | undefined]>([['passwordless', undefined], ['passwordVerifier', PASSWORD]])(
    'a client with a secret signs in through %s, and without the secret not at all', async (pool, password) => {
      const user = stage.newUser(pool);
      const target = stage.target(pool, 'Confidential');
      const client = new SdkClient(target);
      await client.start(user.name, password);
      const { id } = await stage.claims(target, tokensIn(await client.answer(stage.codeFor(user))));
      expect(id.aud).toBe(target.clientId);

      const withoutSecret = new SdkClient({ ...target, secret: undefined });
      expect(await withoutSecret.start(user.name, password)).toEqual({
        error: `NotAuthorizedException: Client ${target.clientId} is configured with secret but SECRET_HASH was not received`,
      });
    });

  test.each(clients)('a user signs in under the e-mail address in place of the name, by %s', async (_client, newClient) => {
    const user = stage.newUser('srpAndCustom');
    const target = stage.target('srpAndCustom');
    const client = newClient(target);
    await client.start(user.email, PASSWORD);
    const { access } = await stage.claims(target, tokensIn(await client.answer(stage.codeFor(user))));
    expect(access.username).toBe(user.name);
  });
}
