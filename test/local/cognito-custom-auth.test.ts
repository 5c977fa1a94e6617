import { CLIENT_ID, PASSWORD, PASSWORDLESS, POOL_ID, SRP_AND_CUSTOM, startFake, stopFakes } from './fixtures/cognito';
import { SrpClient } from './fixtures/srp-client';

const ALICE = { username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com', email_verified: 'true' } };
const CALLER = { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: CLIENT_ID };

afterEach(stopFakes);

describe('passwordless', () => {
  test('three events as the service sends them, then tokens', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });

    const asked = await cognito.initiate({ USERNAME: 'alice' }, { ClientMetadata: { from: 'initiate' } });
    const done = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, asked.Session, { ClientMetadata: { from: 'respond' } });

    expect(asked).toEqual({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'alice', hint: 'the answer' },
      Session: expect.stringMatching(/^.{900,1600}$/),
    });
    expect(done).toEqual({
      ChallengeParameters: {},
      AuthenticationResult: {
        AccessToken: expect.any(String), IdToken: expect.any(String), RefreshToken: expect.any(String), ExpiresIn: 3600, TokenType: 'Bearer',
      },
    });
    const userAttributes = {
      'sub': expect.any(String), 'cognito:user_status': 'CONFIRMED', 'email': 'alice@example.com', 'email_verified': 'true',
    };
    const envelope = { version: '1', region: 'eu-west-1', userPoolId: POOL_ID, userName: 'alice', callerContext: CALLER };
    const clientMetadata = { from: 'respond' };
    const round = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'ROUND' };
    const nothingDefined = { challengeName: null, issueTokens: null, failAuthentication: null };
    expect(cognito.events).toStrictEqual([
      {
        ...envelope,
        triggerSource: 'DefineAuthChallenge_Authentication',
        request: { userAttributes, session: [] },
        response: nothingDefined,
      },
      {
        ...envelope,
        triggerSource: 'CreateAuthChallenge_Authentication',
        request: { userAttributes, challengeName: 'CUSTOM_CHALLENGE', session: [] },
        response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
      },
      {
        ...envelope,
        triggerSource: 'VerifyAuthChallengeResponse_Authentication',
        request: { userAttributes, privateChallengeParameters: { answer: '42' }, challengeAnswer: '42', clientMetadata },
        response: { answerCorrect: null },
      },
      {
        ...envelope,
        triggerSource: 'DefineAuthChallenge_Authentication',
        request: { userAttributes, session: [round], clientMetadata },
        response: nothingDefined,
      },
    ]);
  });

  test('a wrong answer is asked again by a new Create in a new session, which sees completed rounds only', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    const first = await cognito.initiate({ USERNAME: 'alice' });
    const second = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '41' }, first.Session);

    expect(second).toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE', ChallengeParameters: { USERNAME: 'alice' } });
    expect(second.Session).not.toBe(first.Session);
    expect(cognito.eventsOf('Create').map(({ request }) => request.session)).toEqual([
      [], [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'ROUND' }],
    ]);
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, second.Session)).resolves.toHaveProperty('AuthenticationResult');
  });

  test('metadata that Create did not set is null in the session', async () => {
    const cognito = await startFake({
      triggers: {
        ...PASSWORDLESS,
        CreateAuthChallenge: (event) => ({ ...event, response: { privateChallengeParameters: { answer: '42' } } }),
      },
      users: [ALICE],
    });
    const { Session, ChallengeParameters } = await cognito.initiate({ USERNAME: 'alice' });
    await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session);
    expect(ChallengeParameters).toEqual({ USERNAME: 'alice' });
    expect(cognito.events.at(-1).request.session).toStrictEqual([{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: null }]);
  });

  test('failAuthentication refuses, and the session is dead', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    let { Session } = await cognito.initiate({ USERNAME: 'alice' });
    for (let round = 0; round < 2; round++) ({ Session } = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'x' }, Session));
    const answer = async () => cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'x' }, Session));
    expect(await answer()).toBe('NotAuthorizedException: Incorrect username or password.');
    expect(await answer()).toBe('NotAuthorizedException: Invalid session for the user.');
  });

  test.each<[string, object, object | string]>([
    ['issueTokens at once', { issueTokens: true }, { AuthenticationResult: expect.anything(), ChallengeParameters: {} }],
    ['both flags fail', { issueTokens: true, failAuthentication: true }, 'NotAuthorizedException: Incorrect username or password.'],
    ['failAuthentication before a challenge', { challengeName: 'CUSTOM_CHALLENGE', failAuthentication: true }, 'NotAuthorizedException: Incorrect username or password.'],
    ['a built-in challenge without its preconditions is echoed', { challengeName: 'SMS_MFA' },
      { ChallengeName: 'SMS_MFA', ChallengeParameters: { USERNAME: 'alice' }, Session: expect.any(String) }],
    ['PASSWORD_VERIFIER without SRP_A is echoed', { challengeName: 'PASSWORD_VERIFIER' },
      { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: { USERNAME: 'alice' }, Session: expect.any(String) }],
    ['nothing', {}, 'InvalidLambdaResponseException: Unrecognizable lambda output'],
    ['an unknown challenge', { challengeName: 'MY_CHALLENGE' }, 'InvalidLambdaResponseException: Unrecognizable lambda output'],
    ['an empty challenge name', { challengeName: '' }, 'InvalidLambdaResponseException: Unrecognizable lambda output'],
  ])('Define answers %s', async (_, response, expected) => {
    const cognito = await startFake({ triggers: { ...PASSWORDLESS, DefineAuthChallenge: (event) => ({ ...event, response }) }, users: [ALICE] });
    if (typeof expected === 'string') expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }))).toBe(expected);
    else expect(await cognito.initiate({ USERNAME: 'alice' })).toEqual(expected);
  });

  test.each(['SMS_MFA', 'NEW_PASSWORD_REQUIRED', 'PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH'])('an answer to an echoed %s opens nothing', async (challengeName) => {
    const cognito = await startFake({
      triggers: {
        ...PASSWORDLESS,
        DefineAuthChallenge: (event) => ({ ...event, response: event.request.session.length ? { issueTokens: true } : { challengeName } }),
      },
      users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD', mfa: { challenge: 'SMS_MFA', code: '123456' } }],
    });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    const responses = {
      USERNAME: 'alice',
      SMS_MFA_CODE: '123456',
      NEW_PASSWORD: 'N3wPassword!',
      SRP_A: '2',
      TIMESTAMP: 'Tue May 7 00:09:40 UTC 2024',
      PASSWORD_CLAIM_SIGNATURE: 'AAAA',
      PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA',
    };
    await expect(cognito.respond(challengeName, responses, Session)).rejects.toThrow(/Incorrect username or password.|Invalid code/);
    expect(cognito.eventsOf('Define')).toHaveLength(1);
  });
});

