import type { FormEvent } from 'react';
import type { Link } from './link';
import { PasswordField } from './password-field';
import { Screen } from './screen';
import type { SignIn } from './use-sign-in';

interface LinkViewProps extends Pick<SignIn, 'busy' | 'redeem' | 'startOver'> {
  readonly link: Link;
  /** What was typed in this browser for the account of the link. */
  readonly account?: string;
  readonly withPassword?: boolean;
}

/** A link signs nobody in by itself: programs that look through mails open links, too, and anybody could send one to an account of his own. */
export function LinkView({ link, account, busy, redeem, startOver, withPassword }: LinkViewProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password');
    if (!busy) void redeem(link, password === null ? undefined : String(password));
  };
  return (
    <Screen title="Finish signing in">
      <p>You have opened a sign-in link. Continue only if you asked for it just now.</p>
      {link.username && <Whose account={account} />}
      <form onSubmit={submit}>
        {withPassword && link.username && <PasswordField />}
        <button aria-disabled={busy}>{busy ? 'One moment…' : 'Sign in'}</button>
      </form>
      <button type="button" className="quiet" onClick={startOver}>That was not me</button>
    </Screen>
  );
}

function Whose({ account }: Pick<LinkViewProps, 'account'>) {
  if (account) return <p className="hint">It is for the account <strong>{account}</strong>.</p>;
  return (
    <p>
      Nobody has asked for a link to this account in this browser.
      If you have not asked for this mail yourself, it may lead into the account of a stranger.
    </p>
  );
}
