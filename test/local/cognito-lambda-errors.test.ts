import { Handler, Outcome, PASSWORD, PASSWORDLESS, startFake, stopFakes } from './fixtures/cognito';
import { FunctionRunner } from '../../local/src/model';

const ALICE = { username: 'alice', password: PASSWORD };
const TIMEOUT = new Outcome({ kind: 'timeout' });
const INVALID_JSON = 'InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON';
const UNRECOGNIZABLE = 'InvalidLambdaResponseException: Unrecognizable lambda output';
type Trigger = 'DefineAuthChallenge' | 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse';
const TRIGGERS: Trigger[] = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'];

afterEach(stopFakes);

/** What the client gets when one of the functions behaves so. */
async function errorWhen(trigger: Trigger, handler: Handler): Promise<string> {
  const cognito = await startFake({ triggers: { ...PASSWORDLESS, [trigger]: handler }, users: [ALICE] });
  const signIn = async () => {
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    return cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session);
  };
  return cognito.errorOf(signIn());
}

describe.each(TRIGGERS)('%s', (trigger) => {
  test.each<[string, Handler, string]>([
    ['throws', () => { throw new Error('no such thing'); }, `UserLambdaValidationException: ${trigger} failed with error no such thing.`],
    ['throws at length', () => { throw new Error('x'.repeat(500)); }, `UserLambdaValidationException: ${trigger} failed with error ${'x'.repeat(500)}.`],
    ['ends its process',
      () => new Outcome({ kind: 'crash', errorMessage: 'RequestId: 1-2-3 Error: Runtime exited with error: exit status 1' }),
      `UserLambdaValidationException: ${trigger} failed with error RequestId: 1-2-3 Error: Runtime exited with error: exit status 1.`],
    ['returns nothing', () => undefined, INVALID_JSON],
    ['returns what is no JSON', () => new Outcome({ kind: 'response', payload: '{"a":' }), INVALID_JSON],
    ['returns a text', () => 'done', UNRECOGNIZABLE],
    ['returns a list', (event) => [event], UNRECOGNIZABLE],
    ['returns the response alone', (event) => ({ response: event.response }), UNRECOGNIZABLE],
    ['drops the envelope', ({ request, response }) => ({ request, response }), UNRECOGNIZABLE],
    ['drops the request', ({ request: _, ...event }) => event, UNRECOGNIZABLE],
    ['returns a response of null', (event) => ({ ...event, response: null }), UNRECOGNIZABLE],
    ['never answers in time', () => TIMEOUT,
      `UnexpectedLambdaException: ${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`],
    ['may not be invoked', () => new Outcome({ kind: 'refused', reason: 'AccessDeniedException' }),
      `UnexpectedLambdaException: ${trigger} invocation failed due to error AccessDeniedException.`],
  ])('%s', async (_, handler, expected) => {
    expect(await errorWhen(trigger, handler)).toBe(expected);
  });

  test('is not configured', async () => {
    const { [trigger]: _, ...triggers } = PASSWORDLESS;
    const cognito = await startFake({ triggers, users: [ALICE] });
    const signIn = async () => {
      const { Session } = await cognito.initiate({ USERNAME: 'alice' });
      return cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session);
    };
    expect(await cognito.errorOf(signIn())).toBe('InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.');
  });
});

