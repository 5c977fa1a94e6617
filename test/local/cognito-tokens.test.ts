import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { CLIENT_ID, FakeApp, FakeCognito, Handler, PASSWORD, POOL_ID, startFake, stopFakes } from './fixtures/cognito';

const ALICE = {
  username: 'alice', password: PASSWORD, attributes: { 'email': 'alice@example.com', 'email_verified': 'true', 'custom:plan': 'gold' },
};
const BY_PASSWORD = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] };
const PLAN = { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] };
const HOUR = 3600;
const MINUTE_MS = 60_000;

afterEach(stopFakes);

async function start({ client, pool, triggers }: FakeApp = {}): Promise<FakeCognito> {
  return startFake({ client: { ...BY_PASSWORD, ...client }, pool: { ...PLAN, ...pool }, triggers, users: [ALICE] });
}

type Tokens = Record<'AccessToken' | 'IdToken' | 'RefreshToken', string> & { ExpiresIn: number };

async function signIn(cognito: FakeCognito): Promise<Tokens> {
  const { AuthenticationResult } = await cognito.initiate({ USERNAME: 'alice', PASSWORD }, { AuthFlow: 'USER_PASSWORD_AUTH' });
  return AuthenticationResult;
}

async function refresh(cognito: FakeCognito, REFRESH_TOKEN: string, AuthFlow = 'REFRESH_TOKEN_AUTH'): Promise<any> {
  return cognito.initiate({ REFRESH_TOKEN }, { AuthFlow });
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

describe('tokens', () => {
  test('are accepted by aws-jwt-verify with the published keys, and carry the claims of the service', async () => {
    const cognito = await start();
    const tokens = await signIn(cognito);
    const jwks = await (await fetch(`${cognito.endpoint}/${POOL_ID}/.well-known/jwks.json`)).json() as any;
    const verify = async (tokenUse: 'id' | 'access', token: string) => {
      const verifier = CognitoJwtVerifier.create({ userPoolId: POOL_ID, clientId: CLIENT_ID, tokenUse });
      verifier.cacheJwks(jwks);
      return verifier.verify(token);
    };

    const { keys: [{ kid }] } = jwks;
    expect(JSON.parse(Buffer.from(tokens.IdToken.split('.')[0], 'base64url').toString())).toEqual({ alg: 'RS256', kid });
    const now = Math.floor(cognito.now / 1000);
    const { sub } = claimsOf(tokens.AccessToken);
    const shared = {
      sub,
      iss: `https://cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`,
      origin_jti: claimsOf(tokens.AccessToken).origin_jti,
      event_id: claimsOf(tokens.AccessToken).event_id,
      auth_time: now,
      iat: now,
      exp: now + HOUR,
      jti: expect.any(String),
    };
    expect(await verify('id', tokens.IdToken)).toStrictEqual({
      ...shared,
      'aud': CLIENT_ID,
      'token_use': 'id',
      'cognito:username': 'alice',
      'email': 'alice@example.com',
      'email_verified': true,
      'custom:plan': 'gold',
    });
    expect(await verify('access', tokens.AccessToken)).toStrictEqual({
      ...shared, client_id: CLIENT_ID, token_use: 'access', username: 'alice', scope: 'aws.cognito.signin.user.admin',
    });
    await expect(verify('id', tokens.AccessToken)).rejects.toThrow();
  });

  test('live as long as the client says', async () => {
    const cognito = await start({
      client: {
        AccessTokenValidity: 5,
        IdTokenValidity: '2',
        RefreshTokenValidity: 60,
        TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      },
    });
    const { AccessToken, IdToken, RefreshToken, ExpiresIn } = await signIn(cognito);
    const validity = (token: string) => claimsOf(token).exp - claimsOf(token).iat;
    expect([validity(AccessToken), ExpiresIn, validity(IdToken)]).toEqual([300, 300, 2 * HOUR]);

    cognito.advance(60 * MINUTE_MS - 1000);
    expect(await refresh(cognito, RefreshToken)).toHaveProperty('AuthenticationResult.AccessToken');
    cognito.advance(1000);
    expect(await cognito.errorOf(refresh(cognito, RefreshToken))).toBe('NotAuthorizedException: Refresh Token has expired');
  });

  test('show only attributes that the client may read', async () => {
    const cognito = await start({ client: { ReadAttributes: ['email'] } });
    const claims = claimsOf((await signIn(cognito)).IdToken);
    expect(claims.email).toBe('alice@example.com');
    expect(claims).not.toHaveProperty('custom:plan');
    expect(claims).not.toHaveProperty('email_verified');
  });
});

test('OpenID configuration names the real issuer', async () => {
  const cognito = await start();
  const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL_ID}`;
  const configuration = await (await fetch(`${cognito.endpoint}/${POOL_ID}/.well-known/openid-configuration`)).json();
  expect(configuration).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json`, id_token_signing_alg_values_supported: ['RS256'] });
});

