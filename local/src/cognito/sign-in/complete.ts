// The end of a sign-in: PostAuthentication, PreTokenGeneration, tokens.
import { overrideClaims, type TokenClaims } from '../claims';
import { incorrectCredentials } from '../errors';
import type { Grant } from '../tokens';
import type { User } from '../users';
import type { AuthAnswer, Step } from './state';

export type TokenSource = 'TokenGeneration_Authentication' | 'TokenGeneration_NewPasswordChallenge' | 'TokenGeneration_RefreshTokens';

/** Issues tokens; to nobody when there is no such user, whatever Define said. */
export async function complete(step: Step, source: TokenSource = 'TokenGeneration_Authentication'): Promise<AuthAnswer> {
  const { pool, client, subject: { user } } = step;
  if (!user) throw incorrectCredentials();
  await postAuthentication(step, user);
  const grant = pool.tokens.newGrant(user, client);
  const claims = await generateClaims(step, user, grant, source);
  const { ExpiresIn, TokenType, AccessToken, IdToken } = pool.tokens.sign(claims, client);
  return {
    ChallengeParameters: {},
    AuthenticationResult: { AccessToken, ExpiresIn, TokenType, RefreshToken: pool.tokens.keep(grant), IdToken },
  };
}

/** New tokens for a refresh token. */
export async function refresh(step: Step, user: User, grant: Grant): Promise<AuthAnswer> {
  const claims = await generateClaims(step, user, grant, 'TokenGeneration_RefreshTokens');
  return { ChallengeParameters: {}, AuthenticationResult: step.pool.tokens.sign(claims, step.client) };
}

async function postAuthentication({ pool, client, call, clientMetadata }: Step, user: User): Promise<void> {
  if (!pool.triggers.has('PostAuthentication')) return;
  await pool.triggers.invoke(call, {
    trigger: 'PostAuthentication',
    source: 'PostAuthentication_Authentication',
    username: user.username,
    clientId: client.id,
    request: { userAttributes: pool.triggerAttributes(user), newDeviceUsed: false, ...clientMetadata && { clientMetadata } },
    response: {},
  });
}

async function generateClaims(step: Step, user: User, grant: Grant, source: TokenSource): Promise<TokenClaims> {
  const { pool, client, call, clientMetadata } = step;
  const claims = pool.tokens.claims(grant, user, client);
  if (!pool.triggers.has('PreTokenGeneration')) return claims;
  const version = pool.triggers.tokenGenerationVersion;
  const answer = await pool.triggers.invoke(call, {
    trigger: 'PreTokenGeneration',
    source,
    version,
    username: user.username,
    clientId: client.id,
    request: {
      userAttributes: pool.triggerAttributes(user),
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      ...version !== '1' && { scopes: [claims.access.scope] },
      ...clientMetadata && { clientMetadata },
    },
    response: version === '1' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });
  return overrideClaims(claims, answer);
}
