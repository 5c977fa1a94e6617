import { formatEntry } from '../../local/src/format-trace';

const at = '2026-11-21T09:03:42.816Z';
const event = { request: { session: [{ challengeName: 'SRP_A', challengeResult: true }, { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false }] } };

test.each<[string, Record<string, unknown>, string]>([
  ['request', { operation: 'InitiateAuth', input: { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'alice', SRP_A: 'f00' } } },
    '09:03:42.816 > InitiateAuth CUSTOM_AUTH alice with SRP_A'],
  ['request', {
    operation: 'RespondToAuthChallenge',
    input: {
      ChallengeName: 'CUSTOM_CHALLENGE', Session: '…12345678', ChallengeResponses: { USERNAME: 'alice', ANSWER: '42' }, ClientMetadata: { a: 'b' },
    },
  }, '09:03:42.816 > RespondToAuthChallenge CUSTOM_CHALLENGE alice answer=42 session …12345678 clientMetadata={"a":"b"}'],
  ['request', { operation: 'MakeCoffee' }, '09:03:42.816 > MakeCoffee'],
  ['trigger', { trigger: 'DefineAuthChallenge', attempt: 1, event, answer: { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: null }, ms: 7 },
    '               DefineAuthChallenge [SRP_A ok, CUSTOM_CHALLENGE wrong] -> challengeName=CUSTOM_CHALLENGE  7 ms'],
  ['trigger', {
    trigger: 'CreateAuthChallenge',
    attempt: 2,
    event: { request: { session: [], userNotFound: true } },
    ms: 3,
    answer: { publicChallengeParameters: { hint: 'a' }, privateChallengeParameters: { secret: 'private' }, challengeMetadata: 'x'.repeat(100) },
  }, '               CreateAuthChallenge (attempt 2) [] unknown user -> challengeMetadata=xxxxxxxxxxxxxxxxxxxxxxxx… (100 characters)  3 ms'],
  ['trigger', { trigger: 'VerifyAuthChallengeResponse', attempt: 3, event: { request: { challengeAnswer: '42' } }, failure: { kind: 'timeout' }, ms: 5000 },
    '               VerifyAuthChallengeResponse (attempt 3) answer=42 -> timeout  5000 ms'],
  ['trigger', { trigger: 'PreSignUp', attempt: 1, event: { request: {} }, failure: { kind: 'error', errorType: 'Error', errorMessage: 'no' }, ms: 1 },
    '               PreSignUp -> error Error no  1 ms'],
  ['trigger', { trigger: 'PostAuthentication', attempt: 1, event: { request: {} }, answer: {}, ms: 1 }, '               PostAuthentication -> done  1 ms'],
  ['trigger', { trigger: 'PostAuthentication', attempt: 1, event: { request: {} }, answer: 'null', ms: 1 }, '               PostAuthentication -> null  1 ms'],
  ['trigger', { trigger: 'VerifyAuthChallengeResponse', attempt: 1, event: { request: { challengeAnswer: '43' } }, answer: { answerCorrect: false }, ms: 1 },
    '               VerifyAuthChallengeResponse answer=43 -> answerCorrect=false  1 ms'],
  ['session', { session: '…12345678', awaits: 'PASSWORD_VERIFIER' }, '               session …12345678 awaits PASSWORD_VERIFIER'],
  ['mail', { to: ['a@example.com', 'b@example.com'], subject: 'Hello', text: 'one\r\ntwo\n' },
    '               mail to a@example.com, b@example.com: Hello\n               | one\n               | two'],
  ['sms', { to: ['+491512345678'], text: 'one\n\n@example.com #123456' },
    '               sms to +491512345678\n               | one\n               | \n               | @example.com #123456'],
  ['response', { operation: 'InitiateAuth', answer: { ChallengeName: 'SRP_A', ChallengeParameters: { USERNAME: 'alice' } } },
    '             < InitiateAuth SRP_A USERNAME=alice'],
  ['response', { operation: 'InitiateAuth', answer: { AuthenticationResult: {} } }, '             < InitiateAuth tokens'],
  ['response', { operation: 'SignUp', answer: {} }, '             < SignUp done'],
  ['error', { operation: 'InitiateAuth', type: 'UserNotFoundException', message: 'User does not exist.' },
    '             ! InitiateAuth UserNotFoundException: User does not exist.'],
  ['error', { operation: 'InitiateAuth', type: 'InternalErrorException', message: 'Something went wrong', cause: 'Error: x\n at y' },
    '             ! InitiateAuth InternalErrorException: Something went wrong\n               | Error: x\n               |  at y'],
  ['problem', { problem: 'define answered nothing' }, '             !!! define answered nothing'],
  ['request', { operation: 'GetUser', input: { Username: '\u001b]0;owned\u0007\u001b[2Jalice\r\u009b' } }, '09:03:42.816 > GetUser ?]0;owned??[2Jalice??'],
  ['another', { a: 1 }, '             {"a":1}'],
])('%s %#', (type, detail, expected) => {
  expect(formatEntry({ at, type, detail })).toBe(expected);
});