describe('a refresh token', () => {
  test.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'])('gives new tokens of the same sign-in by %s', async (flow) => {
    const cognito = await start();
    const first = await signIn(cognito);
    cognito.advance(10 * MINUTE_MS);
    const { AuthenticationResult, ChallengeParameters } = await refresh(cognito, first.RefreshToken, flow);
    expect(ChallengeParameters).toEqual({});
    expect(Object.keys(AuthenticationResult).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
    const [before, after] = [claimsOf(first.AccessToken), claimsOf(AuthenticationResult.AccessToken)];
    expect(after).toMatchObject({ sub: before.sub, origin_jti: before.origin_jti, auth_time: before.auth_time, iat: before.iat + 600 });
    expect(after.jti).not.toBe(before.jti);
  });

  test.each<[string, string]>([
    ['made up', 'NotAuthorizedException: Invalid Refresh Token'],
    ['missing', 'InvalidParameterException: Missing required parameter REFRESH_TOKEN'],
    ['revoked', 'NotAuthorizedException: Refresh Token has been revoked'],
    ['of a disabled user', 'NotAuthorizedException: User is disabled.'],
    ['of a deleted user', 'NotAuthorizedException: Refresh Token has been revoked'],
  ])('%s', async (state, expected) => {
    const cognito = await start();
    const { RefreshToken } = await signIn(cognito);
    const user = { UserPoolId: POOL_ID, Username: 'alice' };
    if (state === 'revoked') await cognito.call('RevokeToken', { Token: RefreshToken, ClientId: CLIENT_ID });
    if (state === 'of a disabled user') await cognito.call('AdminDisableUser', user);
    if (state === 'of a deleted user') await cognito.call('AdminDeleteUser', user);
    const attempt = state === 'missing' ? cognito.initiate({}, { AuthFlow: 'REFRESH_TOKEN_AUTH' }) : refresh(cognito, state === 'made up' ? 'x.y.z' : RefreshToken);
    expect(await cognito.errorOf(attempt)).toBe(expected);
  });
});

test('GetTokensFromRefreshToken gives the same, as Amplify asks for it', async () => {
  const cognito = await start();
  const { RefreshToken } = await signIn(cognito);
  const exchange = async (more: object = {}) => cognito.call('GetTokensFromRefreshToken', { RefreshToken, ClientId: CLIENT_ID, ...more });
  expect(Object.keys((await exchange()).AuthenticationResult).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
  expect(await cognito.errorOf(exchange({ RefreshToken: 'x.y.z' }))).toBe('NotAuthorizedException: Invalid Refresh Token');
  expect(await cognito.errorOf(exchange({ ClientSecret: 'x' }))).toMatch(/^NotAuthorizedException: Unable to verify secret/);
});

describe('an access token', () => {
  test('shows its user', async () => {
    const cognito = await start();
    const { AccessToken } = await signIn(cognito);
    expect(await cognito.call('GetUser', { AccessToken })).toEqual({
      Username: 'alice',
      UserAttributes: [
        { Name: 'sub', Value: claimsOf(AccessToken).sub },
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'custom:plan', Value: 'gold' },
      ],
    });
  });

  test.each<[string, string]>([
    ['expired', 'NotAuthorizedException: Access Token has expired'],
    ['revoked with its refresh token', 'NotAuthorizedException: Access Token has been revoked'],
    ['signed out everywhere', 'NotAuthorizedException: Access Token has been revoked'],
    ['signed out everywhere by an administrator', 'NotAuthorizedException: Access Token has been revoked'],
    ['replaced by an ID token', 'NotAuthorizedException: Invalid Access Token'],
    ['changed', 'NotAuthorizedException: Invalid Access Token'],
    ['garbage', 'NotAuthorizedException: Invalid Access Token'],
  ])('%s', async (state, expected) => {
    const cognito = await start();
    const { AccessToken, IdToken, RefreshToken } = await signIn(cognito);
    const [header, , signature] = AccessToken.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(AccessToken), username: 'bob' })).toString('base64url');
    const presented = { 'replaced by an ID token': IdToken, 'changed': [header, forged, signature].join('.'), 'garbage': 'x' }[state] ?? AccessToken;
    if (state === 'expired') cognito.advance(60 * MINUTE_MS);
    if (state.startsWith('revoked')) await cognito.call('RevokeToken', { Token: RefreshToken, ClientId: CLIENT_ID });
    if (state === 'signed out everywhere') await cognito.call('GlobalSignOut', { AccessToken });
    if (state.endsWith('administrator')) await cognito.call('AdminUserGlobalSignOut', { UserPoolId: POOL_ID, Username: 'alice' });
    expect(await cognito.errorOf(cognito.call('GetUser', { AccessToken: presented }))).toBe(expected);
  });
});

