import type { Outcome, Tokens } from '../clients/sign-in-client';

/** What everybody is told who does not get in, whatever the reason. */
export const REFUSED = { error: 'NotAuthorizedException: Incorrect username or password.' };

/** The question for a code; these parameters are the contract with front ends. */
export function asksForCode(parameters: object): object {
  return {
    asks: 'CUSTOM_CHALLENGE',
    parameters: {
      challenge: 'EMAIL_CODE',
      destination: '***@***',
      codeLength: '6',
      expiresIn: '300',
      resendAfter: '60',
      USERNAME: expect.any(String),
      ...parameters,
    },
  };
}

/** Wrong in the last digit only. */
export function otherThan(code: string): string {
  return `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
}

export function tokensIn(outcome: Outcome): Tokens {
  expect(outcome).toHaveProperty('tokens');
  return (outcome as { tokens: Tokens }).tokens;
}
