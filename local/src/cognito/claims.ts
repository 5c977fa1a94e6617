// What a PreTokenGeneration trigger may change of the claims, and what it may not.
import type { Claims } from './jwt';
import { section, text, texts } from './properties';

export interface TokenClaims {
  readonly id: Claims;
  readonly access: Claims;
}

const RESERVED = ['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub', 'token_use'];
const RESERVED_ID = [...RESERVED, 'aud', 'cognito:username', 'identities'];
const RESERVED_ACCESS = [...RESERVED, 'client_id', 'device_key', 'event_id', 'scope', 'username', 'version'];

/** Applies the answer of the trigger, of either version; `undefined` when it changed nothing. */
export function overrideClaims(claims: TokenClaims, answer: Record<string, unknown>): TokenClaims {
  if (answer.claimsAndScopeOverrideDetails) {
    const details = section(answer.claimsAndScopeOverrideDetails);
    const groups = groupClaims(details.groupOverrideDetails);
    const access = section(details.accessTokenGeneration);
    return {
      id: change({ ...claims.id, ...groups }, section(details.idTokenGeneration), RESERVED_ID),
      access: changeScopes(change({ ...claims.access, ...groups }, access, RESERVED_ACCESS), access),
    };
  }
  const details = section(answer.claimsOverrideDetails);
  const groups = groupClaims(details.groupOverrideDetails);
  return {
    id: change({ ...claims.id, ...groups }, details, RESERVED_ID),
    access: { ...claims.access, ...groups },
  };
}

function change(claims: Claims, changes: Readonly<Record<string, unknown>>, reserved: readonly string[]): Claims {
  const mayChange = (name: string) => !reserved.includes(name);
  const added = Object.entries(section(changes.claimsToAddOrOverride)).filter(([name]) => mayChange(name));
  const suppressed = (texts(changes.claimsToSuppress) ?? []).filter(mayChange);
  return Object.fromEntries([...Object.entries(claims), ...added].filter(([name]) => !suppressed.includes(name)));
}

function changeScopes(claims: Claims, changes: Readonly<Record<string, unknown>>): Claims {
  const suppressed = texts(changes.scopesToSuppress) ?? [];
  const before = text(claims.scope)?.split(' ') ?? [];
  const scopes = new Set([...before, ...texts(changes.scopesToAdd) ?? []].filter((scope) => !suppressed.includes(scope)));
  return { ...claims, scope: [...scopes].join(' ') };
}

function groupClaims(details: unknown): Claims {
  const { groupsToOverride, iamRolesToOverride, preferredRole } = section(details);
  return {
    ...texts(groupsToOverride)?.length ? { 'cognito:groups': groupsToOverride } : {},
    ...texts(iamRolesToOverride)?.length ? { 'cognito:roles': iamRolesToOverride } : {},
    ...text(preferredRole) ? { 'cognito:preferred_role': preferredRole } : {},
  };
}
