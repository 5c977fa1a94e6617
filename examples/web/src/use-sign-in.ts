import { confirmSignIn, fetchAuthSession, signIn, signOut, type SignInOutput } from 'aws-amplify/auth';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Challenge } from './challenge';
import type { PoolConfig } from './config';
import { forgetAsked, keepAsked, keptAsked, rememberName, typedName } from './kept';
import { awaitLink, handOver, takeLink, type Link } from './link';

/** Where a sign-in is. */
export type View =
  | { readonly name: 'LOADING' }
  | { readonly name: 'START' }
  /** With the name by which this browser knows the account of the link, if it does. */
  | { readonly name: 'LINK'; readonly link: Link; readonly account?: string }
  | { readonly name: 'CHALLENGE'; readonly challenge: Challenge }
  | { readonly name: 'SIGNED_IN'; readonly user: User };

export interface User {
  readonly name: string;
  readonly id: string;
}

/** What went wrong, beside what the server says about an answer. */
export type Problem = 'REFUSED' | 'OVER' | 'OFFLINE' | 'TOO_MANY' | 'UNAVAILABLE' | 'UNSUPPORTED' | 'LINK_USED' | 'LINK_ELSEWHERE';

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

  const proceed = useCallback(async (output: SignInOutput, more?: Partial<State>): Promise<boolean> => {
    if (output.nextStep.signInStep === 'DONE') {
      show({ name: 'SIGNED_IN', user: (await currentUser())! });
      return true;
    }
    const challenge = challengeIn(output);
    if (!challenge) {
      show({ name: 'START' }, { problem: 'UNSUPPORTED' });
      return false;
    }
    const token = pending.current;
    if (challenge.challenge === 'MAGIC_LINK' && token !== undefined) {
      pending.current = undefined;
      return proceed(await confirmSignIn({ challengeResponse: token }));
    }
    show({ name: 'CHALLENGE', challenge }, challenge.error === undefined ? more : undefined);
    return false;
  }, [show]);

  const begin = useCallback(async (name: string, password?: string, isTyped = false) => run(async () => {
    try {
      const asked = await signIn(startsWithPassword
        ? { username: name, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } }
        : { username: name, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
      const account = challengeIn(asked)?.USERNAME;
      if (isTyped && account !== undefined) await rememberName(userPoolClientId, account, name);
      return await proceed(asked);
    } catch (error) {
      // In another tab, meanwhile.
      const user = (error as Error).name === 'UserAlreadyAuthenticatedException' ? await currentUser() : undefined;
      if (user) show({ name: 'SIGNED_IN', user });
      else show({ name: 'START' }, { problem: problemIn(error, 'REFUSED') });
      return user !== undefined;
    }
  }), [proceed, run, show, startsWithPassword, userPoolClientId]);

  const start = useCallback(async (name: string, password?: string) => {
    setUsername(name);
    await begin(name, password, true);
  }, [begin]);

  const confirm = useCallback(async (challengeResponse: string, clientMetadata?: Record<string, string>) => run(async () => {
    try {
      return await proceed(await confirmSignIn({ challengeResponse, options: { clientMetadata } }), { renewed: clientMetadata !== undefined });
    } catch (error) {
      const problem = problemIn(error, 'OVER');
      // What did not reach the server can be sent again as it is; after anything else the sign-in is over.
      if (problem === 'OFFLINE' || problem === 'TOO_MANY') setState((last) => ({ ...last, problem }));
      else show({ name: 'START' }, { problem });
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
    const asked = await keptAsked(userPoolClientId);
    setBusy(false);
    if (user) {
      show({ name: 'SIGNED_IN', user });
    } else if (signedIn === undefined && name !== undefined) {
      setUsername(await typedName(userPoolClientId, name) ?? '');
      pending.current = token;
      await begin(name, password);
    } else if (signedIn === undefined && asked?.challenge.challenge === 'MAGIC_LINK') {
      // This tab has waited itself, before the link took its place.
      setUsername(asked.username);
      await answer(token);
    } else {
      show({ name: 'START' }, { problem: signedIn === undefined ? 'LINK_ELSEWHERE' : 'LINK_USED' });
    }
  }, [answer, begin, show, userPoolClientId]);

  const startOver = useCallback(() => {
    pending.current = undefined;
    show({ name: 'START' });
  }, [show]);

  const leave = useCallback(async () => {
    await signOut();
    startOver();
  }, [startOver]);

  const showLink = useCallback(async (opened: Link) => {
    const account = opened.username === undefined ? undefined : await typedName(userPoolClientId, opened.username);
    show({ name: 'LINK', link: opened, account });
  }, [show, userPoolClientId]);

  useEffect(() => {
    const open = async () => {
      const user = await currentUser();
      if (user) return show({ name: 'SIGNED_IN', user });
      if (link) return showLink(link);
      const asked = await keptAsked(userPoolClientId);
      setUsername(asked?.username ?? '');
      return show(asked ? { name: 'CHALLENGE', challenge: asked.challenge } : { name: 'START' });
    };
    void open();
  }, [link, show, showLink, userPoolClientId]);

  const { view } = state;
  useEffect(() => {
    if (view.name === 'CHALLENGE') void keepAsked(userPoolClientId, { username, challenge: view.challenge });
    if (view.name === 'START' || view.name === 'SIGNED_IN') void forgetAsked();
  }, [userPoolClientId, username, view]);

  const awaitsLink = view.name === 'CHALLENGE' && view.challenge.challenge === 'MAGIC_LINK';
  useEffect(() => awaitsLink ? awaitLink(userPoolClientId, answer) : undefined, [answer, awaitsLink, userPoolClientId]);

  // A link that is pasted into this tab changes nothing but the fragment.
  useEffect(() => {
    const followLink = () => {
      const pasted = takeLink();
      if (pasted && awaitsLink) void answer(pasted.token);
      else if (pasted) void showLink(pasted);
    };
    window.addEventListener('hashchange', followLink);
    return () => window.removeEventListener('hashchange', followLink);
  }, [answer, awaitsLink, showLink]);

  return { ...state, username, busy, start, answer, resend, redeem, startOver, signOut: leave };
}

/** Undefined where something else than a custom challenge is asked. */
function challengeIn({ nextStep }: SignInOutput): Challenge | undefined {
  return nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' ? nextStep.additionalInfo as Challenge : undefined;
}

/** `refusal` is what it means that the server refuses. */
function problemIn(error: unknown, refusal: Problem): Problem {
  switch ((error as Error).name) {
    case 'NotAuthorizedException':
    case 'UserNotFoundException':
    case 'SignInException': return refusal;
    case 'NetworkError': return 'OFFLINE';
    case 'TooManyRequestsException': return 'TOO_MANY';
    default: return 'UNAVAILABLE';
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
