import type { SignIn } from '../../../lambda/events';
import { destinationKey, poolKey, randomId, userKey } from '../../../lambda/state/keys';

const JANE: SignIn = { userPoolId: 'us-east-1_Pool', clientId: 'client', userName: 'jane', userAttributes: {}, userNotFound: false };
const ADDRESS = 'jane@example.com';

test('users, destinations and pools have an item each, and equal names in two pools have two', () => {
  const others = [JANE, { ...JANE, userName: 'john' }, { ...JANE, userPoolId: 'us-east-1_Other' }];
  const keys = others.flatMap((signIn) => [
    userKey(signIn),
    destinationKey(signIn, ADDRESS, 'mail'),
    destinationKey(signIn, undefined, 'mail'),
    destinationKey(signIn, undefined, 'phone'),
    destinationKey(signIn, signIn.userName, 'mail'),
    poolKey(signIn, 1),
  ]);
  // Two users of one pool share an address and the pool's budget.
  expect(new Set(keys).size).toBe(keys.length - 2);
});

test('whoever shares an address, in whatever case, shares its item, through whatever app client', () => {
  expect(destinationKey({ ...JANE, userName: 'john', clientId: 'other' }, 'Jane@Example.COM', 'mail')).toBe(destinationKey(JANE, ADDRESS, 'mail'));
  expect(userKey({ ...JANE, clientId: 'other' })).toBe(userKey(JANE));
});

test('no key tells a name or an address', () => {
  for (const key of [userKey(JANE), destinationKey(JANE, ADDRESS, 'mail'), destinationKey(JANE, undefined, 'mail')]) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

test("the pool's budget is in as many items as it has shards, and each is used", () => {
  const keys = Array.from({ length: 500 }, () => poolKey(JANE, 4));
  expect([...new Set(keys)].sort()).toEqual([0, 1, 2, 3].map((shard) => `pool|us-east-1_Pool|${shard}`));
});

test('ids are never the same, and have the form that the metadata of a round is made for', () => {
  const ids = Array.from({ length: 1_000 }, randomId);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
