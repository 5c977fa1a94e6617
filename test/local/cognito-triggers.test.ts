import { CLIENT_ID, Handler, PASSWORD, PASSWORDLESS, POOL_ID, startFake, stopFakes } from './fixtures/cognito';

const ALICE = { username: 'alice', password: PASSWORD };
const BY_PASSWORD = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH'] };
const pass: Handler = (event) => event;
const refuse: Handler = () => { throw new Error('not today'); };

afterEach(stopFakes);

test('a whole custom sign-in calls the triggers in order, and tells each what it may know', async () => {
  const cognito = await startFake({
    triggers: { ...PASSWORDLESS, PreAuthentication: pass, PostAuthentication: pass, PreTokenGeneration: pass },
    users: [ALICE],
  });
  const { Session } = await cognito.initiate({ USERNAME: 'alice' }, { ClientMetadata: { at: 'start' } });
  await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session, { ClientMetadata: { at: 'end' } });
  expect(cognito.events.map(({ triggerSource, request }) => [triggerSource, request.clientMetadata, request.validationData])).toEqual([
    ['PreAuthentication_Authentication', undefined, { at: 'start' }],
    ['DefineAuthChallenge_Authentication', undefined, undefined],
    ['CreateAuthChallenge_Authentication', undefined, undefined],
    ['VerifyAuthChallengeResponse_Authentication', { at: 'end' }, undefined],
    ['DefineAuthChallenge_Authentication', { at: 'end' }, undefined],
    ['PostAuthentication_Authentication', { at: 'end' }, undefined],
    ['TokenGeneration_Authentication', { at: 'end' }, undefined],
  ]);
});

test.each(['PreAuthentication', 'PostAuthentication'])('%s that throws keeps the user out', async (trigger) => {
  const cognito = await startFake({ client: BY_PASSWORD, triggers: { [trigger]: refuse }, users: [ALICE] });
  expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', PASSWORD }, { AuthFlow: 'USER_PASSWORD_AUTH' })))
    .toBe(`UserLambdaValidationException: ${trigger} failed with error not today.`);
});

