import { ChallengeView } from './challenge-view';
import type { PoolConfig } from './config';
import type { Link } from './link';
import { LinkView } from './link-view';
import { SignedIn } from './signed-in';
import { Start } from './start';
import { useSignIn, type SignIn } from './use-sign-in';
import { wordError, wordProblem, wordRenewed } from './wording';

interface AppProps {
  readonly pool: PoolConfig;
  readonly link?: Link;
  readonly captchaScript?: string;
}

export function App({ pool, link, captchaScript }: AppProps) {
  const signIn = useSignIn(pool, link);
  const { view, round } = signIn;
  return (
    <main>
      <Messages {...signIn} />
      {view.name === 'START' && <Start key={round} {...signIn} withPassword={pool.password} />}
      {view.name === 'LINK' && <LinkView key={round} {...signIn} link={view.link} account={view.account} withPassword={pool.password} />}
      {view.name === 'CHALLENGE' && <ChallengeView key={round} {...signIn} challenge={view.challenge} captchaScript={captchaScript} />}
      {view.name === 'SIGNED_IN' && <SignedIn key={round} {...signIn} user={view.user} />}
    </main>
  );
}

/** They outlive the views, because screen readers tell only what is new in a place that they know. */
function Messages({ view, problem, renewed, round }: SignIn) {
  const challenge = view.name === 'CHALLENGE' ? view.challenge : undefined;
  const wrong = problem ? wordProblem(problem) : challenge && wordError(challenge);
  return (
    <>
      <div role="alert" id="problem">{wrong && <p key={round} className="problem">{wrong}</p>}</div>
      <div role="status">{renewed && challenge && <p key={round} className="renewed">{wordRenewed(challenge)}</p>}</div>
    </>
  );
}
