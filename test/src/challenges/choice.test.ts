import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AbuseLimits, Challenge, ChallengeSequence } from '../../../src';
import { arnOf, captcha, customChallenge, emailCode, flowOf, mayLog, newStack, newUserPool, smsCode, statementsOf } from '../fixtures';

const emailOrSms = () => Challenge.choice(emailCode(), smsCode());

function challengeOf(challenge: Challenge, stack = newStack(), abuseLimits?: AbuseLimits): any {
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(challenge), abuseLimits });
  return flowOf(triggers).steps[0].challenge;
}

test('sends nothing, and its failures are nobody\'s', () => {
  const { options, ...choice } = challengeOf(emailOrSms());

  expect(choice).toEqual({ kind: 'CHOICE', name: 'CHOICE', lifetime: 300, tries: 3, sends: false, guessable: false });
  expect(options).toHaveLength(2);
});

test('options are the challenges as they are alone, in their order', () => {
  const stack = newStack();
  const question = customChallenge(stack, 'QUESTION', { tries: 1 });
  const { options } = challengeOf(Challenge.choice(smsCode(), question, emailCode({ codeLength: 8 })), stack);

  const own = expect.objectContaining({ kind: 'CUSTOM', name: 'QUESTION', tries: 1 });
  expect(options).toEqual([challengeOf(smsCode()), own, challengeOf(emailCode({ codeLength: 8 }))]);
});

test('tries are those of the limits', () => {
  const limits = AbuseLimits.of({ triesPerCode: 2 });

  expect(challengeOf(emailOrSms(), newStack(), limits)).toMatchObject({ tries: 2, options: [{ tries: 2 }, { tries: 2 }] });
});

test('the functions are allowed what each option needs, and nothing else', () => {
  const stack = newStack();
  const choice = Challenge.choice(emailCode(), smsCode(), customChallenge(stack));
  const { triggers } = newUserPool(stack, { sequence: ChallengeSequence.passwordless(choice) });
  const state = [
    { Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], Effect: 'Allow', Resource: arnOf(/TriggersTable/) },
    { Action: 'kms:GenerateMac', Effect: 'Allow', Resource: arnOf(/TriggersKey/) },
  ];

  const create = statementsOf(triggers, 'CreateAuthChallenge');
  expect(create.slice(0, 2)).toEqual(state);
  expect(create.slice(2).map(({ Action, Effect }) => [Effect, Action])).toEqual([
    ['Allow', 'ses:SendEmail'], ['Allow', 'sns:Publish'], ['Allow', 'lambda:InvokeFunction'],
    ['Allow', ['logs:CreateLogStream', 'logs:PutLogEvents']],
  ]);
  expect(statementsOf(triggers, 'VerifyAuthChallengeResponse')).toEqual([
    ...state,
    { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: arnOf(/SECURITYQUESTIONVerify/) },
    mayLog('VerifyAuthChallengeResponse'),
  ]);
  expect(statementsOf(triggers, 'DefineAuthChallenge')).toEqual([mayLog('DefineAuthChallenge')]);
});

test.each([emailCode, smsCode])('an app client must wait as long as the option with the longest life (%#)', (longer) => {
  const other = longer === emailCode ? smsCode() : emailCode();
  const choice = Challenge.choice(longer({ lifetime: Duration.minutes(10) }), other);
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(choice) });

  expect(() => triggers.addClient('Impatient', { authSessionValidity: Duration.minutes(9) })).toThrow('authSessionValidity');
  expect(() => triggers.addClient('Patient', { authSessionValidity: Duration.minutes(10) })).not.toThrow();
});

test('an app client must wait as long as the pick may take', () => {
  const short = { lifetime: Duration.minutes(1) };
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(Challenge.choice(emailCode(short), smsCode(short))) });

  expect(() => triggers.addClient('Impatient', { authSessionValidity: Duration.minutes(4) })).toThrow('authSessionValidity');
});

test.each([['mailbox'], ['phone']])('after a password whose recovery needs the same %s as an option, there is a warning', (place) => {
  const stack = newStack();
  newUserPool(stack, { sequence: ChallengeSequence.srpAndCustom(emailOrSms()) });

  Annotations.fromStack(stack).hasWarning('/Stack/Auth/Triggers', Match.stringLikeRegexp(`a password can be reset with the same ${place}`));
});

test('proves who the user is, so it can stand alone and after a CAPTCHA', () => {
  const stack = newStack();
  expect(() => ChallengeSequence.passwordless(emailOrSms())).not.toThrow();
  expect(() => ChallengeSequence.passwordless(captcha(stack), emailOrSms())).not.toThrow();
});

test.each<[string, () => Challenge, string]>([
  ['one option', () => (Challenge.choice as any)(emailCode()), 'a choice must have 2 to 10 options, got 1'],
  ['no option', () => (Challenge.choice as any)(), 'a choice must have 2 to 10 options, got 0'],
  ['eleven options', () => {
    const stack = newStack();
    const [first, second, ...more] = Array.from({ length: 11 }, (_, index) => customChallenge(stack, `OPTION_${index}`));
    return Challenge.choice(first, second, ...more);
  }, 'a choice must have 2 to 10 options, got 11'],
  ['two of the same name', () => Challenge.choice(emailCode(), smsCode(), emailCode()), 'each option of a choice must have a name of its own, got EMAIL_CODE twice'],
  ['a CAPTCHA', () => Challenge.choice(emailCode(), captcha(newStack())), 'each option of a choice must prove who the user is, got CAPTCHA, which anybody can pass'],
  ['a choice', () => Challenge.choice(emailCode(), emailOrSms()), 'a choice must not be an option of another choice: give the options of both to one'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
