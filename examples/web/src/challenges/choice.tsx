import type { ChallengeProps } from '../challenge';
import { Screen } from '../screen';

const LABELS: Readonly<Record<string, string>> = {
  EMAIL_CODE: 'A code by e-mail',
  SMS_CODE: 'A code by text message',
  MAGIC_LINK: 'A link by e-mail',
};

export function Choice({ challenge: { options = '' }, busy, answer }: ChallengeProps) {
  return (
    <Screen title="How do you want to sign in?">
      <ul className="choice">
        {options.split(',').map((option) => (
          <li key={option}>
            <button type="button" aria-disabled={busy} onClick={() => !busy && answer(option)}>{LABELS[option] ?? option}</button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
