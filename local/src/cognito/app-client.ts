import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientDefinition } from '../model';
import { invalidParameter, notAuthorized } from './errors';
import { flag, number, section, text, texts } from './properties';

const FLOWS = ['CUSTOM_AUTH', 'USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH'] as const;
export type AuthFlow = typeof FLOWS[number];

/** Without `ExplicitAuthFlows` a client may do these. */
const DEFAULT_FLOWS: readonly AuthFlow[] = ['REFRESH_TOKEN_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH'];

/** The values from before `ALLOW_…`, which a client may not mix with those. */
const LEGACY_FLOWS: Readonly<Record<string, readonly AuthFlow[]>> = {
  ADMIN_NO_SRP_AUTH: [...DEFAULT_FLOWS, 'ADMIN_USER_PASSWORD_AUTH'],
  USER_PASSWORD_AUTH: [...DEFAULT_FLOWS, 'USER_PASSWORD_AUTH'],
  CUSTOM_AUTH_FLOW_ONLY: ['REFRESH_TOKEN_AUTH', 'CUSTOM_AUTH'],
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86400 };

/** An app client: what it may do and how long what it gets is valid. */
export class AppClient {
  public readonly id: string;
  public readonly hidesUnknownUsers: boolean;
  public readonly revokesTokens: boolean;
  public readonly sessionMs: number;
  public readonly accessTokenSeconds: number;
  public readonly idTokenSeconds: number;
  public readonly refreshTokenSeconds: number;
  /** Attributes that this client may see in ID tokens; all when `undefined`. */
  public readonly readable?: readonly string[];
  public readonly writable?: readonly string[];
  private readonly flows: readonly AuthFlow[];

  constructor(public readonly definition: ClientDefinition) {
    const { properties } = definition;
    this.id = definition.id;
    this.hidesUnknownUsers = properties.PreventUserExistenceErrors === 'ENABLED';
    this.revokesTokens = flag(properties.EnableTokenRevocation) ?? true;
    this.sessionMs = (number(properties.AuthSessionValidity) ?? 3) * 60_000;
    this.accessTokenSeconds = this.validity('AccessToken', 1, 'hours');
    this.idTokenSeconds = this.validity('IdToken', 1, 'hours');
    this.refreshTokenSeconds = this.validity('RefreshToken', 30, 'days');
    this.readable = texts(properties.ReadAttributes);
    this.writable = texts(properties.WriteAttributes);
    this.flows = allowedFlows(texts(properties.ExplicitAuthFlows));
  }

  public requireFlow(flow: AuthFlow): void {
    if (!this.flows.includes(flow)) throw invalidParameter(`${flow} flow not enabled for this client`);
  }

  /** `username` is the value sent in the same request, alias or not. */
  public requireSecretHash(username: string, hash: string | undefined): void {
    const { secret } = this.definition;
    if (secret === undefined) return;
    if (hash === undefined) throw notAuthorized(`Client ${this.id} is configured with secret but SECRET_HASH was not received`);
    if (!same(hash, secretHash(secret, username, this.id))) throw notAuthorized(`Unable to verify secret hash for client ${this.id}`);
  }

  private validity(token: string, otherwise: number, otherwiseUnit: string): number {
    const value = number(this.definition.properties[`${token}Validity`]);
    const unit = text(section(this.definition.properties.TokenValidityUnits)[token]) ?? otherwiseUnit;
    return value ? value * UNIT_SECONDS[unit] : otherwise * UNIT_SECONDS[otherwiseUnit];
  }
}

export function secretHash(secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');
}

function allowedFlows(listed: readonly string[] | undefined): readonly AuthFlow[] {
  if (!listed?.length) return DEFAULT_FLOWS;
  return listed.flatMap((value) => LEGACY_FLOWS[value] ?? FLOWS.filter((flow) => value === `ALLOW_${flow}`));
}

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
