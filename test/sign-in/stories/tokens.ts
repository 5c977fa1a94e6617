import { tokensIn } from './outcomes';
import type { Clients } from '../clients';
import { SdkClient } from '../clients/sdk';
import type { Stage } from '../stage';

export function tokenStories(stage: Stage, clients: Clients): void {
  test.each(clients)('tokens can be refreshed until the user signs out everywhere, by %s', async (_client, newClient) => {
    const target = stage.target('passwordless');
    const user = stage.newUser('passwordless');
    const [here, elsewhere] = [newClient(target), new SdkClient(target)];
    for (const client of [elsewhere, here]) {
      await client.start(user.name);
      await client.answer(stage.codeFor(user));
    }

    const { id, access } = await stage.claims(target, tokensIn(await here.refresh()));
    expect([id.email, access.username]).toEqual([user.email, id['cognito:username']]);

    await here.signOutEverywhere();
    expect(await elsewhere.refresh()).toEqual({ error: 'NotAuthorizedException: Refresh Token has been revoked' });
  });
}