test('the tokens of a changed password have their own source', async () => {
  const cognito = await startFake({ client: BY_PASSWORD, triggers: { PreTokenGeneration: pass }, users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD' }] });
  const { Session } = await cognito.initiate({ USERNAME: 'alice', PASSWORD }, { AuthFlow: 'USER_PASSWORD_AUTH' });
  await cognito.respond('NEW_PASSWORD_REQUIRED', { USERNAME: 'alice', NEW_PASSWORD: 'N3wPassword!' }, Session);
  expect(cognito.events.map(({ triggerSource }) => triggerSource)).toEqual(['TokenGeneration_NewPasswordChallenge']);
});

describe('PreSignUp and PostConfirmation', () => {
  const EMAIL_POOL = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
  const signUp = { ClientId: CLIENT_ID, Username: 'alice@example.com', Password: PASSWORD };

  test('may confirm a user and verify the address: no code is sent', async () => {
    const PreSignUp: Handler = (event) => ({ ...event, response: { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false } });
    const cognito = await startFake({ pool: EMAIL_POOL, triggers: { PreSignUp, PostConfirmation: pass } });
    const signedUp = await cognito.call('SignUp', {
      ...signUp, ValidationData: [{ Name: 'invite', Value: 'x' }], ClientMetadata: { from: 'web' },
    });
    expect(signedUp).toEqual({ UserConfirmed: true, UserSub: expect.any(String) });
    expect(cognito.outbox.list()).toEqual([]);
    expect(cognito.events).toMatchObject([
      {
        triggerSource: 'PreSignUp_SignUp',
        userName: signedUp.UserSub,
        request: { userAttributes: { email: 'alice@example.com' }, validationData: { invite: 'x' }, clientMetadata: { from: 'web' } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
      {
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        request: { userAttributes: { 'email_verified': 'true', 'cognito:user_status': 'CONFIRMED' }, clientMetadata: { from: 'web' } },
      },
    ]);
  });

  test('PreSignUp that throws leaves no user', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL, triggers: { PreSignUp: refuse } });
    expect(await cognito.errorOf(cognito.call('SignUp', signUp))).toBe('UserLambdaValidationException: PreSignUp failed with error not today.');
    expect(await cognito.errorOf(cognito.call('AdminGetUser', { UserPoolId: POOL_ID, Username: signUp.Username }))).toMatch(/^UserNotFoundException/);
  });

  test('an administrator confirms a user: PostConfirmation runs, without a client', async () => {
    const cognito = await startFake({ triggers: { PostConfirmation: pass }, users: [{ ...ALICE, status: 'UNCONFIRMED' }] });
    await cognito.call('AdminConfirmSignUp', { UserPoolId: POOL_ID, Username: 'alice' });
    expect(cognito.events[0].callerContext.clientId).toBe('CLIENT_ID_NOT_APPLICABLE');
  });

  test('CustomMessage writes the mail', async () => {
    const CustomMessage: Handler = (event) => {
      event.response.emailSubject = 'Hello';
      event.response.emailMessage = `Your number: ${event.request.codeParameter}`;
      return event;
    };
    const cognito = await startFake({ pool: EMAIL_POOL, triggers: { CustomMessage } });
    await cognito.call('SignUp', signUp);
    await cognito.call('ResendConfirmationCode', { ClientId: CLIENT_ID, Username: signUp.Username });
    expect(cognito.events.map(({ triggerSource }) => triggerSource)).toEqual(['CustomMessage_SignUp', 'CustomMessage_ResendCode']);
    expect(cognito.outbox.list()).toEqual(Array(2).fill(expect.objectContaining({ subject: 'Hello', text: expect.stringMatching(/^Your number: \d{6}$/) })));
  });
});

describe('UserMigration', () => {
  const migrate: Handler = (event) => {
    if (event.request.password !== PASSWORD) throw new Error('wrong password');
    event.response.userAttributes = { username: event.userName, email: 'old@example.com', email_verified: 'true' };
    event.response.finalUserStatus = 'CONFIRMED';
    event.response.messageAction = 'SUPPRESS';
    return event;
  };
  const byPassword = { AuthFlow: 'USER_PASSWORD_AUTH' };

  test('brings a user over at the first sign-in with a password', async () => {
    const cognito = await startFake({ client: BY_PASSWORD, triggers: { UserMigration: migrate } });
    for (const time of [1, 2]) {
      await expect(cognito.initiate({ USERNAME: 'old', PASSWORD }, byPassword)).resolves.toHaveProperty('AuthenticationResult');
      expect([time, cognito.events.length]).toEqual([time, 1]);
    }
    expect(cognito.events[0]).toMatchObject({ triggerSource: 'UserMigration_Authentication', userName: 'old', request: { password: PASSWORD } });
    expect(JSON.stringify(cognito.trace.entries)).not.toContain(PASSWORD);
  });

  test('refuses', async () => {
    const cognito = await startFake({ client: BY_PASSWORD, triggers: { UserMigration: migrate } });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'old', PASSWORD: 'x' }, byPassword)))
      .toBe('UserLambdaValidationException: UserMigration failed with error wrong password.');
  });

  test('that does not know the user', async () => {
    const cognito = await startFake({ client: BY_PASSWORD, triggers: { UserMigration: pass } });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'old', PASSWORD }, byPassword))).toMatch(/^UserNotFoundException: Exception migrating user/);
  });

  test('has no part in passwordless sign-in', async () => {
    const cognito = await startFake({ triggers: { ...PASSWORDLESS, UserMigration: migrate } });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'old' }))).toBe('UserNotFoundException: User does not exist.');
    expect(cognito.events).toEqual([]);
  });
});
