import { AnswerForm } from '../answer-form';
import type { ChallengeProps } from '../challenge';
import { ResendButton } from '../resend-button';
import { Screen } from '../screen';

/** For `Challenge.custom`: shows its parameter `question`, if there is one, and takes any text. */
export function Question(props: ChallengeProps) {
  const { question = 'Answer', resendAfter } = props.challenge;
  return (
    <Screen title="One more question">
      <AnswerForm {...props} label={question} />
      {resendAfter !== undefined && <ResendButton {...props} label="Ask anew" />}
    </Screen>
  );
}
