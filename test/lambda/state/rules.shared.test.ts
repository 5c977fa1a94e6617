import * as fc from 'fast-check';
import { COOL_DOWN, LIFETIME, LIMITS, MINUTE, NOW, request, TRIES } from './fixtures';
import { redeem } from '../../../lambda/state/redeem';
import * as rules from '../../../lambda/state/rules';
import { NEW_STATE, type OpenChallenge, type State } from '../../../lambda/state/state';

type Shared = Pick<typeof rules, 'open' | 'countAndSettle'> & { readonly redeem: typeof redeem };

type Move =
  | { readonly does: 'begin' }
  | { readonly does: 'resend' | 'mistype' | 'type' | 'click'; readonly signIn: number; readonly mail: number }
  | { readonly does: 'wait'; readonly ms: number };

const index = fc.nat(5);
// It takes several wrong answers to use up a mail, but one of anything else.
const ACTIONS = ['resend', 'mistype', 'mistype', 'mistype', 'type', 'click'] as const;
const moves: fc.Arbitrary<Move[]> = fc.array(fc.oneof(
  { weight: 3, arbitrary: fc.constant({ does: 'begin' } as const) },
  { weight: 8, arbitrary: fc.record({ does: fc.constantFrom(...ACTIONS), signIn: index, mail: index }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(16_000, MINUTE, 4 * MINUTE) }) },
), { maxLength: 20 });

/** A message that has gone out: what it has been good for. */
interface Mail { readonly id: string; readonly at: number; replaced: boolean; compared: number; passes: number }

/** Some browsers of one person, and of strangers, share the mails that were sent: whatever they do, a mail opens one door, in time, for a few tries. */
const property = ({ open, countAndSettle, redeem: click }: Shared) => fc.property(moves, (played) => {
  let state: State = NEW_STATE;
  let now = NOW;
  const mails: Mail[] = [];
  const signIns: OpenChallenge[] = [];
  let turn = 0;

  const show = (previous?: OpenChallenge) => {
    turn += 1;
    const asked = request({ newId: `c${turn}`, round: turn, sharesMessages: true, previousId: previous?.id, resend: previous !== undefined });
    const { state: after, verdict } = open(state, asked, { ...LIMITS, sends: { hour: 100, day: 100 } }, now);
    const { id, joins } = verdict.challenge;
    state = after;
    if (!verdict.isNew) return verdict.challenge;
    const live = mails.filter((mail) => isGood(mail, now + COOL_DOWN));
    // Nobody is left without a mail until he may ask for one, and nobody who begins gets a second one.
    expect(joins).toBe(previous ? undefined : live.at(-1)?.id);
    if (joins === undefined) {
      for (const mail of mails) mail.replaced ||= mail.id === previous?.id;
      mails.push({ id, at: now, replaced: false, compared: 0, passes: 0 });
    }
    return verdict.challenge;
  };
  const isGood = ({ at, replaced, compared, passes }: Mail, then = now) => then < at + LIFETIME && !replaced && passes === 0 && compared < TRIES;

  for (const move of played) {
    if (move.does === 'wait') now += move.ms;
    if (move.does === 'begin') signIns.push(show());
    if (!('signIn' in move) || signIns.length === 0 || mails.length === 0) continue;
    const at = move.signIn % signIns.length;
    const signIn = signIns[at];
    const key = { id: signIn.id, clientId: 'client', step: 0, name: 'EMAIL_CODE', exists: true, guessable: true, fingerprint: `answer ${turn += 1}` };
    const mail = mails[move.mail % mails.length];
    const own = mails.find(({ id }) => id === (signIn.joins ?? signIn.id));
    if (move.does === 'resend') signIns[at] = show(signIn);
    if (move.does === 'mistype' || move.does === 'type') {
      const isRight = move.does === 'type' && own !== undefined && isGood(own);
      const outcome = countAndSettle(state, key, move.does === 'type', UNLIMITED, now);
      state = outcome.state;
      if (own && outcome.verdict !== 'DEAD') own.compared += 1;
      expect(outcome.verdict === 'CORRECT').toBe(isRight);
      if (own && isRight) own.passes += 1;
    }
    if (move.does === 'click') {
      const outcome = click(state, { ...key, id: mail.id }, true, now);
      state = outcome.state;
      // Tries are for codes.
      expect(outcome.verdict === 'CORRECT').toBe(isGood({ ...mail, compared: 0 }));
      if (outcome.verdict === 'CORRECT') mail.passes += 1;
    }
  }
  for (const { passes } of mails) expect(passes).toBeLessThanOrEqual(1);
});

const UNLIMITED = { ...LIMITS, failures: { hour: 1_000, day: 1_000 }, consecutiveFailures: Infinity };
const SHARED: Shared = { ...rules, redeem };

/** Sharing with a hole each, or so strict that people are turned away. */
const KNOWN_BAD: Record<string, Shared> = {
  'gives each sign-in tries of its own at one code': answering((before, after) => ({ ...after, triesLeft: before.triesLeft })),
  'uses up the sign-in that was answered, and not the mail': answering((before, after) => ({ ...after, lastAnswer: before.lastAnswer })),
  'sends a mail to everybody who begins': { ...SHARED, open: (state, asked, ...rest) => rules.open(state, { ...asked, sharesMessages: false }, ...rest) },
  'sends no mail to who asks for one': {
    ...SHARED, open: (state, asked, ...rest) => rules.open(state, { ...asked, previousId: undefined }, ...rest),
  },
  'joins what is over': { ...SHARED, open: (state, asked, limits) => rules.open(state, asked, limits, NOW) },
  'cancels the mail when another sign-in joins it': {
    ...SHARED,
    open(state, ...rest) {
      const { state: after, verdict } = rules.open(state, ...rest);
      const { joins } = verdict.challenge;
      return { state: { ...after, user: { ...after.user, challenges: after.user.challenges.filter(({ id }) => id !== joins) } }, verdict };
    },
  },
  'lets only the sign-in that asked click': { ...SHARED, redeem: (state, asked, ...rest) => redeem(state, { ...asked, exists: asked.id === 'c1' }, ...rest) },
};

test('whoever shares mails, each opens one door, in time, and stands as many codes as if it were alone', () => {
  fc.assert(property(SHARED), { numRuns: 2_000 });
});

test.each(Object.entries(KNOWN_BAD))('sharing that %s is found out', (_, bad) => {
  expect((fc.check(property(bad), { numRuns: 2_000, seed: 1, endOnFailure: true }) as fc.RunDetails<unknown>).failed).toBe(true);
});

/** Rules that leave the message which a sign-in joins otherwise than ours do. */
function answering(leave: (before: OpenChallenge, after: OpenChallenge) => OpenChallenge): Shared {
  return {
    ...SHARED,
    countAndSettle(state, asked, ...rest) {
      const { state: after, verdict } = rules.countAndSettle(state, asked, ...rest);
      const joins = state.user.challenges.find(({ id }) => id === asked.id)?.joins;
      const before = state.user.challenges.find(({ id }) => id === joins);
      const challenges = after.user.challenges.map((c) => (before && c.id === joins ? leave(before, c) : c));
      return { state: { ...after, user: { ...after.user, challenges } }, verdict };
    },
  };
}
