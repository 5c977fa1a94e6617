import type { BindContext } from './bind-context';
import type { FlowChallenge } from './flow';

/** What stands behind a `Challenge`, one a kind. */
export interface ChallengeDefinition {
  /** Public name, which clients see as the parameter `challenge`. */
  readonly name: string;
  /** How long an answer is accepted, in seconds. */
  readonly lifetime: number;
  /** Whether the answer travels to the mailbox of the user. */
  readonly sendsEmail: boolean;
  /** Whether the answer travels to the phone of the user; it does not if absent. */
  readonly sendsSms?: boolean;
  /** Whether whoever passes it has shown to be this user, rather than to be somebody. */
  readonly provesUser: boolean;
  /** Grants what the challenge needs and describes it for the handlers. */
  bind(context: BindContext): FlowChallenge;
}
