import { pause } from '../../../lambda/aws/pause';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Whether each of many pauses has ended once the time has passed. */
async function ended(longest: number, after: number): Promise<boolean[]> {
  const pauses = Array.from({ length: 200 }, () => {
    const state = { ended: false };
    void pause(longest).then(() => state.ended = true);
    return state;
  });
  await jest.advanceTimersByTimeAsync(after);
  return pauses.map((state) => state.ended);
}

test.each([60, 100])('a pause of at most %i ms lasts a third of that at least', async (longest) => {
  expect(await ended(longest, Math.ceil(longest / 3) - 1)).not.toContain(true);
  expect(await ended(longest, longest)).not.toContain(false);
});

test('pauses that begin together end at different times, so that who collided does not collide again', async () => {
  const halfway = await ended(60, 40);
  expect(halfway).toContain(true);
  expect(halfway).toContain(false);
});
