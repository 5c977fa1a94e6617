import { CLIENT_ID, FakeCognito, PASSWORD, PASSWORDLESS, POOL_ID, startFake, stopFakes } from './fixtures/cognito';
import { LocalCognitoError } from '../../local/src/errors';
import { addLocalUser } from '../../local/src/local-user';

const EMAIL_POOL = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
const pool = { UserPoolId: POOL_ID };

afterEach(stopFakes);

const email = (Value: string) => [{ Name: 'email', Value }];

describe('names', () => {
  const nameOf = async (cognito: FakeCognito, USERNAME: string) => cognito.initiate({ USERNAME }).then(
    ({ ChallengeParameters }) => ChallengeParameters.USERNAME, (error: Error) => error.name);

  test.each<[string, Record<string, unknown>, string, string]>([
    ['the user name', {}, 'Alice', 'Alice'],
    ['a user name is case-sensitive unless the pool says otherwise', {}, 'alice', 'UserNotFoundException'],
    ['a user name in a pool that ignores case', { UsernameConfiguration: { CaseSensitive: false } }, 'aLICE', 'Alice'],
    ['a verified e-mail address that is an alias', { AliasAttributes: ['email'] }, 'alice@example.com', 'Alice'],
    ['an alias in other case, in a pool that ignores it', { AliasAttributes: ['email'], UsernameConfiguration: { CaseSensitive: 'false' } }, 'ALICE@example.com', 'Alice'],
    ['an unverified phone number', { AliasAttributes: ['phone_number'] }, '+15550100', 'UserNotFoundException'],
    ['a preferred user name', { AliasAttributes: ['preferred_username'] }, 'ally', 'Alice'],
    ['an address that is no alias', {}, 'alice@example.com', 'UserNotFoundException'],
  ])('%s', async (_, properties, typed, expected) => {
    const attributes = { email: 'alice@example.com', email_verified: 'true', phone_number: '+15550100', preferred_username: 'ally' };
    const cognito = await startFake({ pool: properties, triggers: PASSWORDLESS, users: [{ username: 'Alice', attributes }] });
    expect(await nameOf(cognito, typed)).toBe(expected);
  });

  test('an answer may name the alias or the internal name', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL, triggers: PASSWORDLESS, users: [{ username: 'alice@example.com' }] });
    const one = await cognito.initiate({ USERNAME: 'alice@example.com' });
    const internal = one.ChallengeParameters.USERNAME;
    const other = await cognito.initiate({ USERNAME: internal });
    expect(cognito.events.every(({ userName }) => userName === internal)).toBe(true);
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice@example.com', ANSWER: '42' }, one.Session)).resolves.toHaveProperty('AuthenticationResult');
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: internal, ANSWER: '42' }, other.Session)).resolves.toHaveProperty('AuthenticationResult');
  });

  test('an alias belongs to who has verified it', async () => {
    const cognito = await startFake({ pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] }, triggers: PASSWORDLESS });
    for (const name of ['alice', 'bob']) await cognito.signUp(name, { UserAttributes: email('shared@example.com') });
    const [codeOfAlice, codeOfBob] = cognito.outbox.list().map(({ text }) => /\d{6}/.exec(text!)![0]);
    await cognito.confirm('alice', codeOfAlice);
    expect(await cognito.errorOf(cognito.confirm('bob', codeOfBob))).toBe('AliasExistsException: An account with the email already exists.');
    expect(await nameOf(cognito, 'shared@example.com')).toBe('alice');

    await cognito.call('ConfirmSignUp', { ClientId: CLIENT_ID, Username: 'bob', ConfirmationCode: codeOfBob, ForceAliasCreation: true });
    expect(await nameOf(cognito, 'shared@example.com')).toBe('bob');
    const { UserAttributes } = await cognito.call('AdminGetUser', { ...pool, Username: 'alice' });
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  test('an administrator may give an address that is taken only by force', async () => {
    const cognito = await startFake({
      pool: { AliasAttributes: ['email'] },
      triggers: PASSWORDLESS,
      users: [{ username: 'alice', attributes: { email: 'shared@example.com', email_verified: 'true' } }],
    });
    const create = async (more: object) => cognito.call('AdminCreateUser', {
      ...pool, Username: 'bob', UserAttributes: [...email('shared@example.com'), { Name: 'email_verified', Value: 'true' }], ...more,
    });
    expect(await cognito.errorOf(create({}))).toBe('AliasExistsException: An account with the email already exists.');
    await create({ ForceAliasCreation: true });
    expect(await nameOf(cognito, 'shared@example.com')).toBe('bob');
  });
});

describe('users that the developer adds', () => {
  test('an address becomes a verified attribute, whatever kind of names the pool has', async () => {
    for (const properties of [EMAIL_POOL, { AliasAttributes: ['email'] }, {}]) {
      const cognito = await startFake({ pool: properties, client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }, triggers: PASSWORDLESS });
      addLocalUser(cognito.service, { username: 'alice@example.com', password: PASSWORD });
      await cognito.initiate({ USERNAME: 'alice@example.com' });
      expect(cognito.events[0].request.userAttributes).toMatchObject({ email: 'alice@example.com', email_verified: 'true' });
      await stopFakes();
    }
  });

  test.each<[string, object, string]>([
    ['a weak password', { username: 'bob', password: 'x' }, 'cannot add user bob to pool Stack/Pool/Resource: Password did not conform with policy: Password not long enough'],
    ['a taken name', { username: 'alice' }, 'cannot add user alice to pool Stack/Pool/Resource: User already exists'],
    ['an unknown pool', { username: 'bob', pool: 'Other' }, 'no pool Other for user bob, there is Stack/Pool/Resource (eu-west-1_Ab3dE6gH9)'],
  ])('with %s are refused by one clear line', async (_, user, message) => {
    const cognito = await startFake({ users: [{ username: 'alice' }] });
    expect(() => addLocalUser(cognito.service, user as any)).toThrow(new LocalCognitoError(message));
  });
});
