import type { World } from './world';

/** Somebody who does one thing at a time. */
export interface Actor {
  /** When, in epoch milliseconds; Infinity when there is nothing more to do. */
  at: number;
  /** Does it, and tells when the next thing is due. */
  act(): Promise<number>;
}

/** Lets the clock jump from one thing that is done to the next. */
export async function play(world: World, actors: readonly Actor[], until: number): Promise<void> {
  for (;;) {
    const next = actors.reduce((first, actor) => actor.at < first.at ? actor : first);
    if (Math.round(next.at) >= until) return;
    world.now = next.at;
    next.at = await next.act();
  }
}
