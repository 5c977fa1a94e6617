import { forgetAt } from './expiry';
import type { Outcome } from './rules';
import { NEW_STATE, type State } from './state';
import type { Deadline } from '../aws/deadline';
import { pause } from '../aws/pause';
import * as dynamoDb from '../aws/table';
import { Fault } from '../fault';

/** Each lost race means that somebody else's write succeeded; neither a user's own traffic nor a crowd at one shard comes near this many. */
const MAX_ATTEMPTS = 8;

/** Longest pause before the second attempt, in milliseconds, doubled before each further one: who loses together should not meet again. */
const PAUSE = 15;

/** Partition keys of what a rule sees and changes. Only who is about to send needs a destination. */
export interface StateKeys {
  readonly user: string;
  readonly pool?: string;
  readonly destination?: string;
}

export type Table = Pick<typeof dynamoDb, 'readItems' | 'writeItems'>;

const PARTS = ['user', 'destination', 'pool'] as const;

/**
 * Applies a rule to the state: reads, decides, and writes all at once, on the condition that nothing has changed in between.
 * The verdict is returned only once the write has succeeded; no write, no verdict. What the rule left as it was is not written: who is locked
 * out, or answers a dead challenge again and again, would otherwise stand in the way of the user's own sign-in.
 */
export async function changeState<Verdict>(
  keys: StateKeys,
  rule: (state: State) => Outcome<Verdict> | Promise<Outcome<Verdict>>,
  deadline: Deadline,
  { readItems, writeItems }: Table = dynamoDb,
): Promise<Verdict> {
  const parts = PARTS.filter((part) => keys[part]);
  for (let attempt = 1; ; attempt++) {
    const items = await readItems(parts.map((part) => keys[part]!), deadline);
    const before: State = { ...NEW_STATE };
    parts.forEach((part, index) => Object.assign(before, items[index] && { [part]: JSON.parse(items[index].state) }));

    const { state, verdict } = await rule(before);
    const expiry = forgetAt(state);
    const writes = parts.flatMap((part, index) => state[part] === before[part] ? [] : {
      key: keys[part]!,
      state: JSON.stringify(state[part]),
      expectedVersion: items[index]?.version,
      // DynamoDB takes a time of years ago for a mistake, and keeps the item for good.
      expiresAt: Math.ceil(Math.max(expiry[part], Date.now()) / 1000),
    });
    if (writes.length === 0 || await writeItems(writes, deadline)) return verdict;
    const wait = PAUSE * 2 ** (attempt - 1);
    if (attempt === MAX_ATTEMPTS || deadline.remaining() < wait) throw new Fault('TooManyConflicts');
    await pause(wait);
  }
}
