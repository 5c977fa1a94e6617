import { CLIENT_ID, PASSWORD, POOL_ID, startFake, stopFakes } from './fixtures/cognito';
import { SrpClient } from './fixtures/srp-client';

const ALICE = { username: 'alice', password: PASSWORD };
const ALL_FLOWS = { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] };
const INCORRECT = 'NotAuthorizedException: Incorrect username or password.';
const SRP = { AuthFlow: 'USER_SRP_AUTH' };
const BY_PASSWORD = { AuthFlow: 'USER_PASSWORD_AUTH' };

afterEach(stopFakes);

describe('USER_SRP_AUTH', () => {
  test('has no session: the secret block is enough, once, for a while', async () => {
    const cognito = await startFake({ users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const { Session, ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    expect(Session).toBeUndefined();
    const answer = async () => cognito.respond('PASSWORD_VERIFIER', srp.answer(ChallengeParameters));
    await expect(answer()).resolves.toHaveProperty('AuthenticationResult');
    expect(await cognito.errorOf(answer())).toMatch(/^NotAuthorizedException/);

    const late = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    cognito.advance(3 * 60_000);
    expect(await cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', srp.answer(late.ChallengeParameters)))).toMatch(/^NotAuthorizedException/);
  });

  test.each<[string, Record<string, string>, string]>([
    ['another signature', { PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64') }, INCORRECT],
    ['a short signature', { PASSWORD_CLAIM_SIGNATURE: 'AAAA' }, INCORRECT],
    ['another secret block', { PASSWORD_CLAIM_SECRET_BLOCK: Buffer.alloc(600).toString('base64') }, INCORRECT],
    ['another time than the signed one', { TIMESTAMP: 'Tue May 7 00:09:41 UTC 2024' }, INCORRECT],
    ['another user', { USERNAME: 'bob' }, 'NotAuthorizedException: Invalid session for the user.'],
  ])('%s is refused', async (_, change, expected) => {
    const cognito = await startFake({ users: [ALICE, { ...ALICE, username: 'bob' }] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    expect(await cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', { ...srp.answer(ChallengeParameters), ...change }))).toBe(expected);
  });

  test('a time that the service would not have written is refused, though it was signed', async () => {
    const cognito = await startFake({ users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    const answer = srp.answer(ChallengeParameters, 'Tue May 07 00:09:40 UTC 2024');
    expect(await cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', answer))).toBe(INCORRECT);
  });

  test.each<[string, Record<string, string>, string]>([
    ['no SRP_A', {}, 'InvalidParameterException: Missing required parameter SRP_A'],
    ['an SRP_A of zero', { SRP_A: '00' }, 'InvalidParameterException: Invalid SRP_A'],
    ['an SRP_A that is no number', { SRP_A: 'zzz' }, 'InvalidParameterException: Invalid SRP_A'],
  ])('%s', async (_, parameters, expected) => {
    const cognito = await startFake({ users: [ALICE] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', ...parameters }, SRP))).toBe(expected);
  });

  test.each(['PASSWORD_CLAIM_SIGNATURE', 'PASSWORD_CLAIM_SECRET_BLOCK', 'TIMESTAMP'])('%s missing', async (name) => {
    const cognito = await startFake({ users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    const { [name]: _, ...responses } = srp.answer(ChallengeParameters);
    expect(await cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', responses))).toBe(`InvalidParameterException: Missing required parameter ${name}`);
  });

  test('five wrong proofs lock; the right one waits a second', async () => {
    const cognito = await startFake({ users: [ALICE] });
    const attempt = async (password: string) => {
      const srp = new SrpClient(POOL_ID, password);
      const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
      return cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', srp.answer(ChallengeParameters)));
    };
    for (let failure = 0; failure < 5; failure++) expect(await attempt('wrong')).toBe(INCORRECT);
    expect(await attempt(PASSWORD)).toBe('NotAuthorizedException: Password attempts exceeded');
    cognito.advance(1000);
    expect(await attempt(PASSWORD)).toBe('none');
  });

  test('a user without a password cannot', async () => {
    const cognito = await startFake({ users: [{ username: 'alice' }] });
    const srp = new SrpClient(POOL_ID, '');
    const { ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA }, SRP);
    expect(await cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', srp.answer(ChallengeParameters)))).toBe(INCORRECT);
  });
});

describe('the password in the request', () => {
  test.each<[string, object, string]>([
    ['right', { PASSWORD }, 'none'],
    ['wrong', { PASSWORD: 'wrong' }, INCORRECT],
    ['missing', {}, 'InvalidParameterException: Missing required parameter PASSWORD'],
  ])('%s', async (_, parameters, expected) => {
    const cognito = await startFake({ client: ALL_FLOWS, users: [ALICE] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', ...parameters }, BY_PASSWORD))).toBe(expected);
  });

  test.each<[string, object, string]>([
    ['unconfirmed', { status: 'UNCONFIRMED' }, 'UserNotConfirmedException: User is not confirmed.'],
    ['disabled', { enabled: false }, 'NotAuthorizedException: User is disabled.'],
    ['reset', { status: 'RESET_REQUIRED' }, 'PasswordResetRequiredException: Password reset required for the user'],
  ])('an %s user', async (_, state, expected) => {
    const cognito = await startFake({ client: ALL_FLOWS, users: [{ ...ALICE, ...state }] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', PASSWORD }, BY_PASSWORD))).toBe(expected);
  });

  test('an unknown user, told or not', async () => {
    const errorUnder = async (PreventUserExistenceErrors: string) => {
      const cognito = await startFake({ client: { ...ALL_FLOWS, PreventUserExistenceErrors } });
      return cognito.errorOf(cognito.initiate({ USERNAME: 'nobody', PASSWORD }, BY_PASSWORD));
    };
    expect(await errorUnder('LEGACY')).toBe('UserNotFoundException: User does not exist.');
    expect(await errorUnder('ENABLED')).toBe(INCORRECT);
  });

  test('a temporary one is changed, then a second factor passed, then tokens', async () => {
    const cognito = await startFake({
      client: ALL_FLOWS,
      users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD', mfa: { challenge: 'SOFTWARE_TOKEN_MFA', code: '123456' } }],
    });
    const first = await cognito.initiate({ USERNAME: 'alice', PASSWORD }, BY_PASSWORD);
    expect(first.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const second = await cognito.respond('NEW_PASSWORD_REQUIRED', { USERNAME: 'alice', NEW_PASSWORD: 'N3wPassword!' }, first.Session);
    expect(second.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await expect(cognito.respond('SOFTWARE_TOKEN_MFA', { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: '123456' }, second.Session))
      .resolves.toHaveProperty('AuthenticationResult');
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', PASSWORD }, BY_PASSWORD))).toBe(INCORRECT);
  });
});

describe('flows that a client may do', () => {
  const flowsOf = async (ExplicitAuthFlows?: string[]) => {
    const cognito = await startFake({ client: { ExplicitAuthFlows }, users: [ALICE] });
    const flows = ['CUSTOM_AUTH', 'USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH', 'USER_AUTH'];
    const errors = await Promise.all(flows.map(async (AuthFlow) => cognito.errorOf(cognito.initiate({}, { AuthFlow }))));
    return flows.filter((flow, index) => errors[index] !== `InvalidParameterException: ${flow} flow not enabled for this client`);
  };

  test.each<[string, string[] | undefined, string[]]>([
    ['no list', undefined, ['CUSTOM_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH']],
    ['an empty list', [], ['CUSTOM_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH']],
    ['custom only', ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ['CUSTOM_AUTH', 'REFRESH_TOKEN_AUTH']],
    ['password only', ['ALLOW_USER_PASSWORD_AUTH'], ['USER_PASSWORD_AUTH']],
    ['one that is not here', ['ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH'], ['CUSTOM_AUTH']],
    ['the old way', ['CUSTOM_AUTH_FLOW_ONLY'], ['CUSTOM_AUTH', 'REFRESH_TOKEN_AUTH']],
  ])('%s', async (_, listed, expected) => {
    expect(await flowsOf(listed)).toEqual(expected);
  });

  test('custom authentication with SRP needs no USER_SRP_AUTH', async () => {
    const cognito = await startFake({ client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }, users: [ALICE] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice', SRP_A: '2', CHALLENGE_NAME: 'SRP_A' })))
      .toBe('InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.');
  });
});

describe('the Admin twins', () => {
  const admin = { UserPoolId: POOL_ID, ClientId: CLIENT_ID };

  test.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'])('%s', async (AuthFlow) => {
    const cognito = await startFake({ client: ALL_FLOWS, users: [ALICE] });
    const input = { ...admin, AuthFlow, AuthParameters: { USERNAME: 'alice', PASSWORD } };
    await expect(cognito.call('AdminInitiateAuth', input)).resolves.toHaveProperty('AuthenticationResult');
    expect(await cognito.errorOf(cognito.call('InitiateAuth', input))).toBe('InvalidParameterException: Initiate Auth method not supported.');
  });

  test('USER_PASSWORD_AUTH is not for them', async () => {
    const cognito = await startFake({ client: ALL_FLOWS, users: [ALICE] });
    const input = { ...admin, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'alice', PASSWORD } };
    expect(await cognito.errorOf(cognito.call('AdminInitiateAuth', input))).toBe('InvalidParameterException: Initiate Auth method not supported.');
  });

  test('USER_SRP_AUTH', async () => {
    const cognito = await startFake({ users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const { ChallengeParameters } = await cognito.call('AdminInitiateAuth', { ...admin, ...SRP, AuthParameters: { USERNAME: 'alice', SRP_A: srp.srpA } });
    const answer = { ...admin, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses: srp.answer(ChallengeParameters) };
    await expect(cognito.call('AdminRespondToAuthChallenge', answer)).resolves.toHaveProperty('AuthenticationResult');
  });
});

describe('requests that break the model of the API', () => {
  test.each<[string, string, object, string]>([
    ['two members missing', 'InitiateAuth', {},
      "InvalidParameterException: 2 validation errors detected: Value null at 'authFlow' failed to satisfy constraint: Member must not be null; Value null at 'clientId' failed to satisfy constraint: Member must not be null"],
    ['no such flow', 'InitiateAuth', { AuthFlow: 'X', ClientId: CLIENT_ID },
      "InvalidParameterException: 1 validation error detected: Value 'X' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]"],
    ['no user name', 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId: CLIENT_ID }, 'InvalidParameterException: Missing required parameter USERNAME'],
    ['a short session', 'RespondToAuthChallenge', { ChallengeName: 'CUSTOM_CHALLENGE', ClientId: CLIENT_ID, Session: 'x' },
      "InvalidParameterException: 1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20"],
    ['a long session', 'RespondToAuthChallenge', { ChallengeName: 'CUSTOM_CHALLENGE', ClientId: CLIENT_ID, Session: 'x'.repeat(8193) },
      "InvalidParameterException: 1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length less than or equal to 8192"],
    ['an endless answer', 'RespondToAuthChallenge', { ChallengeName: 'CUSTOM_CHALLENGE', ClientId: CLIENT_ID, ChallengeResponses: { ANSWER: 'x'.repeat(131073) } },
      "InvalidParameterException: 1 validation error detected: Value at 'challengeResponses.ANSWER.member' failed to satisfy constraint: Member must have length less than or equal to 131072"],
    ['a number for a text', 'InitiateAuth', { AuthFlow: 1, ClientId: CLIENT_ID }, 'SerializationException: NUMBER_VALUE can not be converted to a String'],
    ['a number for a map', 'InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId: CLIENT_ID, AuthParameters: 1 }, 'SerializationException: NUMBER_VALUE can not be converted to a Map'],
    ['a text for a flag', 'AdminSetUserPassword', { UserPoolId: POOL_ID, Username: 'a', Password: PASSWORD, Permanent: 'yes' }, 'SerializationException: STRING_VALUE can not be converted to a Boolean'],
    ['a text for a list', 'AdminCreateUser', { UserPoolId: POOL_ID, Username: 'a', UserAttributes: 'x' }, 'SerializationException: STRING_VALUE can not be converted to a List'],
    ['a flow that is not here', 'InitiateAuth', { AuthFlow: 'USER_AUTH', ClientId: CLIENT_ID }, 'InvalidParameterException: USER_AUTH flow not enabled for this client'],
  ])('%s', async (_, operation, input, expected) => {
    const cognito = await startFake({ users: [ALICE] });
    expect(await cognito.errorOf(cognito.call(operation, input))).toBe(expected);
  });
});
