import { defaultStorage, sessionStorage } from 'aws-amplify/utils';
import type { Challenge } from './challenge';

/** Remembers in this browser what somebody typed to sign in to an account: the server has a name of its own for it, which nobody knows. */
export async function rememberName(clientId: string, account: string, typed: string): Promise<void> {
  await defaultStorage.setItem(nameKey(clientId, account), typed);
}

export async function typedName(clientId: string, account: string): Promise<string | undefined> {
  return await defaultStorage.getItem(nameKey(clientId, account)) ?? undefined;
}

function nameKey(clientId: string, account: string): string {
  return `sign-in-name-${clientId}-${account}`;
}

interface Asked {
  readonly username: string;
  readonly challenge: Challenge;
}

const ASKED = 'sign-in-asked';

/** As long as Amplify keeps its part. */
const KEPT_MS = 3 * 60_000;

/** Keeps in this tab what was asked, since phones reload a page while its owner reads the mail. */
export async function keepAsked(clientId: string, asked: Asked): Promise<void> {
  await sessionStorage.setItem(ASKED, JSON.stringify({ ...asked, clientId, at: Date.now() }));
}

export async function forgetAsked(): Promise<void> {
  await sessionStorage.removeItem(ASKED);
}

export async function keptAsked(clientId: string): Promise<Asked | undefined> {
  const kept = JSON.parse(await sessionStorage.getItem(ASKED) ?? '{}');
  const age = Date.now() - kept.at;
  if (kept.clientId !== clientId || age >= KEPT_MS) return undefined;
  return { username: kept.username, challenge: after(age / 1000, kept.challenge) };
}

function after(seconds: number, challenge: Challenge): Challenge {
  const running = ['expiresIn', 'resendAfter', 'retryAfter'].filter((name) => challenge[name] !== undefined);
  const left = running.map((name) => [name, String(Math.max(0, Math.ceil(Number(challenge[name]) - seconds)))]);
  return { ...challenge, ...Object.fromEntries(left) };
}
