/** Where a client signs in. */
export interface Target {
  readonly endpoint: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly secret?: string;
}

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
}

/** What a client tells its application after each step; `asks` is the name of the challenge. */
export type Outcome =
  | { readonly asks: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly tokens: Tokens }
  | { readonly error: string };

/** One user agent, as an application sees it, whatever library is inside. */
export interface SignInClient {
  /** With a password it begins by SRP, without one it sends the name alone. */
  start(username: string, password?: string): Promise<Outcome>;
  /** Answers the challenge that was asked last. */
  answer(text: string): Promise<Outcome>;
  /** Asks for a new code in the place of the last one. */
  resend(): Promise<Outcome>;
  /** New tokens for those of the sign-in that succeeded. */
  refresh(): Promise<Outcome>;
  signOutEverywhere(): Promise<void>;
}

/** How a client says that it wants a new code; the answer that goes along is not looked at. */
export const RESEND = { answer: 'RESEND', clientMetadata: { resend: 'true' } };

/** What the step makes of it; a refusal is an outcome like any other. */
export async function outcomeOf(step: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await step();
  } catch (error) {
    return failure(error as Error);
  }
}

export function failure({ name, message }: Error): Outcome {
  return { error: `${name}: ${message}` };
}
