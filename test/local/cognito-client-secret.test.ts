import { createHmac } from 'node:crypto';
import { CLIENT_ID, PASSWORDLESS, startFake, stopFakes } from './fixtures/cognito';

const EMAIL_POOL = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };

afterEach(stopFakes);

describe('an app client with a secret', () => {
  const secret = 'topsecret';
  const hash = (name: string) => createHmac('sha256', secret).update(`${name}${CLIENT_ID}`).digest('base64');
  const MISSING = `NotAuthorizedException: Client ${CLIENT_ID} is configured with secret but SECRET_HASH was not received`;
  const WRONG = `NotAuthorizedException: Unable to verify secret hash for client ${CLIENT_ID}`;

  test('wants the hash of the name in the same request, on each request', async () => {
    const cognito = await startFake({ pool: EMAIL_POOL, secret, triggers: PASSWORDLESS, users: [{ username: 'alice@example.com' }] });
    const USERNAME = 'alice@example.com';
    expect(await cognito.errorOf(cognito.initiate({ USERNAME }))).toBe(MISSING);
    for (const SECRET_HASH of ['', 'short', hash('other'), 'é'.padEnd(44, '=')]) expect(await cognito.errorOf(cognito.initiate({ USERNAME, SECRET_HASH }))).toBe(WRONG);
    const { Session, ChallengeParameters } = await cognito.initiate({ USERNAME, SECRET_HASH: hash(USERNAME) });
    const internal = ChallengeParameters.USERNAME;
    const answer = async (responses: Record<string, string>) => cognito.respond('CUSTOM_CHALLENGE', { ANSWER: '42', ...responses }, Session);
    expect(await cognito.errorOf(answer({ USERNAME: internal }))).toBe(MISSING);
    expect(await cognito.errorOf(answer({ USERNAME: internal, SECRET_HASH: hash(USERNAME) }))).toBe(WRONG);
    const { AuthenticationResult } = await answer({ USERNAME: internal, SECRET_HASH: hash(internal) });

    const refresh = async (parameters: object) => cognito.call('InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: CLIENT_ID, AuthParameters: { REFRESH_TOKEN: AuthenticationResult.RefreshToken, ...parameters },
    });
    expect(await cognito.errorOf(refresh({}))).toBe(MISSING);
    await expect(refresh({ SECRET_HASH: hash(internal) })).resolves.toHaveProperty('AuthenticationResult');
  });

  test('wants it for sign-up too', async () => {
    const cognito = await startFake({ secret });
    expect(await cognito.errorOf(cognito.signUp('alice'))).toBe(MISSING);
    expect(await cognito.errorOf(cognito.signUp('alice', { SecretHash: hash('bob') }))).toBe(WRONG);
    expect(await cognito.signUp('alice', { SecretHash: hash('alice') })).toHaveProperty('UserSub');
  });

  test('unknown names with the right hash are decoys', async () => {
    const cognito = await startFake({ secret, client: { PreventUserExistenceErrors: 'ENABLED' }, triggers: PASSWORDLESS });
    const { Session, ChallengeParameters: { USERNAME } } = await cognito.initiate({ USERNAME: 'nobody', SECRET_HASH: hash('nobody') });
    expect(await cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', { USERNAME, ANSWER: '42', SECRET_HASH: hash(USERNAME) }, Session)))
      .toBe('NotAuthorizedException: Incorrect username or password.');
  });
});
