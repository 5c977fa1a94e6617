/** What a magic link says. */
export interface Link {
  readonly token: string;
  /** Only where a link may be opened in any browser. */
  readonly username?: string;
}

/** Takes the link out of the address, so that it stays in no history and no bookmark. */
export function takeLink(): Link | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (!token) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return { token, username: fragment.get('username') ?? undefined };
}

/** Nobody waits longer for a tab that has died. */
const PATIENCE_MS = 20_000;

/**
 * Takes tokens from tabs that links were opened in; returns what ends that. The session of a sign-in is in one tab only, and a link opens
 * another one. The lock tells that there is a tab which waits, and ends with it.
 */
export function awaitLink(clientId: string, redeem: (token: string) => Promise<boolean>): () => void {
  const name = nameFor(clientId);
  const channel = new BroadcastChannel(name);
  channel.onmessage = async ({ data: { token } }) => {
    if (typeof token !== 'string') return;
    const signedIn = await redeem(token);
    // Whoever is signed in waits no longer, and has closed the channel.
    const reply = new BroadcastChannel(name);
    reply.postMessage({ signedIn });
    reply.close();
  };
  const over = new AbortController();
  const waited = new Promise((resolve) => over.signal.addEventListener('abort', resolve));
  navigator.locks.request(name, { mode: 'shared', signal: over.signal }, () => waited).catch(() => undefined);
  return () => {
    over.abort();
    channel.close();
  };
}

/** Gives the token to all tabs that wait: whether one of them is signed in by it, undefined if none waits. */
export async function handOver(clientId: string, token: string): Promise<boolean | undefined> {
  const name = nameFor(clientId);
  const { held = [] } = await navigator.locks.query();
  let waiting = held.filter((lock) => lock.name === name).length;
  if (waiting === 0) return undefined;
  const channel = new BroadcastChannel(name);
  const signedIn = await new Promise<boolean>((resolve) => {
    setTimeout(resolve, PATIENCE_MS, false);
    channel.onmessage = ({ data }) => {
      if (typeof data.signedIn !== 'boolean') return;
      waiting -= 1;
      if (data.signedIn || waiting === 0) resolve(data.signedIn);
    };
    channel.postMessage({ token });
  });
  channel.close();
  return signedIn;
}

function nameFor(clientId: string): string {
  return `sign-in-link-${clientId}`;
}