describe('SRP and custom', () => {
  test('Define hears of SRP_A and the proof, Create is not called in between', async () => {
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);

    const challenge = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
    expect(challenge).toEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: expect.any(String),
      ChallengeParameters: {
        SALT: expect.stringMatching(/^[1-9a-f][0-9a-f]*$/),
        SRP_B: expect.stringMatching(/^[1-9a-f][0-9a-f]*$/),
        SECRET_BLOCK: expect.any(String),
        USERNAME: 'alice',
        USER_ID_FOR_SRP: 'alice',
      },
    });
    expect(cognito.eventsOf('Create')).toHaveLength(0);

    const custom = await cognito.respond('PASSWORD_VERIFIER', srp.answer(challenge.ChallengeParameters), challenge.Session);
    const done = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, custom.Session);

    const passed = (challengeName: string) => ({ challengeName, challengeResult: true, challengeMetadata: null });
    expect(done).toHaveProperty('AuthenticationResult');
    expect(cognito.eventsOf('Define').map(({ request }) => request.session)).toStrictEqual([
      [passed('SRP_A')],
      [passed('SRP_A'), passed('PASSWORD_VERIFIER')],
      [passed('SRP_A'), passed('PASSWORD_VERIFIER'), { ...passed('CUSTOM_CHALLENGE'), challengeMetadata: 'ROUND' }],
    ]);
    expect(cognito.eventsOf('Create')[0].request.session).toHaveLength(2);
  });

  test('a client that starts without SRP_A is asked for it', async () => {
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const asked = await cognito.initiate({ USERNAME: 'alice' });
    expect(asked).toMatchObject({ ChallengeName: 'SRP_A', ChallengeParameters: { USERNAME: 'alice' } });
    const challenge = await cognito.respond('SRP_A', { USERNAME: 'alice', SRP_A: srp.srpA }, asked.Session);
    const custom = await cognito.respond('PASSWORD_VERIFIER', srp.answer(challenge.ChallengeParameters), challenge.Session);
    expect(custom.ChallengeName).toBe('CUSTOM_CHALLENGE');
  });

  test('a wrong password ends it, and Define does not hear of it', async () => {
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [ALICE] });
    const srp = new SrpClient(POOL_ID, 'wrong');
    const challenge = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
    const answer = async () => cognito.errorOf(cognito.respond('PASSWORD_VERIFIER', srp.answer(challenge.ChallengeParameters), challenge.Session));
    expect(await answer()).toBe('NotAuthorizedException: Incorrect username or password.');
    expect(await answer()).toBe('NotAuthorizedException: Invalid session for the user.');
    expect(cognito.eventsOf('Define')).toHaveLength(1);
  });

  test('the proof belongs to its sign-in: one for another secret block is refused', async () => {
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [ALICE] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const [one, other] = await Promise.all([1, 2].map(async () => cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' })));
    const swapped = cognito.respond('PASSWORD_VERIFIER', srp.answer(one.ChallengeParameters), other.Session);
    expect(await cognito.errorOf(swapped)).toBe('NotAuthorizedException: Incorrect username or password.');
  });

  test.each<[string, string]>([
    ['SMS_MFA', 'CodeMismatchException: Invalid code or auth state for the user.'],
    ['SOFTWARE_TOKEN_MFA', 'CodeMismatchException: Invalid code received for user'],
    ['EMAIL_OTP', 'CodeMismatchException: Invalid code or auth state for the user.'],
  ])('%s follows the password, and Define sees it as a round of its own', async (name, mismatch) => {
    const challenge = name as 'SMS_MFA';
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [{ ...ALICE, mfa: { challenge, code: '654321' } }] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const verifier = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
    const mfa = await cognito.respond('PASSWORD_VERIFIER', srp.answer(verifier.ChallengeParameters), verifier.Session);
    expect(mfa.ChallengeName).toBe(challenge);
    expect(cognito.eventsOf('Define')).toHaveLength(1);

    const code = async (value: string) => cognito.respond(challenge, { USERNAME: 'alice', [`${challenge}_CODE`]: value }, mfa.Session);
    expect(await cognito.errorOf(code('000000'))).toBe(mismatch);
    expect(await code('654321')).toHaveProperty('ChallengeName', 'CUSTOM_CHALLENGE');
    expect(cognito.eventsOf('Define').at(-1).request.session.map((round: any) => round.challengeName)).toEqual(['SRP_A', 'PASSWORD_VERIFIER', challenge]);
  });

  test.each(['FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED'] as const)('a password under %s is changed after it was proved, then Define goes on', async (status) => {
    const cognito = await startFake({ triggers: SRP_AND_CUSTOM, users: [{ ...ALICE, status }] });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const verifier = await cognito.initiate({ USERNAME: 'alice', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
    const required = await cognito.respond('PASSWORD_VERIFIER', srp.answer(verifier.ChallengeParameters), verifier.Session);
    expect(required).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeParameters: { requiredAttributes: '[]', userAttributes: '{"email":"alice@example.com","email_verified":"true"}' },
    });
    const change = async (NEW_PASSWORD: string) => cognito.respond('NEW_PASSWORD_REQUIRED', { USERNAME: 'alice', NEW_PASSWORD }, required.Session);
    expect(await cognito.errorOf(change('short'))).toBe('InvalidPasswordException: Password did not conform with policy: Password not long enough');
    expect(await change('N3wPassword!')).toHaveProperty('ChallengeName', 'CUSTOM_CHALLENGE');
    expect(cognito.events.at(-1).request.session.map((round: any) => round.challengeName)).toEqual(['SRP_A', 'PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED']);
    expect(cognito.events.at(-1).request.userAttributes['cognito:user_status']).toBe('CONFIRMED');
  });
});
