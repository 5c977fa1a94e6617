import type { Stack } from 'aws-cdk-lib';
import { type AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool } from '../../src';
import { emailCode } from '../src/fixtures';
import { inlineFunction } from '../support/inline-function';

/** For `HandlerStage.start`: a pool whose users sign in by a code alone. */
export function byEmailCode(abuseLimits?: AbuseLimits) {
  return (stack: Stack): void => void new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(emailCode()), abuseLimits });
}

/** For `HandlerStage.start`: by a code and then a question, which the given code of a function both asks and judges. */
export function byEmailCodeThenQuestion(code: string) {
  return (stack: Stack): void => {
    const question = inlineFunction(stack, 'Question', code);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(
        emailCode(),
        Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
      ),
    });
  };
}
