import { answer, LIFETIME, LIMITS, NOW, opened } from './fixtures';
import { forgetAt } from '../../../lambda/state/expiry';
import { DAY, HOUR } from '../../../lambda/state/limits';
import { countAndSettle, REPEAT_WITHIN_MS } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';

const LATER = NOW + 1_000;
const given = (correct: boolean, state: State) => countAndSettle(state, answer('given'), correct, LIMITS, LATER).state;

test.each<[string, State, number]>([
  ['nothing happened', NEW_STATE, 0],
  ['only challenges are open: their repetitions are over', opened({ newId: 'second', sends: false, round: 1 }, opened({ sends: false }), LATER), LATER + LIFETIME + REPEAT_WITHIN_MS],
  ['messages were sent: a day after the last', opened({ newId: 'second', round: 1 }, opened(), LATER), LATER + DAY],
  ['the last answer was wrong: a year after it', given(false, opened()), LATER + 365 * DAY],
  ['the last answer was right: a day after the last message', given(true, opened()), NOW + DAY],
  ['a right answer came after a wrong one: a day after the wrong one', countAndSettle(given(false, opened()), answer('right'), true, LIMITS, LATER + 1).state, LATER + DAY],
  ['one of two challenges has failures: a year after them', given(false, opened({ newId: 'second', name: 'QUESTION', sends: false }, opened())), LATER + 365 * DAY],
])("a user's item is kept as long as it matters, where %s", (_, state, time) => {
  expect(forgetAt(state).user).toBe(time);
});

test("a destination's item is kept for a day after the last message", () => {
  expect(forgetAt(opened({ newId: 'second', clientId: 'other' }, opened(), LATER)).destination).toBe(LATER + DAY);
});

test.each<[string, State]>([
  ['messages', opened()],
  ['failures', given(false, opened({ sends: false }))],
])("the pool's item is kept beyond the hour after its last %s, for clocks that are behind", (_, state) => {
  expect(forgetAt(state).pool).toBe(NOW + 2 * HOUR);
});
