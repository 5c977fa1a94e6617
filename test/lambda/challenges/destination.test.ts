import fc from 'fast-check';
import { recipientOf } from '../../../lambda/challenges/destination';
import type { SignIn } from '../../../lambda/events';
import type { FlowSmsCode } from '../../../src/private/flow';
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

describe('a code by SMS', () => {
  type Reach = (challenge: FlowSmsCode, signIn: SignIn) => string | undefined;
  const COUNTRIES = ['+49', '+1204'];

  /** What users, services and attackers may have written there. */
  const number = fc.tuple(
    fc.constantFrom('+49', '+1204', '+44', '+1', '+0', '49', '00', '+7', '+4', ''),
    fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 16 }),
    fc.constantFrom('', '', '', '\n', ',', ' ', '+49', ';ext=1', '٣', 'x'),
  ).map((parts) => parts.join(''));
  const proof = fc.constantFrom('true', 'true', 'false', 'TRUE', '', undefined);

  const reachesNobodyElse = (reach: Reach) => fc.property(number, proof, fc.boolean(), (phone, verified, userNotFound) => {
    const userAttributes = { phone_number: phone, phone_number_verified: verified };
    const signIn = { userPoolId: 'pool', clientId: 'client', userName: 'ann', userNotFound, userAttributes };
    const digits = [...phone.slice(1)];
    const isNumber = phone[0] === '+' && digits.length >= 7 && digits.length <= 15 && digits[0] !== '0' && digits.every((digit) => '0123456789'.includes(digit));
    const isOurs = COUNTRIES.some((code) => phone.indexOf(code) === 0);
    const isReached = isNumber && isOurs && verified === 'true' && !userNotFound;
    expect(reach({ kind: 'SMS_CODE', countryCodes: COUNTRIES } as unknown as FlowSmsCode, signIn)).toBe(isReached ? phone : undefined);
  });

  type Change = (signIn: SignIn, phone: string) => Partial<SignIn>;
  const changed = (change: Change, countryCodes = COUNTRIES): Reach => (challenge, signIn) =>
    recipientOf({ ...challenge, countryCodes }, { ...signIn, ...change(signIn, signIn.userAttributes.phone_number!) });
  const attributes = ({ userAttributes }: SignIn, more: Record<string, string | undefined>) => ({ userAttributes: { ...userAttributes, ...more } });

  const KNOWN_BAD: Record<string, Reach> = {
    'goes to every country': changed(() => ({}), ['+']),
    'goes to all of a country of which a part was named': changed(() => ({}), ['+49', '+1']),
    'looks for the country anywhere in the number': (challenge, signIn) =>
      (COUNTRIES.some((code) => signIn.userAttributes.phone_number!.includes(code.slice(1))) ? changed(() => ({}), ['+'])(challenge, signIn) : undefined),
    'cuts off what stands behind': changed((signIn, phone) => attributes(signIn, { phone_number: /^\+\d{0,15}/.exec(phone)?.[0] })),
    'adds what is missing in front': changed((signIn, phone) => attributes(signIn, { phone_number: phone.startsWith('+') ? phone : `+${phone}` })),
    'wants no proof': changed((signIn) => attributes(signIn, { phone_number_verified: 'true' })),
    'takes any word for a proof': changed((signIn) => attributes(signIn, { phone_number_verified: signIn.userAttributes.phone_number_verified?.toLowerCase() })),
    'goes to who does not exist': changed(() => ({ userNotFound: false })),
  };

  test('reaches one verified number in the countries that were named, and nobody else', () => {
    fc.assert(reachesNobodyElse(recipientOf), { numRuns: 5_000 });
  });

  test.each(Object.entries(KNOWN_BAD))('that %s is found out', (_, bad) => {
    expect((fc.check(reachesNobodyElse(bad), { numRuns: 5_000, seed: 1, endOnFailure: true }) as fc.RunDetails<unknown>).failed).toBe(true);
  });
});

test('a challenge of one’s own reaches whoever exists', () => {
  expect(reached(QUESTION, {})).toBe('user ann');
  expect(reached(QUESTION, { userNotFound: true })).toBeUndefined();
});
