import { randomBytes, randomUUID } from 'node:crypto';
import type { AppClient } from './app-client';
import type { TokenClaims } from './claims';
import { notAuthorized } from './errors';
import type { Claims, SigningKey } from './jwt';
import type { Clock } from './sessions';
import type { User } from './users';

/** One sign-in, from which tokens are made until its refresh token expires or is revoked. */
export interface Grant {
  readonly username: string;
  readonly clientId: string;
  readonly originJti: string;
  readonly eventId: string;
  readonly authTime: number;
  readonly expiresAt: number;
}

const USER_SCOPE = 'aws.cognito.signin.user.admin';
const BOOLEANS = ['email_verified', 'phone_number_verified'];

/** Makes, checks and revokes the tokens of one pool. */
export class Tokens {
  private readonly grants = new Map<string, Grant>();
  private readonly revokedGrants = new Set<string>();

  constructor(public readonly issuer: string, public readonly key: SigningKey, private readonly clock: Clock) {}

  public newGrant(user: User, client: AppClient): Grant {
    const authTime = this.seconds();
    const expiresAt = authTime + client.refreshTokenSeconds;
    return { username: user.username, clientId: client.id, originJti: randomUUID(), eventId: randomUUID(), authTime, expiresAt };
  }

  /** The claims as they are before a PreTokenGeneration trigger has seen them. */
  public claims(grant: Grant, user: User, client: AppClient): TokenClaims {
    const iat = this.seconds();
    const shared = {
      sub: user.sub,
      iss: this.issuer,
      origin_jti: grant.originJti,
      event_id: grant.eventId,
      auth_time: grant.authTime,
      iat,
    };
    return {
      id: {
        ...readableClaims(user, client),
        ...shared,
        'cognito:username': user.username,
        'aud': client.id,
        'token_use': 'id',
        'exp': iat + client.idTokenSeconds,
        'jti': randomUUID(),
      },
      access: {
        ...shared,
        client_id: client.id,
        username: user.username,
        scope: USER_SCOPE,
        token_use: 'access',
        exp: iat + client.accessTokenSeconds,
        jti: randomUUID(),
      },
    };
  }

  public sign(claims: TokenClaims, client: AppClient): { AccessToken: string; IdToken: string; ExpiresIn: number; TokenType: string } {
    return {
      AccessToken: this.key.sign(claims.access),
      ExpiresIn: client.accessTokenSeconds,
      TokenType: 'Bearer',
      IdToken: this.key.sign(claims.id),
    };
  }

  /** An opaque refresh token for the grant. */
  public keep(grant: Grant): string {
    const token = randomBytes(768).toString('base64url');
    this.grants.set(token, grant);
    return token;
  }

  public grantOf(refreshToken: string, client: AppClient): Grant {
    const grant = this.grants.get(refreshToken);
    if (!grant || grant.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
    if (this.revokedGrants.has(grant.originJti)) throw notAuthorized('Refresh Token has been revoked');
    if (this.seconds() >= grant.expiresAt) throw notAuthorized('Refresh Token has expired');
    return grant;
  }

  /** The user name in an access token that may use the user's own operations. */
  public usernameOf(accessToken: string): string {
    const claims = this.key.read(accessToken);
    if (!claims || claims.token_use !== 'access') throw notAuthorized('Invalid Access Token');
    if (this.revokedGrants.has(String(claims.origin_jti))) throw notAuthorized('Access Token has been revoked');
    if (this.seconds() >= Number(claims.exp)) throw notAuthorized('Access Token has expired');
    if (!String(claims.scope).split(' ').includes(USER_SCOPE)) throw notAuthorized('Access Token does not have required scopes');
    return String(claims.username);
  }

  public revoke(refreshToken: string): void {
    const grant = this.grants.get(refreshToken);
    if (grant) this.revokedGrants.add(grant.originJti);
  }

  public find(refreshToken: string): Grant | undefined {
    return this.grants.get(refreshToken);
  }

  public revokeAllOf(username: string): void {
    for (const grant of this.grants.values()) {
      if (grant.username === username) this.revokedGrants.add(grant.originJti);
    }
  }

  private seconds(): number {
    return Math.floor(this.clock() / 1000);
  }
}

function readableClaims(user: User, client: AppClient): Claims {
  const readable = [...user.attributes].filter(([name]) => !client.readable || client.readable.includes(name));
  return Object.fromEntries(readable.map(([name, value]) => [name, BOOLEANS.includes(name) ? value === 'true' : value]));
}
