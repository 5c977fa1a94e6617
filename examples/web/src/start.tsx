import type { FormEvent } from 'react';
import { PasswordField } from './password-field';
import { Screen } from './screen';
import type { SignIn } from './use-sign-in';

interface StartProps extends Pick<SignIn, 'username' | 'problem' | 'busy' | 'start'> {
  readonly withPassword?: boolean;
}

export function Start({ username, problem, busy, start, withPassword }: StartProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    if (!busy) void start(String(fields.get('username')).trim(), withPassword ? String(fields.get('password')) : undefined);
  };
  const refused = problem === 'REFUSED';
  return (
    <Screen title="Sign in">
      <form onSubmit={submit}>
        <label htmlFor="username">E-mail address</label>
        <input
          id="username" name="username" type="email" required defaultValue={username}
          autoComplete="username" autoCapitalize="none" spellCheck={false}
          aria-describedby="problem" aria-invalid={refused && !withPassword}
        />
        {withPassword && <PasswordField wrong={refused} />}
        <button aria-disabled={busy}>{busy ? 'One moment…' : 'Continue'}</button>
      </form>
    </Screen>
  );
}
