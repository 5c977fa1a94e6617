import { aliasExists, usernameExists } from './errors';
import { section, texts, flag, type Properties } from './properties';
import type { PasswordVerifier } from './srp';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A second factor: the challenge that Cognito puts after the password, and the code that passes it. */
export interface Mfa {
  readonly challenge: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';
  readonly code: string;
}

export interface User {
  /** The internal name: a UUID in pools whose users sign in with an address only. */
  readonly username: string;
  readonly sub: string;
  readonly attributes: Map<string, string>;
  readonly createdAt: number;
  modifiedAt: number;
  status: UserStatus;
  enabled: boolean;
  /** Absent for users that never had one. */
  password?: PasswordVerifier;
  confirmation?: { readonly code: string; readonly attribute: string; readonly expiresAt: number };
  mfa?: Mfa;
}

const ADDRESSES = ['email', 'phone_number'];

/** The users of a pool, found by internal name or by an alias that the pool allows. */
export class Users {
  /** `email`, `phone_number` or both: users have no other name than these. */
  public readonly usernameAttributes: readonly string[];
  public readonly aliasAttributes: readonly string[];
  private readonly caseSensitive: boolean;
  private readonly byName = new Map<string, User>();

  constructor(poolProperties: Properties) {
    this.usernameAttributes = texts(poolProperties.UsernameAttributes) ?? [];
    this.aliasAttributes = texts(poolProperties.AliasAttributes) ?? [];
    // A pool made by CloudFormation without UsernameConfiguration tells `Alice` from `alice`.
    this.caseSensitive = flag(section(poolProperties.UsernameConfiguration).CaseSensitive) ?? true;
  }

  public find(name: string): User | undefined {
    return this.byName.get(this.fold(name)) ?? this.all().find((user) => this.isAliasOf(user, name));
  }

  public add(user: User): void {
    if (this.byName.has(this.fold(user.username))) throw usernameExists('User already exists');
    for (const attribute of this.usernameAttributes) {
      const value = user.attributes.get(attribute);
      if (value !== undefined && this.find(value)) throw usernameExists(`An account with the given ${attribute} already exists.`);
    }
    this.byName.set(this.fold(user.username), user);
  }

  public remove(user: User): void {
    this.byName.delete(this.fold(user.username));
  }

  public all(): readonly User[] {
    return [...this.byName.values()];
  }

  /** An alias belongs to one user only: to the one who has verified it. Throws when these belong to another. */
  public requireFreeAliases(user: User, aliases = this.aliasesOf(user)): void {
    this.requireFree(aliases, user, user.attributes);
  }

  /** Takes aliases from whoever has them. */
  public takeAliases(user: User, aliases = this.aliasesOf(user)): void {
    for (const alias of aliases) {
      const holder = this.all().find((other) => other !== user && this.isAliasOf(other, user.attributes.get(alias) ?? ''));
      holder?.attributes.set(`${alias}_verified`, 'false');
    }
  }

  /** Changes attributes, unless another user signs in with one of the new values. */
  public update(user: User, attributes: ReadonlyMap<string, string>): void {
    this.requireFree([...this.usernameAttributes, ...this.aliasAttributes], user, attributes);
    for (const [name, value] of attributes) user.attributes.set(name, value);
  }

  /** Names that differ only in what the pool ignores are one name. */
  public fold(name: string): string {
    return this.caseSensitive ? name : name.toLowerCase();
  }

  /** The aliases that the user signs in with: addresses count when they are verified. */
  private aliasesOf({ attributes }: User): readonly string[] {
    return this.aliasAttributes.filter((name) => !ADDRESSES.includes(name) || attributes.get(`${name}_verified`) === 'true');
  }

  private requireFree(names: readonly string[], user: User, attributes: ReadonlyMap<string, string>): void {
    for (const name of names) {
      const value = attributes.get(name);
      const holder = value === undefined ? undefined : this.all().find((other) => other !== user && this.isAliasOf(other, value));
      if (holder) throw aliasExists(name);
    }
  }

  private isAliasOf(user: User, name: string): boolean {
    const holds = (attribute: string) => {
      const value = user.attributes.get(attribute);
      return value !== undefined && this.fold(value) === this.fold(name);
    };
    return this.usernameAttributes.some(holds) || this.aliasesOf(user).some(holds);
  }
}
