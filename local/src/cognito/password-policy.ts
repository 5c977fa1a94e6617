import { invalidPassword } from './errors';
import { flag, number, section } from './properties';

const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** The password policy of a pool; what the template leaves out is as the service's default: 8 characters of each kind. */
export class PasswordPolicy {
  private readonly minLength: number;
  private readonly rules: readonly (readonly [RegExp, string])[];

  constructor(poolPolicies: unknown) {
    const policy = section(section(poolPolicies).PasswordPolicy);
    const isDefault = Object.keys(policy).length === 0;
    this.minLength = number(policy.MinimumLength) ?? 8;
    const all: readonly (readonly [string, RegExp, string])[] = [
      ['RequireLowercase', /[a-z]/, 'lowercase'],
      ['RequireUppercase', /[A-Z]/, 'uppercase'],
      ['RequireNumbers', /[0-9]/, 'numeric'],
      ['RequireSymbols', SYMBOL, 'symbol'],
    ];
    this.rules = all.filter(([key]) => isDefault || flag(policy[key])).map(([, pattern, kind]) => [pattern, kind]);
  }

  public require(password: string): void {
    if (password.length < this.minLength) throw invalidPassword('Password did not conform with policy: Password not long enough');
    for (const [pattern, kind] of this.rules) {
      if (!pattern.test(password)) throw invalidPassword(`Password did not conform with policy: Password must have ${kind} characters`);
    }
  }

  /** A temporary password for AdminCreateUser without one. */
  public generate(randomByte: () => number): string {
    const kinds = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#$%&*+-=?@'];
    return Array.from({ length: Math.max(this.minLength, 12) }, (_, index) => {
      const letters = kinds[index % kinds.length];
      return letters[randomByte() % letters.length];
    }).join('');
  }
}
