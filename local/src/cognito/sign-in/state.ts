import type { AppClient, AuthFlow } from '../app-client';
import type { Call } from '../environment';
import type { Pool } from '../pool';
import { sessionTail } from '../redact';
import type { ServerKeys } from '../srp';
import type { User } from '../users';

/** An entry of `request.session`, as Define sees it. */
export interface Round {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

/** What one request of a sign-in is about. */
export interface Step {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly call: Call;
  readonly subject: Subject;
  /** Of this very request; triggers of InitiateAuth see none. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** Who signs in: a user, or a name that nobody has. */
export interface Subject {
  readonly username: string;
  readonly user?: User;
}

/** What a session stands for: a sign-in that awaits an answer. Never changed; each step makes the next one. */
export interface SignIn {
  readonly flow: AuthFlow;
  readonly clientId: string;
  readonly username: string;
  readonly rounds: readonly Round[];
  /** The challenge whose answer is awaited. */
  readonly awaits?: string;
  /** What the client sent as `SRP_A`. */
  readonly clientPublic?: bigint;
  readonly srp?: { readonly keys: ServerKeys; readonly secretBlock: string };
  readonly passwordProved?: boolean;
  readonly mfaPassed?: boolean;
  /** From the last Create. */
  readonly created?: { readonly privateParameters: Readonly<Record<string, string>>; readonly metadata: string | null };
}

/** The answer of InitiateAuth and RespondToAuthChallenge. */
export interface AuthAnswer {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters: Readonly<Record<string, string>>;
  readonly AuthenticationResult?: Readonly<Record<string, unknown>>;
}

export function passed(challengeName: string): Round {
  return { challengeName, challengeResult: true, challengeMetadata: null };
}

/** Asks the client for the answer to a challenge, in a session of its own. */
export function ask(step: Step, signIn: SignIn, challengeName: string, parameters: Readonly<Record<string, string>>): AuthAnswer {
  const session = step.pool.sessions.open({ ...signIn, awaits: challengeName }, step.client.sessionMs);
  step.call.trace('session', { session: sessionTail(session), awaits: challengeName, rounds: signIn.rounds });
  return { ChallengeName: challengeName, Session: session, ChallengeParameters: parameters };
}
