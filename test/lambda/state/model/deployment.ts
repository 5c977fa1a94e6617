import type { AnswerRequest, OpenRequest, Outcome } from '../../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../../lambda/state/state';
import type { FlowLimits } from '../../../../src/private/flow';
import type { Rules } from '../../fixtures/known-bad-rules';

/** The items that a change reads and writes; who only answers needs no destination. */
export interface Keys {
  readonly user: string;
  readonly destination?: string;
  readonly shard: number;
}

/** Rules at work on items, as the store applies them, one change after the other. */
export class Deployment {
  private readonly items = new Map<string, unknown>();

  constructor(private readonly rules: Rules, private readonly limits: FlowLimits) {}

  public open(keys: Keys, request: OpenRequest, now: number) {
    return this.change(keys, (state) => this.rules.open(state, request, this.limits, now));
  }

  public count(keys: Keys, request: AnswerRequest, now: number) {
    return this.change(keys, (state) => this.rules.count(state, request, this.limits, now));
  }

  public settle(keys: Keys, request: AnswerRequest, correct: boolean, now: number) {
    return this.change(keys, (state) => this.rules.settle(state, request, correct, now));
  }

  public countAndSettle(keys: Keys, request: AnswerRequest, correct: boolean, now: number) {
    return this.change(keys, (state) => this.rules.countAndSettle(state, request, correct, this.limits, now));
  }

  public sizes(): number[] {
    return [...this.items.values()].map((item) => JSON.stringify(item).length);
  }

  private change<Verdict>({ user, destination, shard }: Keys, rule: (state: State) => Outcome<Verdict>): Verdict {
    const keys = { user: `user ${user}`, pool: `shard ${shard}`, ...(destination && { destination: `destination ${destination}` }) };
    const before = { ...NEW_STATE };
    for (const [part, key] of Object.entries(keys)) Object.assign(before, this.items.has(key) && { [part]: this.items.get(key) });
    const { state, verdict } = rule(before);
    for (const [part, key] of Object.entries(keys)) this.items.set(key, state[part as keyof State]);
    return verdict;
  }
}