describe('sign-out and revocation', () => {
  test('everywhere ends all sign-ins of the user, and later ones work', async () => {
    const cognito = await start();
    const [one, other] = [await signIn(cognito), await signIn(cognito)];
    await cognito.call('GlobalSignOut', { AccessToken: one.AccessToken });
    expect(await cognito.errorOf(refresh(cognito, other.RefreshToken))).toBe('NotAuthorizedException: Refresh Token has been revoked');
    expect(await cognito.call('GetUser', { AccessToken: (await signIn(cognito)).AccessToken })).toHaveProperty('Username', 'alice');
  });

  test('of one token ends that sign-in only', async () => {
    const cognito = await start();
    const [one, other] = [await signIn(cognito), await signIn(cognito)];
    expect(await cognito.call('RevokeToken', { Token: one.RefreshToken, ClientId: CLIENT_ID })).toEqual({});
    expect(await cognito.call('GetUser', { AccessToken: other.AccessToken })).toHaveProperty('Username');
  });

  test.each<[string, Record<string, unknown>, (tokens: any) => object, string]>([
    ['an access token', {}, ({ AccessToken }) => ({ Token: AccessToken }), 'UnsupportedTokenTypeException: Unsupported token type'],
    ['where it is switched off', { EnableTokenRevocation: false }, ({ RefreshToken }) => ({ Token: RefreshToken }),
      'UnsupportedOperationException: Token revocation is not enabled for this client'],
    ['a secret where there is none', {}, ({ RefreshToken }) => ({ Token: RefreshToken, ClientSecret: 'x' }), 'UnauthorizedException: Invalid client secret'],
  ])('RevokeToken refuses %s', async (_, client, input, expected) => {
    const cognito = await start({ client });
    const tokens = await signIn(cognito);
    expect(await cognito.errorOf(cognito.call('RevokeToken', { ClientId: CLIENT_ID, ...input(tokens) }))).toBe(expected);
  });
});

describe('PreTokenGeneration', () => {
  const V2 = { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: 'x' } } };

  test('version 1 changes the ID token, and not what is reserved', async () => {
    const change: Handler = (event) => {
      event.response.claimsOverrideDetails = {
        claimsToAddOrOverride: { tier: 'one', sub: 'forged', email: 'masked' },
        claimsToSuppress: ['custom:plan', 'aud'],
        groupOverrideDetails: { groupsToOverride: ['admins'] },
      };
      return event;
    };
    const cognito = await start({ triggers: { PreTokenGeneration: change } });
    const { IdToken, AccessToken, RefreshToken } = await signIn(cognito);
    expect(claimsOf(IdToken)).toMatchObject({ 'tier': 'one', 'email': 'masked', 'aud': CLIENT_ID, 'cognito:groups': ['admins'] });
    expect(claimsOf(IdToken)).not.toHaveProperty('custom:plan');
    expect(claimsOf(IdToken).sub).toBe(claimsOf(AccessToken).sub);
    expect(claimsOf(AccessToken)).not.toHaveProperty('tier');
    await refresh(cognito, RefreshToken);
    expect(cognito.events.map(({ triggerSource }) => triggerSource)).toEqual(['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens']);
    expect(cognito.events[0]).toMatchObject({
      version: '1',
      request: { groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null } },
      response: { claimsOverrideDetails: null },
    });
  });

  test('version 2 changes the access token and its scopes too', async () => {
    const change: Handler = (event) => {
      event.response.claimsAndScopeOverrideDetails = {
        idTokenGeneration: { claimsToAddOrOverride: { tier: 'id' } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tier: 'access', username: 'forged' }, scopesToAdd: ['orders/read'], scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
      };
      return event;
    };
    const cognito = await start({ pool: V2, triggers: { PreTokenGenerationConfig: change } });
    const { IdToken, AccessToken } = await signIn(cognito);
    expect(claimsOf(IdToken).tier).toBe('id');
    expect(claimsOf(AccessToken)).toMatchObject({ tier: 'access', username: 'alice', scope: 'orders/read' });
    expect(cognito.events[0]).toMatchObject({ version: '2', request: { scopes: ['aws.cognito.signin.user.admin'] }, response: { claimsAndScopeOverrideDetails: null } });
    expect(await cognito.errorOf(cognito.call('GetUser', { AccessToken }))).toBe('NotAuthorizedException: Access Token does not have required scopes');
  });

  test('hears what the client says to GetTokensFromRefreshToken, not what it says to InitiateAuth', async () => {
    const cognito = await start({ triggers: { PreTokenGeneration: (event) => event } });
    const { RefreshToken } = await signIn(cognito);
    const ClientMetadata = { from: 'client' };
    await cognito.call('InitiateAuth', { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: CLIENT_ID, AuthParameters: { REFRESH_TOKEN: RefreshToken }, ClientMetadata });
    await cognito.call('GetTokensFromRefreshToken', { ClientId: CLIENT_ID, RefreshToken, ClientMetadata });
    expect(cognito.events.slice(1).map(({ request }) => request.clientMetadata)).toEqual([undefined, ClientMetadata]);
  });

  test('that fails keeps the tokens back', async () => {
    const cognito = await start({ triggers: { PreTokenGeneration: () => { throw new Error('no'); } } });
    expect(await cognito.errorOf(signIn(cognito))).toBe('UserLambdaValidationException: PreTokenGeneration failed with error no.');
  });
});
