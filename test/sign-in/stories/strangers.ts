import { REFUSED } from './outcomes';
import type { Clients } from '../clients';
import type { Outcome } from '../clients/sign-in-client';
import type { Stage } from '../stage';

/** Whoever may not receive a code must look like everybody else. */
export function strangerStories(stage: Stage, clients: Clients): void {
  const POOL = 'passwordless';

  const STRANGERS: readonly (readonly [string, () => string])[] = [
    ['a name that nobody has', () => 'nobody@example.com'],
    ['a user whose address is not verified', () => stage.newUser(POOL, { attributes: { email_verified: 'false' } }).name],
  ];

  describe.each(clients)('by %s', (_client, newClient) => {
    /** All that a client is told from the start to the last wrong answer. */
    const hear = async (name: string): Promise<Outcome[]> => {
      const client = newClient(stage.target(POOL));
      return [await client.start(name), await client.answer('wrong'), await client.answer('wrong'), await client.answer('wrong')];
    };

    test.each(STRANGERS)('%s is told what everybody is told, and nobody gets a mail', async (_who, newName) => {
      const expected = await hear(stage.newUser(POOL).name);
      const name = newName();
      const { mails } = stage;
      const heard = await hear(name);
      expect(heard.map(asText)).toEqual(expected.map(asText));
      expect(heard.at(-1)).toEqual(REFUSED);
      expect(stage.mails).toBe(mails);
    });
  });
}

/** The order of the parameters is seen too; the name, which differs between any two users, is not. */
function asText(outcome: Outcome): string {
  return JSON.stringify(outcome).replace(/"USERNAME":"[0-9a-f-]{36}"/, '"USERNAME":"UUID"');
}
