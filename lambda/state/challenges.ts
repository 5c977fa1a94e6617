import type { OpenChallenge, State, UserState } from './state';

/** A challenge as a sign-in must name it. */
export interface ChallengeKey {
  readonly id: string;
  readonly clientId: string;
  readonly step: number;
  readonly name: string;
}

export function findChallenge({ user }: State, { id, clientId, step, name }: ChallengeKey): OpenChallenge | undefined {
  return user.challenges.find((c) => c.id === id && c.clientId === clientId && c.step === step && c.name === name);
}

export function replace(user: UserState, challenge: OpenChallenge): UserState {
  return { ...user, challenges: user.challenges.map((c) => (c.id === challenge.id ? challenge : c)) };
}

export function mayBeAnswered({ expiresAt, triesLeft, lastAnswer }: OpenChallenge, now: number): boolean {
  return now < expiresAt && triesLeft > 0 && lastAnswer?.verdict !== 'CORRECT';
}

/** Whether a message was to be sent for it, rather than withheld or that of another one joined. */
export function hasMessage({ delivers, joins }: OpenChallenge): boolean {
  return delivers && joins === undefined;
}

/** The newest of them whose message is of use, then. */
export function newestMessage(challenges: readonly OpenChallenge[], then: number): OpenChallenge | undefined {
  return challenges.filter((c) => hasMessage(c) && mayBeAnswered(c, then)).at(-1);
}

/** Whether the right answer to the challenge is still good: not if it stands in a message that is over, or whose challenge is. */
export function isMessageAlive({ challenges }: UserState, { joins }: OpenChallenge, now: number): boolean {
  return joins === undefined || challenges.some((c) => c.id === joins && mayBeAnswered(c, now));
}

/** Changes the challenge whose message this one joins, if it does. */
export function changeJoined(user: UserState, { joins }: OpenChallenge, change: (joined: OpenChallenge) => OpenChallenge): UserState {
  const joined = user.challenges.find((c) => c.id === joins);
  return joined ? replace(user, change(joined)) : user;
}
