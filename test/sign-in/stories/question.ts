import { otherThan, REFUSED } from './outcomes';
import type { Clients } from '../clients';
import { PASSWORD, type PoolName, type Stage } from '../stage';

const SEQUENCES: readonly { readonly pool: PoolName; readonly password?: string }[] = [
  { pool: 'passwordlessWithQuestion' },
  { pool: 'srpAndCustomWithQuestion', password: PASSWORD },
];

/** Two custom challenges in a row: a code, then a question of one's own. */
export function questionStories(stage: Stage, clients: Clients): void {
  describe.each(SEQUENCES)('$pool', ({ pool, password }) => {
    describe.each(clients)('by %s', (_client, newClient) => {
      const begin = async () => {
        const user = stage.newUser(pool);
        const client = newClient(stage.target(pool));
        await client.start(user.name, password);
        return { client, code: stage.codeFor(user) };
      };

      test('tokens come after both, each with tries of its own', async () => {
        const { client, code } = await begin();
        await client.answer(otherThan(code));
        expect(await client.answer(code)).toEqual(asksQuestion({ question: 'colour, try 1', attemptsLeft: '3' }));
        expect(await client.answer('red')).toEqual(asksQuestion({ question: 'colour, try 2', attemptsLeft: '2', error: 'CODE_MISMATCH' }));
        expect(await client.answer('blue')).toHaveProperty('tokens');
      });

      test('the answer to one is worth nothing to the other, and three wrong ones end it', async () => {
        const { client, code } = await begin();
        expect(await client.answer('blue')).toHaveProperty('parameters.error', 'CODE_MISMATCH');
        expect(await client.answer(code)).toHaveProperty('parameters.challenge', 'QUESTION');
        expect(await client.answer(code)).toHaveProperty('parameters.attemptsLeft', '2');
        expect(await client.answer(code)).toHaveProperty('parameters.attemptsLeft', '1');
        expect(await client.answer(code)).toEqual(REFUSED);
      });
    });
  });
}

function asksQuestion(parameters: object): object {
  return { asks: 'CUSTOM_CHALLENGE', parameters: { challenge: 'QUESTION', expiresIn: '300', USERNAME: expect.any(String), ...parameters } };
}
