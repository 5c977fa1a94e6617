import * as fc from 'fast-check';
import { describeDecision, oracleOf, type Phase, type Sequence, SEQUENCES } from './oracle';
import type { SessionEntry } from '../../../lambda/events';
import { readMetadata, writeMetadata } from '../../../lambda/flow/metadata';
import { nextStep } from '../../../lambda/flow/next-step';
import { knownBadDefines } from '../fixtures/known-bad-defines';

test.each(SEQUENCES)('every session of $name up to $longest entries', (sequence) => {
  const { mistakes, issued, visited, letters } = enumerate(nextStep, sequence);
  expect(mistakes).toEqual([]);
  expect(issued).toBeGreaterThan(0);
  expect(visited).toBe((letters ** (sequence.longest + 1) - 1) / (letters - 1));
});

test('sessions of any length', () => {
  fc.assert(isRight(nextStep), { numRuns: 3_000 });
});

test('a wish for a new code changes nothing but that the answers to the old one may be used up', () => {
  fc.assert(fc.property(SESSIONS, ({ sequence: { flow }, session }) => {
    const [plain, resend] = [nextStep(flow, session), nextStep(flow, session, true)];
    if (plain.type !== 'FAIL' || resend.type === 'FAIL') return expect(resend).toEqual(plain);
    const last = session.map(({ challengeResult }) => challengeResult).lastIndexOf(false);
    const { attemptsLeft, ...round } = readMetadata(session[last].challengeMetadata)!;
    expect(attemptsLeft).toBeLessThanOrEqual(1);
    const moreLeft = writeMetadata({ ...round, attemptsLeft: 2 });
    const withAnswersLeft = session.map((entry, i) => i === last ? { ...entry, challengeMetadata: moreLeft } : entry);
    expect(resend).toEqual({ ...nextStep(flow, withAnswersLeft), repeats: { ...round, attemptsLeft } });
  }), { numRuns: 3_000 });
});

test('whoever never answers right is at the end after twenty rounds of a step, however often a new code is asked for', () => {
  const wishes = fc.array(fc.record({ resend: fc.boolean(), letter: fc.constantFrom('x', 'z') }), { minLength: 20, maxLength: 30 });
  fc.assert(fc.property(fc.constantFrom(...SEQUENCES), wishes, ({ flow, start, alphabet }, rounds) => {
    const entries = new Map(alphabet);
    const session = [...start.replace(/I\*|S\?/g, '')].map((letter) => entries.get(letter)!);
    const asked = rounds.map(({ resend, letter }) => {
      session.push(entries.get(letter)!);
      return nextStep(flow, session, resend).type === 'ASK';
    });
    expect(asked.slice(19)).not.toContain(true);
  }));
});

test.each(Object.entries(knownBadDefines))('a Define that %s is found out', (_, bad) => {
  const mistakes = SEQUENCES.flatMap((sequence) => enumerate(bad, sequence, 2).mistakes);
  expect(mistakes.length > 0 || fc.check(isRight(bad), { seed: 1, numRuns: 3_000 }).failed).toBe(true);
});

/** Tries every session that the alphabet can spell; a wish for a new code, too, after all but the longest. */
function enumerate(decide: typeof nextStep, sequence: Sequence, longest = sequence.longest) {
  const letters = sequence.alphabet;
  const oracles = [oracleOf(sequence, false), oracleOf(sequence, true)];
  const mistakes: string[] = [];
  let issued = 0;
  let visited = 0;

  const judge = (trace: string, session: SessionEntry[], resend: boolean): void => {
    const decision = describeDecision(decide(sequence.flow, session, resend));
    if (decision === 'TOKENS') issued += 1;
    if (decision !== oracles[Number(resend)](trace)) mistakes.push(`${trace}: ${decision}`);
  };
  const visit = (trace: string, session: SessionEntry[]): void => {
    visited += 1;
    judge(trace, session, false);
    if (session.length === longest) return;
    judge(trace, session, true);
    for (const [letter, next] of letters) {
      session.push(next);
      visit(trace + letter, session);
      session.pop();
    }
  };
  visit('', []);
  return { mistakes, issued, visited, letters: letters.length };
}

/** Sessions of any length: half of them follow the sequence, the others have an entry that may spoil them. */
const SESSIONS = fc.constantFrom(...SEQUENCES).chain((sequence) => fc.record({
  sequence: fc.constant(sequence),
  letters: fc.stringMatching(new RegExp(`^${sequence.start}${worthy(sequence.phases)}$`)),
  stray: fc.option(fc.record({ at: fc.nat(), letter: fc.constantFrom(...sequence.alphabet.map(([letter]) => letter)) }), { freq: 2 }),
})).map(({ sequence, letters: straight, stray }) => {
  const at = stray ? stray.at % (straight.length + 1) : 0;
  const letters = stray ? straight.slice(0, at) + stray.letter + straight.slice(at) : straight;
  const entries = new Map(sequence.alphabet);
  return { sequence, letters, session: [...letters].map((letter) => entries.get(letter)!) };
});

/** The pattern of sessions in which each of these phases is passed, or still under way. */
function worthy([phase, ...rest]: readonly Phase[]): string {
  if (!phase) return '';
  return `(${phase.rounds.map(({ passed, left, usedUp }) => `(I?${left}?${usedUp}?${left}?){0,9}(${passed}I?${worthy(rest)})?`).join('|')})`;
}

function isRight(decide: typeof nextStep) {
  return fc.property(SESSIONS, fc.boolean(), ({ sequence, letters, session }, resend) => {
    expect(describeDecision(decide(sequence.flow, session, resend))).toBe(oracleOf(sequence, resend)(letters));
  });
}
