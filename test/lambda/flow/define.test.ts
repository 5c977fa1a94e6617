import * as fc from 'fast-check';
import { choice, emailCode, passwordless, QUESTION, SMS_CODE, srpAndCustom } from './flows';
import { entry, PASSWORD, round, SRP } from './sessions';
import type { DefineEvent, SessionEntry } from '../../../lambda/events';
import type { Flow } from '../../../src/private/flow';
import { knownBadDefineHandlers } from '../fixtures/known-bad-define-handlers';
import { asksForNewCode, METADATA } from '../hostile';

type Handler = (event: DefineEvent) => Promise<DefineEvent>;

/** Loads the function with the document beside it. */
function load(flow: Flow): Handler {
  jest.resetModules();
  jest.doMock('../../../lambda/flow/flow.json', () => flow, { virtual: true });
  return jest.requireActual('../../../lambda/define-auth-challenge').handler;
}

async function answer(handler: Handler, session: unknown, clientMetadata?: unknown) {
  const event = {
    version: '1',
    triggerSource: 'DefineAuthChallenge_Authentication',
    region: 'us-east-1',
    userPoolId: 'us-east-1_Pool',
    userName: 'user',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
    request: { userAttributes: {}, session, clientMetadata },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  };
  return (await handler(event as unknown as DefineEvent)).response;
}

const FLOW = srpAndCustom(emailCode());
const ROUND = (passed: boolean, attemptsLeft = 3) => round(2, passed, attemptsLeft, 'EMAIL_CODE');

test.each<[string, unknown, object]>([
  ['no session asks for SRP_A', null, { challengeName: 'SRP_A', issueTokens: false, failAuthentication: false }],
  ['SRP_A asks for the password', [SRP], { challengeName: 'PASSWORD_VERIFIER', issueTokens: false, failAuthentication: false }],
  ['the password asks for the challenge', [SRP, PASSWORD], { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false }],
  ['all three get tokens', [SRP, PASSWORD, ROUND(true)], { challengeName: null, issueTokens: true, failAuthentication: false }],
  ['all else fails', [entry('SOMETHING_NEW', true)], { challengeName: null, issueTokens: false, failAuthentication: true }],
])('%s', async (_, session, expected) => {
  expect(await answer(load(FLOW), session)).toEqual(expected);
});

test('tokens and failure exclude each other, and a challenge is named exactly where there is neither', async () => {
  const handler = load(FLOW);
  await fc.assert(fc.asyncProperty(SESSIONS, METADATA, async (session, clientMetadata) => {
    const { challengeName, issueTokens, failAuthentication } = await answer(handler, session, clientMetadata);
    expect([challengeName !== null, issueTokens, failAuthentication].filter(Boolean)).toHaveLength(1);
  }));
});

const FLOWS = [passwordless(emailCode()), passwordless(emailCode(), QUESTION), FLOW, passwordless(choice(emailCode(), SMS_CODE))];

test.each(FLOWS)('the client decides nothing, but may wish for a new code (%#)', async (flow) => {
  await fc.assert(clientDecidesNothing(load(flow)), { numRuns: 1_000 });
});

test.each(Object.entries(knownBadDefineHandlers))('a function that %s is found out', async (_, bad) => {
  const { failed } = await fc.check(clientDecidesNothing(bad(passwordless(emailCode(), QUESTION))), { seed: 1, numRuns: 1_000 });
  expect(failed).toBe(true);
});

/** The answer is that to the session alone, and to the session with a wish for a new code if the client has exactly that. */
function clientDecidesNothing(handler: Handler) {
  return fc.asyncProperty(SESSIONS, METADATA, async (session, clientMetadata) => {
    const wish = asksForNewCode(clientMetadata) ? { resend: 'true' } : undefined;
    expect(await answer(handler, session, clientMetadata)).toEqual(await answer(handler, session, wish));
  });
}

const ENTRIES = [SRP, PASSWORD, ...[0, 1, 2].flatMap((step) => [true, false].flatMap((passed) => [3, 1].flatMap((left) => [
  round(step, passed, left, 'EMAIL_CODE'), round(step, passed, left, 'QUESTION'), round(step, passed, left, 'CHOICE'),
])))];
const SESSIONS = fc.oneof(
  fc.array(fc.constantFrom(...ENTRIES), { maxLength: 4 }),
  fc.constantFrom<SessionEntry[] | null | undefined>(null, undefined, [ROUND(false, 1)], [round(0, false, 1)], [round(0, true), round(1, false, 1)]),
);
