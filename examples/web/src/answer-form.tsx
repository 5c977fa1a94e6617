import { useState, type FormEvent, type InputHTMLAttributes } from 'react';
import type { ChallengeProps } from './challenge';

interface AnswerFormProps extends Pick<ChallengeProps, 'challenge' | 'busy' | 'answer'> {
  readonly label: string;
  /** Id of the text that explains the field. */
  readonly describedBy?: string;
  readonly input?: InputHTMLAttributes<HTMLInputElement>;
  /** What of a typed or pasted text counts. */
  readonly clean?: (text: string) => string;
}

/** One field and a button; each answer of the server makes a new one, empty. */
export function AnswerForm({ challenge, busy, answer, label, describedBy = '', input, clean = (text) => text }: AnswerFormProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) answer(text);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor="answer">{label}</label>
      <input
        id="answer" name="answer" required autoComplete="off" autoCapitalize="none" spellCheck={false}
        aria-describedby={`problem ${describedBy}`.trim()} aria-invalid={challenge.error === 'CODE_MISMATCH'}
        {...input} value={text} onChange={(event) => setText(clean(event.target.value))}
      />
      <button aria-disabled={busy}>{busy ? 'One moment…' : 'Continue'}</button>
    </form>
  );
}
