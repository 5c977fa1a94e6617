import { AnswerForm } from '../answer-form';
import type { ChallengeProps } from '../challenge';
import { ResendButton } from '../resend-button';
import { Screen } from '../screen';
import { wordDuration } from '../wording';

export function EmailCode(props: ChallengeProps) {
  return <Code {...props} title="Check your mail" />;
}

export function SmsCode(props: ChallengeProps) {
  return <Code {...props} title="Check your phone" />;
}

/** Nothing tells whether there is such an account: nor does the server. */
function Code({ title, ...props }: ChallengeProps & { readonly title: string }) {
  const { challenge: { codeLength, expiresIn }, username } = props;
  return (
    <Screen title={title}>
      <p id="sent">
        If there is an account for {username ? <strong>{username}</strong> : 'you'}, we have sent a code of {codeLength} digits.
        It is good for {wordDuration(Number(expiresIn))}.
      </p>
      <CodeForm {...props} label="Code" />
      <ResendButton {...props} label="Send a new code" />
    </Screen>
  );
}

/** Takes a code in any spacing. Phones and browsers offer the code of a message by themselves. */
export function CodeForm({ label, ...props }: ChallengeProps & { readonly label: string }) {
  const { codeLength = '' } = props.challenge;
  const digits = (text: string) => text.replace(/\D/g, '').slice(0, Number(codeLength) || undefined);
  return (
    <AnswerForm
      {...props} label={label} describedBy="sent" clean={digits}
      input={{ className: 'code', inputMode: 'numeric', autoComplete: 'one-time-code', pattern: `\\d{${codeLength}}`, title: `${codeLength} digits` }}
    />
  );
}
