import type { OpenedChallenge, Rule } from './custom-challenge';
import { notAsLong } from './timing';
import { areAlike, describeAnswer, DISGUISES, wrongAnswer } from './wrong-answers';

const NOBODY = 'a name that belongs to nobody';

const rightAnswerPasses: Rule = async (challenge) => {
  const opened = await challenge.open();
  if (opened && await challenge.verify('the right answer', opened, opened.right) === false) {
    challenge.violations.add('right-answer-passes', 'verifyFunction refused the right answer');
  }
  const event = challenge.newEvent();
  const wrong = await challenge.open('the user', event);
  if (wrong) await challenge.verify('a wrong answer', wrong, wrongAnswer(wrong.right));
  const again = await challenge.open('the second attempt', { ...event, attempt: 2, attemptsLeft: 2 });
  if (again && await challenge.verify('the right answer after a wrong one', again, again.right) === false) {
    challenge.violations.add('right-answer-passes', 'verifyFunction refused the right answer after a wrong one');
  }
};

const wrongAnswerFails: Rule = async (challenge) => {
  for (const disguise of DISGUISES) {
    // Each has a challenge of its own, for the functions may count.
    const opened = await challenge.open();
    const answer = opened && disguise(opened.right);
    if (!opened || answer === undefined || areAlike(answer, opened.right)) continue;
    if (await challenge.verify(`the wrong answer ${describeAnswer(answer)}`, opened, answer) === true) {
      challenge.violations.add('wrong-answer-fails', `verifyFunction accepted ${describeAnswer(answer)} where another answer is right: compare the whole answer, as a text`);
    }
  }
};

/** What the library never asks about, or asks in vain; who accepts it compares with something that is not there. */
const missingDataFails: Rule = async (challenge) => {
  const opened = await challenge.open();
  const nobodys = await challenge.create(NOBODY, challenge.newEventOfNobody());
  const accepted = async (what: string, verdict: Promise<boolean | undefined>) => {
    if (await verdict === true) challenge.violations.add('missing-data-fails', `verifyFunction accepted ${what}: what is missing equals no answer`);
  };
  for (const answer of ['', 'undefined', 'null']) {
    const [stripped, byNobody] = [`${describeAnswer(answer)} without attributes and private parameters`, `${describeAnswer(answer)} for ${NOBODY}`];
    if (opened) await accepted(stripped, challenge.verify(stripped, opened, answer, { privateParameters: {}, userAttributes: {} }));
    if (nobodys) await accepted(byNobody, challenge.verify(byNobody, nobodys, answer));
  }
  if (opened) await accepted('an empty answer', challenge.verify('an empty answer', opened, ''));
};

/** Amazon Cognito repeats what takes it too long. */
const sameVerdictAgain: Rule = async (challenge) => {
  const opened = await challenge.open();
  if (!opened) return;
  const first = await challenge.verify('the right answer', opened, opened.right);
  if (first === true && await challenge.verify('the right answer again', opened, opened.right) === false) {
    challenge.violations.add('same-verdict-again', 'verifyFunction refused the right answer when the same invocation came again: give the same verdict again, ' +
      'the library sees to it that an answer is used once');
  }
};

/** Many people sign in at once, and one person in two windows. */
const challengesAreApart: Rule = async (challenge) => {
  const opened: OpenedChallenge[] = [];
  for (let count = 0; count < 4; count += 1) {
    const next = await challenge.open('the user, several times');
    if (next) opened.push(next);
  }
  const expect = async (what: string, verdict: Promise<boolean | undefined>, expected: boolean) => {
    if (await verdict === !expected) {
      challenge.violations.add('challenges-are-apart', `verifyFunction ${expected ? 'refused' : 'accepted'} ${what} while several challenges were open: ` +
        'keep what belongs to a challenge in privateParameters, or under its challengeId');
    }
  };
  await Promise.all(opened.flatMap((each, index) => {
    const { right } = opened[(index + 1) % opened.length];
    const other = 'the right answer of another challenge';
    return [
      expect('the right answer', challenge.verify('the right answer, several at once', each, each.right), true),
      expect('a wrong answer', challenge.verify('a wrong answer, several at once', each, wrongAnswer(each.right)), false),
      areAlike(right, each.right) || expect(other, challenge.verify(other, each, right), false),
    ];
  }));
};

const verifyToleratesMore: Rule = async (challenge) => {
  const opened = await challenge.open();
  if (opened && await challenge.verify('an event of a newer version', opened, opened.right, { somethingNew: {} } as object) === false) {
    challenge.violations.add('newer-events-pass', 'verifyFunction refused the right answer in an event with a field of a newer version: overlook fields that you do not know');
  }
};

const verifyTakesAsLong: Rule = async (challenge) => {
  const [opened, nobodys] = [await challenge.open(), await challenge.create(NOBODY, challenge.newEventOfNobody())];
  if (!opened || !nobodys) return;
  const difference = await notAsLong({
    'a wrong answer of the user': () => challenge.verify('a wrong answer', opened, wrongAnswer(opened.right)),
    [`an answer for ${NOBODY}`]: () => challenge.verify(`an answer for ${NOBODY}`, nobodys, wrongAnswer(opened.right)),
  });
  if (difference) challenge.violations.add('verify-takes-as-long', `verifyFunction ${difference}`);
};

export const VERIFY_RULES: readonly Rule[] = [
  rightAnswerPasses, wrongAnswerFails, missingDataFails, sameVerdictAgain, challengesAreApart, verifyToleratesMore, verifyTakesAsLong,
];
