import type { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { requireLifetime, requireTries } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { allowInvoke } from '../private/iam';
import { requireKnown } from '../private/validation';

/** Options of `Challenge.custom`. */
export interface CustomChallengeOptions {
  /**
   * Name of the challenge, which clients see as the parameter `challenge`.
   *
   * A capital letter, then at most 31 capital letters, digits and underscores, and none of the names that this library keeps for itself:
   * `EMAIL_CODE`, `SMS_CODE`, `MAGIC_LINK`, `CAPTCHA`, `IMAGE_CAPTCHA`, `CHOICE`.
   */
  readonly name: string;

  /** Function that creates the challenge. What it is given and returns is told at `Challenge.custom`. */
  readonly createFunction: lambda.IFunction;

  /** Function that verifies an answer. What it is given and returns is told at `Challenge.custom`. */
  readonly verifyFunction: lambda.IFunction;

  /**
   * How long an answer is accepted: whole seconds, 1 to 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly lifetime?: Duration;

  /**
   * How many answers are verified before the challenge is dead, 1 to 5.
   *
   * @default - `triesPerCode` of the limits, which is 3 unless told otherwise
   */
  readonly tries?: number;

  /**
   * Whether `createFunction` sends something that costs or disturbs: a message, a call, a push notification. Then the limits on messages hold;
   * without them a stranger who starts about twenty sign-ins of a user pushes out the challenge that the user was about to answer.
   *
   * @default true
   */
  readonly sendsMessage?: boolean;
}

const RESERVED_NAMES = ['EMAIL_CODE', 'SMS_CODE', 'MAGIC_LINK', 'CAPTCHA', 'IMAGE_CAPTCHA', 'CHOICE'];

export function customChallenge(options: CustomChallengeOptions): ChallengeDefinition {
  const { name, createFunction, verifyFunction, tries, sendsMessage = true } = options;
  requireName(name);
  const lifetime = requireLifetime(options.lifetime);
  if (tries !== undefined) {
    requireTries('tries', tries);
  }

  return {
    name,
    lifetime,
    sendsEmail: false,
    provesUser: true,
    bind: (context) => {
      allowInvoke(context.createRole, createFunction);
      allowInvoke(context.verifyRole, verifyFunction);
      return {
        kind: 'CUSTOM',
        name,
        lifetime,
        tries: tries ?? context.limits._triesPerCode,
        sends: sendsMessage,
        guessable: true,
        createFunction: context.value(createFunction.functionArn),
        verifyFunction: context.value(verifyFunction.functionArn),
      };
    },
  };
}

export function requireName(name: string): void {
  requireKnown('name', name);
  if (!/^[A-Z][A-Z0-9_]{0,31}$/.test(name)) {
    throw new Error(`name must be a capital letter and then at most 31 capital letters, digits and underscores, got ${JSON.stringify(name)}`);
  }
  if (RESERVED_NAMES.includes(name)) {
    throw new Error(`name must not be one of ${RESERVED_NAMES.join(', ')}, which belong to the library, got ${name}`);
  }
}
