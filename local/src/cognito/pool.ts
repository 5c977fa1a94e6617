import { randomBytes } from 'node:crypto';
import type { PoolDefinition } from '../model';
import { AppClient } from './app-client';
import { AttributeSchema, triggerAttributes } from './attributes';
import { decoyVerifier } from './decoys';
import type { Environment } from './environment';
import { SigningKey } from './jwt';
import { Lockouts } from './lockouts';
import { PasswordPolicy } from './password-policy';
import { Sessions } from './sessions';
import type { SignIn } from './sign-in/state';
import { makeVerifier, matchesPassword, type PasswordVerifier } from './srp';
import { Tokens } from './tokens';
import { Triggers } from './triggers';
import { Users, type User } from './users';

/** A user pool at work: its settings, users, live sign-ins and tokens. */
export class Pool {
  public static async create(definition: PoolDefinition, environment: Environment): Promise<Pool> {
    return new Pool(definition, environment, await SigningKey.generate());
  }

  public readonly id: string;
  /** The id without its region, as SRP uses it. */
  public readonly name: string;
  public readonly users: Users;
  public readonly schema: AttributeSchema;
  public readonly passwordPolicy: PasswordPolicy;
  public readonly triggers: Triggers;
  public readonly sessions: Sessions<SignIn>;
  public readonly lockouts: Lockouts;
  public readonly tokens: Tokens;
  public readonly clients: ReadonlyMap<string, AppClient>;

  private constructor(public readonly definition: PoolDefinition, public readonly environment: Environment, key: SigningKey) {
    const { properties, region } = definition;
    const { clock } = environment;
    this.id = definition.id;
    this.name = definition.id.split('_')[1];
    this.users = new Users(properties);
    this.schema = new AttributeSchema(properties);
    this.passwordPolicy = new PasswordPolicy(properties.Policies);
    this.triggers = new Triggers(definition, environment);
    this.sessions = new Sessions(clock);
    this.lockouts = new Lockouts(clock);
    this.tokens = new Tokens(`https://cognito-idp.${region}.amazonaws.com/${definition.id}`, key, clock);
    this.clients = new Map(definition.clients.map((client) => [client.id, new AppClient(client)]));
  }

  public setPassword(user: User, password: string): void {
    user.password = makeVerifier(this.name, user.username, password);
    user.modifiedAt = this.environment.clock();
  }

  public hasPassword(user: User, password: string): boolean {
    return user.password !== undefined && matchesPassword(user.password, this.name, user.username, password);
  }

  /** Of a user without a password, as of nobody, a verifier that nothing fits. */
  public verifierOf(username: string, user: User | undefined): PasswordVerifier {
    return user?.password ?? decoyVerifier(this.id, username);
  }

  public triggerAttributes(user: User | undefined): Record<string, string> {
    return user ? triggerAttributes(user, this.users) : {};
  }

  public temporaryPassword(): string {
    return this.passwordPolicy.generate(() => randomBytes(1).readUInt8());
  }
}