test.each<[Trigger, string, object, string]>([
  ['DefineAuthChallenge', 'issueTokens is a text', { issueTokens: 'true' }, UNRECOGNIZABLE],
  ['DefineAuthChallenge', 'challengeName is a number', { challengeName: 1 }, UNRECOGNIZABLE],
  ['DefineAuthChallenge', 'failAuthentication is a number', { failAuthentication: 0, issueTokens: true }, UNRECOGNIZABLE],
  ['CreateAuthChallenge', 'a parameter is a number', { publicChallengeParameters: { left: 3 }, privateChallengeParameters: { answer: '42' } }, UNRECOGNIZABLE],
  ['CreateAuthChallenge', 'a private parameter is null', { privateChallengeParameters: { answer: null } }, UNRECOGNIZABLE],
  ['CreateAuthChallenge', 'parameters are a list', { privateChallengeParameters: ['42'] }, UNRECOGNIZABLE],
  ['CreateAuthChallenge', 'metadata is a structure', { privateChallengeParameters: { answer: '42' }, challengeMetadata: {} }, UNRECOGNIZABLE],
  ['CreateAuthChallenge', 'private parameters are missing', { publicChallengeParameters: { a: 'b' } }, 'NotAuthorizedException: Incorrect username or password.'],
  ['CreateAuthChallenge', 'private parameters are empty', { privateChallengeParameters: {} }, 'NotAuthorizedException: Incorrect username or password.'],
  ['VerifyAuthChallengeResponse', 'answerCorrect is a text', { answerCorrect: 'true' }, UNRECOGNIZABLE],
])('%s: %s', async (trigger, _, response, expected) => {
  expect(await errorWhen(trigger, (event) => ({ ...event, response }))).toBe(expected);
});

test('a Verify that decides nothing counts as wrong', async () => {
  const cognito = await startFake({ triggers: { ...PASSWORDLESS, VerifyAuthChallengeResponse: (event) => event }, users: [ALICE] });
  const { Session } = await cognito.initiate({ USERNAME: 'alice' });
  await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session)).resolves.toHaveProperty('ChallengeName', 'CUSTOM_CHALLENGE');
  expect(cognito.eventsOf('Define').at(-1).request.session[0].challengeResult).toBe(false);
});

test('what Define did wrong is in the trace, though the client is not told', async () => {
  const cognito = await startFake({ triggers: { ...PASSWORDLESS, DefineAuthChallenge: (event) => ({ ...event, response: { challengeName: 'TYPO' } }) }, users: [ALICE] });
  await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }));
  expect(cognito.trace.entries.find(({ type }) => type === 'problem')?.detail.problem).toContain('"TYPO"');
});

describe('a function that is late', () => {
  test.each(TRIGGERS)('%s is invoked again with the same event, three times in all', async (trigger) => {
    let calls = 0;
    const cognito = await startFake({
      triggers: { ...PASSWORDLESS, [trigger]: (event: unknown) => ++calls < 3 ? TIMEOUT : PASSWORDLESS[trigger](event) },
      users: [ALICE],
    });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session)).resolves.toHaveProperty('AuthenticationResult');
    const [first, second, third] = cognito.eventsOf(trigger);
    expect([second, third]).toEqual([first, first]);
  });

  test('is given up after the third time', async () => {
    const cognito = await startFake({ triggers: { ...PASSWORDLESS, CreateAuthChallenge: () => TIMEOUT }, users: [ALICE] });
    await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }));
    expect(cognito.eventsOf('Create')).toHaveLength(3);
  });

  test('is not repeated when it fails in time', async () => {
    const cognito = await startFake({ triggers: { ...PASSWORDLESS, CreateAuthChallenge: () => { throw new Error('no'); } }, users: [ALICE] });
    await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }));
    expect(cognito.eventsOf('Create')).toHaveLength(1);
  });

  test('an interceptor can make it late after it has done its work', async () => {
    const cognito = await startFake({
      triggers: PASSWORDLESS,
      users: [ALICE],
      intercept: async ({ trigger, attempt }, next) => {
        const outcome = await next();
        return trigger === 'CreateAuthChallenge' && attempt === 1 ? { kind: 'timeout' } : outcome;
      },
    });
    await expect(cognito.initiate({ USERNAME: 'alice' })).resolves.toHaveProperty('ChallengeName');
    expect(cognito.eventsOf('Create')).toHaveLength(2);
    expect(cognito.trace.entries.filter(({ type, detail }) => type === 'trigger' && detail.trigger === 'CreateAuthChallenge').map(({ detail }) => detail.attempt)).toEqual([1, 2]);
  });
});

test('the runner is told how long Cognito waits', async () => {
  const waits: number[] = [];
  const runner: FunctionRunner = {
    invoke: async (_arn, _payload, waitMs) => {
      waits.push(waitMs);
      return { kind: 'timeout' };
    },
    close: async () => {},
  };
  const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE], runner });
  await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }));
  expect(waits).toEqual([5000, 5000, 5000]);
});
