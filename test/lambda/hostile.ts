import * as fc from 'fast-check';

/** Any JSON, also where the wire carries nothing. */
export const ANYTHING: fc.Arbitrary<unknown> = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.constantFrom(undefined, null, '')).map(onTheWire);

const NAMES = ['resend', 'Resend', 'linkTo', 'signInMethod', 'method', 'challenge', 'challengeName', 'step', 'skip', 'action', 'issueTokens', '__proto__'];
const WORDS = ['true', 'TRUE', ' true', 'true ', 'false', '1', '', 'EMAIL_CODE', 'QUESTION', 'CUSTOM_CHALLENGE', 'PASSWORD_VERIFIER', 'REQUEST', '0'];

/** What clients send as `clientMetadata`: what published handlers listen to, anything in Cognito's shape, and anything at all. */
export const METADATA: fc.Arbitrary<any> = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...WORDS)) },
  fc.dictionary(fc.string(), fc.string()),
  fc.record({ resend: ANYTHING }),
  ANYTHING,
);

/** The one thing that a client may ask for. */
export function asksForNewCode(clientMetadata: any): boolean {
  return clientMetadata?.resend === 'true';
}

function onTheWire(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}
