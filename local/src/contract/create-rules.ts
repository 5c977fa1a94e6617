import type { Rule } from './custom-challenge';
import type { CustomCreateEvent } from './events';
import type { CreatedChallenge } from './options';
import { notAsLong } from './timing';

const NOBODY = 'a name that belongs to nobody';
const DECOY = 'a decoy of the user';

/** Amazon Cognito repeats what takes it too long, and each wrong answer asks again. */
const AGAIN: readonly [string, (event: CustomCreateEvent) => CustomCreateEvent][] = [
  ['the same event again', (event) => event],
  ['the second attempt', (event) => ({ ...event, attempt: 2, attemptsLeft: 2 })],
];

const namesOf = ({ publicParameters }: CreatedChallenge) => Object.keys(publicParameters).sort().join(', ') || 'nothing';

/** Everybody is shown the same parameters: what is missing tells who exists, or what he has set up. */
const decoyLooksTheSame: Rule = async (challenge) => {
  const shown = await challenge.create('the user');
  const others = {
    [NOBODY]: challenge.newEventOfNobody(),
    [DECOY]: challenge.newEvent({ decoy: true }),
    'a user without attributes': challenge.newEvent({ userAttributes: {} }),
  };
  for (const [whom, event] of Object.entries(others)) {
    const other = await challenge.create(whom, event);
    if (shown && other && namesOf(shown) !== namesOf(other)) {
      challenge.violations.add('decoy-looks-the-same', `createFunction returned the public parameters ${namesOf(shown)} for the user, but ${namesOf(other)} for ${whom}: ` +
        'a stranger can tell the two apart, return the same names for everybody');
    }
  }
};

const decoyTakesAsLong: Rule = async (challenge) => {
  const difference = await notAsLong({
    'the user': () => challenge.create('the user'),
    [NOBODY]: () => challenge.create(NOBODY, challenge.newEventOfNobody()),
    [DECOY]: () => challenge.create(DECOY, challenge.newEvent({ decoy: true })),
  });
  if (difference) challenge.violations.add('decoy-takes-as-long', `createFunction ${difference}`);
};

const decoySendsNothing: Rule = async (challenge) => {
  for (const [whom, event] of [[NOBODY, challenge.newEventOfNobody()], [DECOY, challenge.newEvent({ decoy: true })]] as const) {
    const before = await challenge.messagesSent();
    await challenge.create(whom, event);
    if (await challenge.messagesSent() !== before) {
      challenge.violations.add('decoy-sends-nothing', `createFunction sent a message for ${whom}: where decoy is true, send nothing`);
    }
  }
};

const sendsOnce: Rule = async (challenge) => {
  const before = await challenge.messagesSent();
  if (before === undefined) return;
  const event = challenge.newEvent();
  for (const [whom, again] of [['the user', () => event] as const, ...AGAIN]) {
    await challenge.create(whom, again(event));
    const sent = (await challenge.messagesSent())! - before;
    if (sent !== 1) {
      challenge.violations.add('sends-once', `createFunction sent ${sent} messages up to ${whom}: send one message for each challengeId`);
      return;
    }
  }
};

/** Who was shown the same twice, or has one message only, knows one answer only. */
const repeatKeepsAnswer: Rule = async (challenge) => {
  for (const [whom, again] of AGAIN) {
    const event = challenge.newEvent();
    const first = await challenge.open('the user', event);
    const later = await challenge.create(whom, again(event));
    if (!first || !later || JSON.stringify(later.publicParameters) !== JSON.stringify(first.publicParameters)) continue;
    if (await challenge.verify(`the answer to what was shown first, after ${whom}`, later, first.right) === false) {
      challenge.violations.add('repeat-keeps-answer', `createFunction made another answer right for ${whom}, although it showed the same: ` +
        'what is right must stay right for the same challengeId, unless the user is shown something else');
    }
  }
};

const createToleratesMore: Rule = async (challenge) => {
  await challenge.create('an event of a newer version', challenge.newEvent({ somethingNew: {} } as object));
};

export const CREATE_RULES: readonly Rule[] = [
  decoyLooksTheSame, decoySendsNothing, sendsOnce, repeatKeepsAnswer, createToleratesMore, decoyTakesAsLong,
];
