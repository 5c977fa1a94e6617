import { CLIENT_ID, FakeApp, FakeCognito, PASSWORD, PASSWORDLESS, POOL_ID, startFake, stopFakes } from './fixtures/cognito';
import { SrpClient } from './fixtures/srp-client';

const EMAIL_POOL = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const pool = { UserPoolId: POOL_ID };

afterEach(stopFakes);

const email = (Value: string) => [{ Name: 'email', Value }];
const codeIn = (cognito: FakeCognito) => /\d{6}/.exec(cognito.outbox.list().at(-1)!.text!)![0];

describe('sign-up', () => {
  test('by e-mail: a code in the outbox confirms the user, who then signs in', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL, triggers: PASSWORDLESS });
    const signedUp = await cognito.signUp('alice@example.com');
    expect(signedUp).toEqual({
      UserConfirmed: false,
      UserSub: expect.stringMatching(UUID),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    });
    expect(cognito.outbox.list()).toMatchObject([{ from: 'no-reply@verificationemail.com', to: ['alice@example.com'] }]);
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice@example.com' }))).toBe('UserNotConfirmedException: User is not confirmed.');

    const code = codeIn(cognito);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect(await cognito.errorOf(cognito.confirm('alice@example.com', wrong)))
      .toBe('CodeMismatchException: Invalid verification code provided, please try again.');
    expect(await cognito.confirm('alice@example.com', code)).toEqual({});
    expect(await cognito.errorOf(cognito.confirm('alice@example.com', code)))
      .toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED');

    const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice@example.com' });
    expect(ChallengeParameters.USERNAME).toBe(signedUp.UserSub);
    expect(cognito.events[0].request.userAttributes).toMatchObject({ 'email_verified': 'true', 'cognito:email_alias': 'alice@example.com' });
  });

  test('by phone number: the SMS is in the outbox', async () => {
    const cognito = await startFake({ pool: { UsernameAttributes: ['phone_number'], AutoVerifiedAttributes: ['phone_number'], SmsVerificationMessage: 'Code {####}' } });
    const { CodeDeliveryDetails } = await cognito.signUp('+15550123');
    expect(CodeDeliveryDetails).toEqual({ AttributeName: 'phone_number', DeliveryMedium: 'SMS', Destination: '+*******0123' });
    expect(cognito.outbox.list()).toMatchObject([{ channel: 'SMS', to: ['+15550123'], text: expect.stringMatching(/^Code \d{6}$/) }]);
    expect(await cognito.confirm('+15550123', codeIn(cognito))).toEqual({});
  });

  test('a code ends after a day, and a new one takes its place', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL });
    await cognito.signUp('alice@example.com');
    const first = codeIn(cognito);
    cognito.advance(24 * 60 * 60 * 1000);
    expect(await cognito.errorOf(cognito.confirm('alice@example.com', first))).toBe('ExpiredCodeException: Invalid code provided, please request a code again.');
    await cognito.call('ResendConfirmationCode', { ClientId: CLIENT_ID, Username: 'alice@example.com' });
    expect(await cognito.confirm('alice@example.com', codeIn(cognito))).toEqual({});
    expect(await cognito.errorOf(cognito.call('ResendConfirmationCode', { ClientId: CLIENT_ID, Username: 'alice@example.com' })))
      .toBe('InvalidParameterException: User is already confirmed.');
  });

  test.each<[string, FakeApp, string, object, string]>([
    ['a taken name', {}, 'alice', {}, 'UsernameExistsException: User already exists'],
    ['a taken address', { pool: EMAIL_POOL }, 'alice@example.com', {}, 'UsernameExistsException: An account with the given email already exists.'],
    ['a name where there are addresses only', { pool: EMAIL_POOL }, 'bob', {}, 'InvalidParameterException: Username should be an email.'],
    ['a name where there are phone numbers only', { pool: { UsernameAttributes: ['phone_number'] } }, 'bob', {}, 'InvalidParameterException: Username should be a phone number.'],
    ['a name where there are both', { pool: { UsernameAttributes: ['phone_number', 'email'] } }, 'bob', {},
      'InvalidParameterException: Username should be either an email or a phone number.'],
    ['an address as name where it is an alias', { pool: { AliasAttributes: ['email'] } }, 'bob@example.com', {},
      'InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.'],
    ['a short password', {}, 'bob', { Password: 'Sh0rt!' }, 'InvalidPasswordException: Password did not conform with policy: Password not long enough'],
    ['a password without digits', {}, 'bob', { Password: 'Password!' }, 'InvalidPasswordException: Password did not conform with policy: Password must have numeric characters'],
    ['a password without symbols', {}, 'bob', { Password: 'Passw0rd' }, 'InvalidPasswordException: Password did not conform with policy: Password must have symbol characters'],
    ['no password', {}, 'bob', { Password: undefined }, 'InvalidParameterException: Missing required parameter Password'],
    ['a malformed address', {}, 'bob', { UserAttributes: email('nowhere') }, 'InvalidParameterException: Invalid email address format.'],
    ['a malformed phone number', {}, 'bob', { UserAttributes: [{ Name: 'phone_number', Value: '555' }] }, 'InvalidParameterException: Invalid phone number format.'],
    ['an unknown attribute', {}, 'bob', { UserAttributes: [{ Name: 'custom:x', Value: '1' }] },
      'InvalidParameterException: Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined'],
    ['a missing required attribute', { pool: { Schema: [{ Name: 'given_name', Required: true }] } }, 'bob', {},
      'InvalidParameterException: Attributes did not conform to the schema: given_name: The attribute is required\n'],
    ['an attribute that the client may not write', { client: { WriteAttributes: ['name'] } }, 'bob', { UserAttributes: email('bob@example.com') },
      'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    ['a verification of its own', {}, 'bob', { UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
      'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    ['a closed pool', { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } }, 'bob', {}, 'NotAuthorizedException: SignUp is not permitted for this user pool'],
  ])('with %s is refused, and leaves no user behind', async (_, app, name, input, expected) => {
    const users = app.pool?.UsernameAttributes ? [{ username: 'alice@example.com' }] : [{ username: 'alice' }];
    const isPhonePool = String(app.pool?.UsernameAttributes) === 'phone_number';
    const cognito = await startFake({ ...app, users: isPhonePool ? [] : users });
    const before = cognito.service.pools[0].users.all().length;
    expect(await cognito.errorOf(cognito.signUp(name, input))).toBe(expected);
    expect(cognito.service.pools[0].users.all()).toHaveLength(before);
  });

  test('policies of the template are the ones that hold', async () => {
    const Policies = { PasswordPolicy: { MinimumLength: 4, RequireLowercase: true } };
    const cognito = await startFake({ pool: { Policies } });
    expect(await cognito.signUp('bob', { Password: 'abcd' })).toHaveProperty('UserConfirmed', false);
    expect(await cognito.errorOf(cognito.signUp('eve', { Password: 'ABCD' }))).toMatch(/must have lowercase characters/);
  });

  test.each<[string, Record<string, unknown>, object, object]>([
    ['LEGACY', {}, { name: 'UserNotFoundException', message: 'Username/client id combination not found.' },
      { name: 'UserNotFoundException', message: 'Username/client id combination not found.' }],
    ['ENABLED', { PreventUserExistenceErrors: 'ENABLED' }, { name: 'ExpiredCodeException' },
      { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' } }],
  ])('an unknown name under %s', async (_, client, confirmed, resent) => {
    const cognito = await startFake({ pool: EMAIL_POOL, client });
    const outcome = async (answer: Promise<unknown>) => answer.catch((error: Error) => error);
    expect(await outcome(cognito.confirm('nobody@example.com', '123456'))).toMatchObject(confirmed);
    expect(await outcome(cognito.call('ResendConfirmationCode', { ClientId: CLIENT_ID, Username: 'nobody@example.com' }))).toMatchObject(resent);
    expect(cognito.outbox.list()).toEqual([]);
  });
});

describe('administrators', () => {
  test('create a user with a temporary password, mailed when asked for', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL });
    const { User } = await cognito.call('AdminCreateUser', { ...pool, Username: 'alice@example.com', DesiredDeliveryMediums: ['EMAIL'] });
    expect(User).toEqual({
      Username: expect.stringMatching(UUID),
      Attributes: [{ Name: 'sub', Value: User.Username }, { Name: 'email', Value: 'alice@example.com' }],
      UserCreateDate: cognito.now / 1000,
      UserLastModifiedDate: cognito.now / 1000,
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
    expect(cognito.outbox.list()[0].text).toMatch(/temporary password is \S{12}\./);
    expect(await cognito.errorOf(cognito.call('AdminCreateUser', { ...pool, Username: 'alice@example.com' })))
      .toBe('UsernameExistsException: User account already exists');
  });

  test('send an invitation again, with a new password, until the user has signed in', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL });
    const Username = 'alice@example.com';
    const invite = async (MessageAction?: string) => cognito.call('AdminCreateUser', { ...pool, Username, MessageAction, DesiredDeliveryMediums: ['EMAIL'] });
    await invite();
    await invite('RESEND');
    const [first, second] = cognito.outbox.list();
    expect(second.to).toEqual(first.to);
    expect(second.text).not.toBe(first.text);
    await cognito.call('AdminSetUserPassword', { ...pool, Username, Password: PASSWORD, Permanent: true });
    expect(await cognito.errorOf(invite('RESEND')))
      .toBe(`UnsupportedUserStateException: Resend not possible. ${Username} status is not FORCE_CHANGE_PASSWORD`);
  });

  test('set a password, for good or until the next sign-in', async () => {
    const cognito = await startFake({ users: [{ username: 'alice' }] });
    const status = async () => (await cognito.call('AdminGetUser', { ...pool, Username: 'alice' })).UserStatus;
    await cognito.call('AdminSetUserPassword', { ...pool, Username: 'alice', Password: PASSWORD });
    expect(await status()).toBe('FORCE_CHANGE_PASSWORD');
    await cognito.call('AdminSetUserPassword', { ...pool, Username: 'alice', Password: PASSWORD, Permanent: true });
    expect(await status()).toBe('CONFIRMED');
  });

  test('confirm, disable, enable and delete', async () => {
    const cognito = await startFake();
    await cognito.signUp('alice');
    const admin = async (operation: string) => cognito.call(operation, { ...pool, Username: 'alice' });
    await admin('AdminConfirmSignUp');
    expect(await cognito.errorOf(admin('AdminConfirmSignUp'))).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED');
    await admin('AdminDisableUser');
    expect((await admin('AdminGetUser')).Enabled).toBe(false);
    await admin('AdminEnableUser');
    expect((await admin('AdminGetUser')).Enabled).toBe(true);
    await admin('AdminDeleteUser');
    expect(await cognito.errorOf(admin('AdminGetUser'))).toBe('UserNotFoundException: User does not exist.');
  });

  test('change attributes; a new address is not verified unless they say so', async () => {
    const cognito = await startFake({ users: [{ username: 'alice', attributes: { email: 'a@example.com', email_verified: 'true' } }] });
    const update = async (UserAttributes: object[]) => {
      await cognito.call('AdminUpdateUserAttributes', { ...pool, Username: 'alice', UserAttributes });
      const { UserAttributes: after } = await cognito.call('AdminGetUser', { ...pool, Username: 'alice' });
      return Object.fromEntries(after.map(({ Name, Value }: any) => [Name, Value]));
    };
    expect(await update(email('b@example.com'))).toMatchObject({ email: 'b@example.com', email_verified: 'false' });
    expect(await update([...email('c@example.com'), { Name: 'email_verified', Value: 'true' }])).toMatchObject({ email: 'c@example.com', email_verified: 'true' });
  });

  test('of an unknown pool or client are told so', async () => {
    const cognito = await startFake();
    expect(await cognito.errorOf(cognito.call('AdminGetUser', { UserPoolId: 'eu-west-1_other', Username: 'alice' })))
      .toBe('ResourceNotFoundException: User pool eu-west-1_other does not exist.');
    expect(await cognito.errorOf(cognito.call('SignUp', { ClientId: 'nope', Username: 'alice', Password: PASSWORD })))
      .toBe('ResourceNotFoundException: User pool client nope does not exist.');
  });
});

test('a password of the pool proves itself by SRP right after sign-up', async () => {
  const cognito = await startFake({ pool: EMAIL_POOL });
  const { UserSub } = await cognito.signUp('alice@example.com');
  await cognito.confirm('alice@example.com', codeIn(cognito));
  const srp = new SrpClient(POOL_ID, PASSWORD);
  const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice@example.com', SRP_A: srp.srpA }, { AuthFlow: 'USER_SRP_AUTH' });
  expect(ChallengeParameters.USER_ID_FOR_SRP).toBe(UserSub);
  await expect(cognito.respond('PASSWORD_VERIFIER', srp.answer(ChallengeParameters))).resolves.toHaveProperty('AuthenticationResult');
});
