/** A rule that a function does not keep. */
export interface Violation {
  /** Short name of the rule. */
  readonly rule: string;
  /** What the function did, and what it should do. */
  readonly message: string;
}

/** Collects violations: of each rule the first, with the number of the others. */
export class Violations {
  private readonly found = new Map<string, { readonly message: string; others: number }>();

  public add(rule: string, message: string): void {
    const known = this.found.get(rule);
    if (known) known.others += 1;
    else this.found.set(rule, { message, others: 0 });
  }

  public list(): Violation[] {
    return [...this.found].map(([rule, { message, others }]) => ({
      rule,
      message: others === 0 ? message : `${message} (and in ${others} more ${others === 1 ? 'case' : 'cases'})`,
    }));
  }
}
