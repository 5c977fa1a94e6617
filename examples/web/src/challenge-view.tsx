import type { ComponentType } from 'react';
import type { ChallengeProps } from './challenge';
import { Captcha } from './challenges/captcha';
import { Choice } from './challenges/choice';
import { EmailCode, SmsCode } from './challenges/code';
import { ImageCaptcha } from './challenges/image-captcha';
import { MagicLink } from './challenges/magic-link';
import { Question } from './challenges/question';

const VIEWS: Readonly<Record<string, ComponentType<ChallengeProps>>> = {
  EMAIL_CODE: EmailCode,
  SMS_CODE: SmsCode,
  MAGIC_LINK: MagicLink,
  CAPTCHA: Captcha,
  IMAGE_CAPTCHA: ImageCaptcha,
  CHOICE: Choice,
};

interface ChallengeViewProps extends ChallengeProps {
  readonly startOver: () => void;
}

/** The view of the challenge that the server names; one that it does not know is a question. */
export function ChallengeView({ startOver, ...props }: ChallengeViewProps) {
  const View = VIEWS[props.challenge.challenge] ?? Question;
  return (
    <>
      <View {...props} />
      <button type="button" className="quiet" onClick={startOver}>Start over</button>
    </>
  );
}
