import { confirmSignIn, fetchAuthSession, signIn, signOut, type SignInOutput } from 'aws-amplify/auth';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Challenge } from './challenge';
import type { PoolConfig } from './config';
import { awaitLink, handOver, takeLink, type Link } from './link';

/** Where a sign-in is. */
export type View =
  | { readonly name: 'LOADING' }
  | { readonly name: 'START' }
  | { readonly name: 'LINK'; readonly link: Link }
  | { readonly name: 'CHALLENGE'; readonly challenge: Challenge }
  | { readonly name: 'SIGNED_IN'; readonly user: User };

export interface User {
  readonly name: string;
  readonly id: string;
}

/** What went wrong, beside what the server says about an answer. */
export type Problem = 'REFUSED' | 'OVER' | 'OFFLINE' | 'TOO_MANY' | 'UNSUPPORTED' | 'LINK_USED' | 'LINK_ELSEWHERE';

interface State {
  readonly view: View;
  readonly problem?: Problem;
  /** A new code, link or picture has come. */
  readonly renewed?: boolean;
  /** Counts the views, since the server may ask the same twice. */
  readonly round: number;
}

export type SignIn = ReturnType<typeof useSignIn>;

/** A whole sign-in by aws-amplify, whatever challenges the server asks; `link` is the one that the page was opened by. `Amplify.configure` comes before it. */
export function useSignIn({ userPoolClientId, password: startsWithPassword }: PoolConfig, link?: Link) {
  const [state, setState] = useState<State>({ view: { name: 'LOADING' }, round: 0 });
  const [username, setUsername] = useState('');
  const [busy, setBusy] = useState(false);
  /** The token of a link that waits for the challenge that it answers. */
  const pending = useRef<string>(undefined);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const show = useCallback((view: View, more: Partial<State> = {}) => {
    setState(({ round }) => ({ view, round: round + 1, ...more }));
  }, []);

  /** One after the other, because a session answers once. */
  const run = useCallback((task: () => Promise<boolean>): Promise<boolean> => {
    const next = queue.current.then(async () => {
      setBusy(true);
      // What is told again is told anew.
      setState(({ view, round }) => ({ view, round }));
      return task().finally(() => setBusy(false));
    });
    queue.current = next;
    return next;
  }, []);

  const proceed = useCallback(async ({ nextStep }: SignInOutput, more?: Partial<State>): Promise<boolean> => {
    if (nextStep.signInStep === 'DONE') {
      show({ name: 'SIGNED_IN', user: (await currentUser())! });
      return true;
    }
    if (nextStep.signInStep !== 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE') {
      show({ name: 'START' }, { problem: 'UNSUPPORTED' });
      return false;
    }
    const challenge = nextStep.additionalInfo as Challenge;
    const token = pending.current;
    if (challenge.challenge === 'MAGIC_LINK' && token !== undefined) {
      pending.current = undefined;
      return proceed(await confirmSignIn({ challengeResponse: token }));
    }
    show({ name: 'CHALLENGE', challenge }, challenge.error === undefined ? more : undefined);
    return false;
  }, [show]);

  const begin = useCallback(async (name: string, password?: string) => run(async () => {
    try {
      return await proceed(await signIn(startsWithPassword
        ? { username: name, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } }
        : { username: name, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } }));
    } catch (error) {
      // In another tab, meanwhile.
      const user = (error as Error).name === 'UserAlreadyAuthenticatedException' ? await currentUser() : undefined;
      if (user) show({ name: 'SIGNED_IN', user });
      else show({ name: 'START' }, { problem: problemIn(error) ?? 'REFUSED' });
      return user !== undefined;
    }
  }), [proceed, run, show, startsWithPassword]);

  const start = useCallback(async (name: string, password?: string) => {
    setUsername(name);
    await begin(name, password);
  }, [begin]);

  const confirm = useCallback(async (challengeResponse: string, clientMetadata?: Record<string, string>) => run(async () => {
    try {
      return await proceed(await confirmSignIn({ challengeResponse, options: { clientMetadata } }), { renewed: clientMetadata !== undefined });
    } catch (error) {
      const problem = problemIn(error);
      // What did not reach the server can be sent again as it is; after a refusal the sign-in is over.
      if (problem) setState((last) => ({ ...last, problem }));
      else show({ name: 'START' }, { problem: 'OVER' });
      return false;
    }
  }), [proceed, run, show]);

  const answer = useCallback(async (text: string) => confirm(text), [confirm]);
  /** Asks for a new code, link or picture; the answer that goes along is not looked at. */
  const resend = useCallback(async () => confirm('RESEND', { resend: 'true' }), [confirm]);

  /** Uses a link: in the tab that waits for it, else by a sign-in of its own, if it may. */
  const redeem = useCallback(async ({ token, username: name }: Link, password?: string) => {
    setBusy(true);
    const signedIn = await handOver(userPoolClientId, token);
    const user = signedIn ? await userOfOtherTab() : undefined;
    setBusy(false);
    if (user) {
      show({ name: 'SIGNED_IN', user });
    } else if (signedIn === undefined && name !== undefined) {
      pending.current = token;
      await begin(name, password);
    } else {
      show({ name: 'START' }, { problem: signedIn === undefined ? 'LINK_ELSEWHERE' : 'LINK_USED' });
    }
  }, [begin, show, userPoolClientId]);

  const startOver = useCallback(() => {
    pending.current = undefined;
    show({ name: 'START' });
  }, [show]);

  const leave = useCallback(async () => {
    await signOut();
    startOver();
  }, [startOver]);

  useEffect(() => {
    void currentUser().then((user) => show(user ? { name: 'SIGNED_IN', user } : link ? { name: 'LINK', link } : { name: 'START' }));
  }, [link, show]);

  const awaitsLink = state.view.name === 'CHALLENGE' && state.view.challenge.challenge === 'MAGIC_LINK';
  useEffect(() => awaitsLink ? awaitLink(userPoolClientId, answer) : undefined, [answer, awaitsLink, userPoolClientId]);

  // A link that is pasted into this tab changes nothing but the fragment.
  useEffect(() => {
    const followLink = () => {
      const pasted = takeLink();
      if (pasted && awaitsLink) void answer(pasted.token);
      else if (pasted) show({ name: 'LINK', link: pasted });
    };
    window.addEventListener('hashchange', followLink);
    return () => window.removeEventListener('hashchange', followLink);
  }, [answer, awaitsLink, show]);

  return { ...state, username, busy, start, answer, resend, redeem, startOver, signOut: leave };
}

/** Undefined where the server has refused. */
function problemIn(error: unknown): Problem | undefined {
  switch ((error as Error).name) {
    case 'NetworkError': return 'OFFLINE';
    case 'TooManyRequestsException': return 'TOO_MANY';
    default: return undefined;
  }
}

async function currentUser(): Promise<User | undefined> {
  // Tokens that cannot be refreshed now are none.
  const session = await fetchAuthSession().catch(() => undefined);
  const claims = session?.tokens?.idToken?.payload;
  if (!claims) return undefined;
  return { name: String(claims.email ?? claims['cognito:username']), id: String(claims.sub) };
}

/** What another tab has stored may arrive after what it has told. */
async function userOfOtherTab(): Promise<User> {
  for (;;) {
    const stored = new Promise((resolve) => window.addEventListener('storage', resolve, { once: true }));
    const user = await currentUser();
    if (user) return user;
    await stored;
  }
}
