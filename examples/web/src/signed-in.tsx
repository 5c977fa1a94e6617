import { Screen } from './screen';
import type { SignIn, User } from './use-sign-in';

interface SignedInProps extends Pick<SignIn, 'signOut'> {
  readonly user: User;
}

export function SignedIn({ user, signOut }: SignedInProps) {
  return (
    <Screen title="You are signed in">
      <p>as <strong>{user.name}</strong></p>
      <p className="hint">User id {user.id}</p>
      <button type="button" onClick={() => void signOut()}>Sign out</button>
    </Screen>
  );
}
