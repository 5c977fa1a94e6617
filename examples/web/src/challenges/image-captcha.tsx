import { AnswerForm } from '../answer-form';
import type { ChallengeProps } from '../challenge';
import { ResendButton } from '../resend-button';
import { Screen } from '../screen';

/** Nobody passes it who cannot see it: say here how else such people can sign in. */
export function ImageCaptcha(props: ChallengeProps) {
  const { captchaUrl, codeLength } = props.challenge;
  return (
    <Screen title="Are you a person?">
      <p id="picture">Type the {codeLength} letters and digits of the picture.</p>
      <img src={captchaUrl} alt="Letters and digits, drawn so that programs cannot read them" />
      <AnswerForm {...props} label="Letters and digits" describedBy="picture" input={{ className: 'code', maxLength: Number(codeLength) || undefined }} />
      <ResendButton {...props} label="Show another picture" />
    </Screen>
  );
}
