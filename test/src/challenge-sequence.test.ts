import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { customChallenge, emailCode, flowOf, newStack, newUserPool } from './fixtures';
import { ChallengeSequence, ChallengeStep } from '../../src';

const { SRP_A, PASSWORD_VERIFIER } = ChallengeStep;
const custom = () => ChallengeStep.custom(emailCode());

function stepsOf(sequence: ChallengeSequence): string[] {
  const { triggers } = newUserPool(newStack(), { sequence });
  return flowOf(triggers).steps.map((step: any) => step.type);
}

describe('what the functions are told to do', () => {
  test.each([
    ['passwordless', ChallengeSequence.passwordless(emailCode()), ['CUSTOM_CHALLENGE']],
    ['passwordless with two challenges', ChallengeSequence.passwordless(emailCode(), emailCode()), ['CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE']],
    ['srpAndCustom', ChallengeSequence.srpAndCustom(emailCode()), ['SRP_A', 'PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE']],
    ['passwordVerifier', ChallengeSequence.passwordVerifier(emailCode()), ['PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE']],
    ['of', ChallengeSequence.of(SRP_A, PASSWORD_VERIFIER, custom(), custom()), ['SRP_A', 'PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE']],
    ['of, without the password', ChallengeSequence.of(SRP_A, custom()), ['SRP_A', 'CUSTOM_CHALLENGE']],
  ])('%s', (_, sequence, steps) => {
    expect(stepsOf(sequence)).toEqual(steps);
  });

  test('challenges keep their order', () => {
    const stack = newStack();
    const { triggers } = newUserPool(stack, {
      sequence: ChallengeSequence.passwordless(customChallenge(stack, 'FIRST'), emailCode(), customChallenge(stack, 'LAST')),
    });

    expect(flowOf(triggers).steps.map((step: any) => step.challenge.name)).toEqual(['FIRST', 'EMAIL_CODE', 'LAST']);
  });

  test('one sequence serves two user pools', () => {
    const sequence = ChallengeSequence.srpAndCustom(emailCode());
    const stacks = [newStack('One'), newStack('Two')];

    const [one, two] = stacks.map((stack) => flowOf(newUserPool(stack, { sequence }).triggers));

    expect(one).toEqual(two);
  });
});

describe('order of the steps', () => {
  test.each([
    ['no step', [], 'a sequence must have 1 to 10 custom steps, got 0: no steps'],
    ['no custom step', [SRP_A, PASSWORD_VERIFIER], 'a sequence must have 1 to 10 custom steps, got 0: SRP_A, PASSWORD_VERIFIER'],
    ['eleven custom steps', Array.from({ length: 11 }, custom), 'a sequence must have 1 to 10 custom steps, got 11'],
    ['SRP_A twice', [SRP_A, SRP_A, custom()], 'SRP_A must be the first step, and only that, got SRP_A, SRP_A, CUSTOM_CHALLENGE'],
    ['SRP_A after a custom step', [custom(), SRP_A], 'SRP_A must be the first step, and only that, got CUSTOM_CHALLENGE, SRP_A'],
    ['SRP_A after PASSWORD_VERIFIER', [PASSWORD_VERIFIER, SRP_A, custom()], 'SRP_A must be the first step'],
    ['PASSWORD_VERIFIER twice', [SRP_A, PASSWORD_VERIFIER, PASSWORD_VERIFIER, custom()], 'PASSWORD_VERIFIER must be the first step or directly follow SRP_A'],
    ['PASSWORD_VERIFIER twice without SRP_A', [PASSWORD_VERIFIER, PASSWORD_VERIFIER, custom()], 'PASSWORD_VERIFIER must be the first step or directly follow SRP_A'],
    ['PASSWORD_VERIFIER after a custom step', [custom(), PASSWORD_VERIFIER], 'PASSWORD_VERIFIER must be the first step or directly follow SRP_A'],
    ['a custom step between SRP_A and PASSWORD_VERIFIER', [SRP_A, custom(), PASSWORD_VERIFIER], 'PASSWORD_VERIFIER must be the first step or directly follow SRP_A'],
  ])('%s is refused', (_, steps, message) => {
    expect(() => ChallengeSequence.of(...steps)).toThrow(message);
  });

  test('no challenge, which only JavaScript allows, is told as what it is', () => {
    const { passwordless } = ChallengeSequence as unknown as { passwordless(): ChallengeSequence };
    expect(() => passwordless()).toThrow('a sequence must have 1 to 10 custom steps, got 0: no steps');
  });

  test('ten custom steps are accepted', () => {
    expect(stepsOf(ChallengeSequence.of(...Array.from({ length: 10 }, custom)))).toHaveLength(10);
  });
});

test('SRP_A without PASSWORD_VERIFIER gets a warning that no password is proved', () => {
  const stack = newStack();
  newUserPool(stack, { sequence: ChallengeSequence.of(SRP_A, custom()) });

  Annotations.fromStack(stack).hasWarning('/Stack/Auth/Triggers', Match.stringLikeRegexp('no password is proved.*cdk-cognito-custom-auth:noPasswordProved'));
});
