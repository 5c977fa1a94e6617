import { recipientOf } from '../../../lambda/challenges/destination';
import type { SignIn } from '../../../lambda/events';
import { emailCode, QUESTION } from '../flow/flows';

const LONGEST = `${'l'.repeat(64)}@${'d'.repeat(185)}.com`;

function reached(step: unknown, overrides: Partial<SignIn>): string | undefined {
  const signIn = { userPoolId: 'pool', clientId: 'client', userName: 'ann', userNotFound: false, userAttributes: {}, ...overrides };
  return recipientOf((step as { challenge: never }).challenge, signIn);
}

describe('a code by e-mail reaches', () => {
  const email = (address: string | undefined, more: Partial<SignIn> = {}) =>
    reached(emailCode(), { userAttributes: { email: address, email_verified: 'true' } as Record<string, string>, ...more });

  test.each(['a@b.c', 'ann.o\'neil+tag@mail.example.com', LONGEST])('%s', (address) => {
    expect(email(address)).toBe(address);
  });

  test.each<[string, string | undefined]>([
    ['an address too long', `${LONGEST}m`],
    ['a local part too long', `${'l'.repeat(65)}@example.com`],
    ['an empty local part', '@example.com'],
    ['a host without a dot', 'ann@localhost'],
    ['a host that ends in a dot', 'ann@example.com.'],
    ['a host with an empty label', 'ann@example..com'],
    ['two addresses', 'ann@example.com,bob@example.com'],
    ['a name in front', 'Ann <ann@example.com>'],
    ['a line break', 'ann@example.com\nBcc: bob@example.com'],
    ['something in front', ' ann@example.com'],
    ['something behind', 'ann@example.com '],
    ['no address', undefined],
  ])('nobody by %s', (_, address) => {
    expect(email(address)).toBeUndefined();
  });

  test.each<[string, Partial<SignIn>]>([
    ['does not exist', { userNotFound: true }],
    ['has not proved to own it', { userAttributes: { email: 'ann@example.com', email_verified: 'false' } }],
    ['may have proved to own it', { userAttributes: { email: 'ann@example.com' } }],
  ])('nobody who %s', (_, more) => {
    expect(email('ann@example.com', more)).toBeUndefined();
  });
});

test('a challenge of one’s own reaches whoever exists', () => {
  expect(reached(QUESTION, {})).toBe('user ann');
  expect(reached(QUESTION, { userNotFound: true })).toBeUndefined();
});
