/** Rounds; in each everybody has a turn. */
const ROUNDS = 5;

/** Less is lost in the noise of a network. */
const CLEAR_MS = 50;

/** Tells the difference if the first took longer or shorter every time than one of the others. */
export async function notAsLong(actions: Readonly<Record<string, () => Promise<unknown>>>): Promise<string | undefined> {
  const times = Object.entries(actions).map(([name, act]) => ({ name, act, ms: [] as number[] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { act, ms } of times) {
      const began = performance.now();
      await act();
      ms.push(performance.now() - began);
    }
  }
  const [first, ...others] = times;
  const other = others.find(({ ms }) => Math.min(...ms) - Math.max(...first.ms) > CLEAR_MS || Math.min(...first.ms) - Math.max(...ms) > CLEAR_MS);
  return other && `took ${range(first.ms)} for ${first.name}, but ${range(other.ms)} for ${other.name}: a stranger can tell the two apart, take the same time`;
}

function range(ms: readonly number[]): string {
  return `${Math.round(Math.min(...ms))} to ${Math.round(Math.max(...ms))} ms`;
}
