import { listAttributes } from '../attributes';
import { CognitoError, notAuthorized } from '../errors';
import { optionalText, text } from '../input';
import { accessToken, clientId, clientMetadata, operation, type Operation } from '../operation';
import type { Pool } from '../pool';
import type { CognitoService } from '../service';
import { refreshGrant } from '../sign-in/initiate';
import type { User } from '../users';

const refreshToken = text({ pattern: /^[A-Za-z0-9-_=.]+$/, secret: true });
const optionalClientSecret = optionalText({ min: 1, max: 64, pattern: /^[\w+]+$/, secret: true });

export const TOKEN_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetUser: operation({ AccessToken: accessToken }, async (service, input) => {
    const { user } = holder(service, input.AccessToken);
    return { Username: user.username, UserAttributes: listAttributes(user) };
  }),

  GetTokensFromRefreshToken: operation({
    RefreshToken: refreshToken, ClientId: clientId, ClientSecret: optionalClientSecret, ClientMetadata: clientMetadata,
  }, async (service, input, call) => {
    const { pool, client } = service.client(input.ClientId);
    if (client.definition.secret !== input.ClientSecret) throw notAuthorized(`Unable to verify secret for client ${client.id}`);
    const grant = pool.tokens.grantOf(input.RefreshToken, client);
    const { AuthenticationResult } = await refreshGrant({ pool, client, call, clientMetadata: input.ClientMetadata }, grant);
    return { AuthenticationResult };
  }),

  RevokeToken: operation({
    Token: refreshToken,
    ClientId: clientId,
    ClientSecret: optionalClientSecret,
  }, async (service, input) => {
    const { pool, client } = service.client(input.ClientId);
    if (!client.revokesTokens) throw new CognitoError('UnsupportedOperationException', 'Token revocation is not enabled for this client');
    if (client.definition.secret !== input.ClientSecret) throw new CognitoError('UnauthorizedException', 'Invalid client secret');
    if (pool.tokens.key.read(input.Token)) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
    const grant = pool.tokens.find(input.Token);
    if (grant && grant.clientId !== client.id) throw new CognitoError('UnauthorizedException', 'Invalid client');
    pool.tokens.revoke(input.Token);
    return {};
  }),

  GlobalSignOut: operation({ AccessToken: accessToken }, async (service, input) => {
    const { pool, user } = holder(service, input.AccessToken);
    pool.tokens.revokeAllOf(user.username);
    return {};
  }),
};

function holder(service: CognitoService, token: string): { readonly pool: Pool; readonly user: User } {
  const pool = service.poolOfToken(token);
  const user = pool.users.find(pool.tokens.usernameOf(token));
  if (!user) throw new CognitoError('UserNotFoundException', 'User does not exist.');
  if (!user.enabled) throw notAuthorized('User is disabled.');
  return { pool, user };
}
