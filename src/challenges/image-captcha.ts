import type { Duration } from 'aws-cdk-lib';
import { requireLifetime, requireTries } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { allowInvoke } from '../private/iam';
import { pictureFunction } from '../private/picture-function';
import { requireIntegerBetween } from '../private/validation';

/** Options of `Challenge.imageCaptcha`. */
export interface ImageCaptchaOptions {
  /**
   * Letters and digits in a picture, 4 to 8.
   *
   * @default 6
   */
  readonly codeLength?: number;

  /**
   * How long an answer is accepted after the first picture was shown: whole seconds, 1 to 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly lifetime?: Duration;

  /**
   * How many pictures may be answered before the sign-in ends, 1 to 5. A new picture that is asked for begins anew.
   *
   * @default - `triesPerCode` of the limits, which is 3 unless told otherwise
   */
  readonly tries?: number;
}

const NAME = 'IMAGE_CAPTCHA';

export function imageCaptcha(options: ImageCaptchaOptions): ChallengeDefinition {
  const { codeLength = 6, tries } = options;
  requireIntegerBetween('codeLength', codeLength, 4, 8);
  const lifetime = requireLifetime(options.lifetime);
  if (tries !== undefined) {
    requireTries('tries', tries);
  }

  return {
    name: NAME,
    lifetime,
    sendsEmail: false,
    provesUser: false,
    bind: (context) => {
      const drawFunction = pictureFunction(context);
      allowInvoke(context.createRole, drawFunction);
      return {
        kind: NAME,
        name: NAME,
        lifetime,
        tries: tries ?? context.limits._triesPerCode,
        sends: false,
        guessable: false,
        codeLength,
        drawFunction: context.value(drawFunction.functionArn),
      };
    },
  };
}
