import { startDeadline } from '../../../lambda/aws/deadline';

test('leaves Cognito\'s 5 s limit room to fail closed, and counts down with the clock', () => {
  let now = 1_000;
  const deadline = startDeadline(undefined, () => now);
  expect(deadline.remaining()).toBeLessThan(4_200);
  expect(deadline.remaining()).toBeGreaterThan(3_500);
  now += 4_000;
  expect(deadline.remaining()).toBe(0);
  now += 4_000;
  expect(deadline.remaining()).toBe(-4_000);
});

test('is not moved when the time of day is set', () => {
  const deadline = startDeadline(60_000);
  jest.useFakeTimers({ now: Date.now() + 3_600_000, doNotFake: ['performance'] });
  expect(deadline.remaining()).toBeGreaterThan(50_000);
  jest.useRealTimers();
});
