import { CodeForm } from './code';
import type { ChallengeProps } from '../challenge';
import { ResendButton } from '../resend-button';
import { Screen } from '../screen';
import { wordDuration } from '../wording';

/** Waits for the link, which opens in another tab and comes from there; the mail may carry a code as well. */
export function MagicLink(props: ChallengeProps) {
  const { challenge: { codeLength, expiresIn }, username } = props;
  return (
    <Screen title="Check your mail">
      <p id="sent">
        If there is an account for {username ? <strong>{username}</strong> : 'you'}, we have sent a link.
        Open it within {wordDuration(Number(expiresIn))}, best in this browser: this page waits for it.
      </p>
      {codeLength !== undefined && <CodeForm {...props} label="Or type the code of the mail" />}
      <ResendButton {...props} label="Send a new mail" />
    </Screen>
  );
}
