import { choice, emailCode, passwordless, passwordVerifier, QUESTION, SMS_CODE, srpAndCustom, srpThenCustom } from './flows';
import { alphabet, type Letters, LETTERS, shortAlphabet } from './sessions';
import type { SessionEntry } from '../../../lambda/events';
import type { NextStep } from '../../../lambda/flow/next-step';
import type { Flow, FlowStep } from '../../../src/private/flow';

/** Rounds that pass one challenge: the one that the step has, or any of those that may be picked. */
export interface Phase {
  readonly step: number;
  readonly picked: boolean;
  readonly rounds: readonly Letters[];
}

/** A flow, and what its sessions are worth, as patterns over their letters (see alphabet). */
export interface Sequence {
  readonly name: string;
  readonly flow: Flow;
  readonly phases: readonly Phase[];
  /** What comes before them, and what is asked on the way there. */
  readonly start: string;
  readonly before: Readonly<Record<string, string>>;
  readonly alphabet: ReadonlyArray<readonly [string, SessionEntry]>;
  /** Entries of the longest sessions that can all be tried. */
  readonly longest: number;
}

const PASSWORDLESS = { name: 'passwordless', flowOf: passwordless, start: 'S?', before: {} };
const SRP_AND_CUSTOM = { name: 'srpAndCustom', flowOf: srpAndCustom, start: 'SI*P', before: { '': 'SRP_A 0', 'SI*': 'PASSWORD_VERIFIER 1' } };
const PASSWORD_VERIFIER = { name: 'passwordVerifier', flowOf: passwordVerifier, start: 'SI*P', before: { 'SI*': 'PASSWORD_VERIFIER 0' } };
const SRP_A = { name: 'SRP_A', flowOf: srpThenCustom, start: 'S', before: { '': 'SRP_A 0' } };

const EMAIL_OR_SMS = choice(emailCode(), SMS_CODE);
const EMAIL_OR_QUESTION = choice(emailCode(), QUESTION);

export const SEQUENCES: readonly Sequence[] = [
  ...[PASSWORDLESS, SRP_AND_CUSTOM, PASSWORD_VERIFIER, SRP_A].map((kind) => sequenceOf(kind, [emailCode()], alphabet, 4)),
  ...[PASSWORDLESS, SRP_AND_CUSTOM].map((kind) => sequenceOf(kind, [emailCode(), QUESTION], alphabet, 4)),
  ...[PASSWORD_VERIFIER, SRP_A].map((kind) => sequenceOf(kind, [emailCode(), QUESTION], shortAlphabet, 5)),
  ...[[emailCode(), QUESTION, SMS_CODE], [EMAIL_OR_SMS]].flatMap((custom) =>
    [PASSWORDLESS, SRP_AND_CUSTOM].map((kind, index) => sequenceOf(kind, custom, shortAlphabet, 4 + index))),
  ...[[EMAIL_OR_SMS, QUESTION], [QUESTION, EMAIL_OR_SMS], [EMAIL_OR_SMS, EMAIL_OR_QUESTION]].map((custom) =>
    sequenceOf(PASSWORDLESS, custom, shortAlphabet, 4)),
];

function sequenceOf(kind: typeof PASSWORDLESS, custom: FlowStep[], letters: typeof alphabet, longest: number): Sequence {
  const flow = kind.flowOf(...custom);
  const first = flow.steps.length - custom.length;
  const free = [...LETTERS];
  const phases = custom.flatMap((step, index) => namesOf(step).map((names, phase) => ({
    step: first + index,
    picked: phase > 0,
    rounds: names.map((name) => ({ ...free.shift()!, step: first + index, name })),
  })));
  const name = `${kind.name} with ${phases.map(({ rounds }) => rounds.map((round) => round.name).join(' or ')).join(', ')}`;
  return { ...kind, name, flow, phases, longest, alphabet: letters(phases.flatMap(({ rounds }) => rounds)) };
}

/** Names that the rounds of a step have, phase by phase. */
function namesOf(step: FlowStep): string[][] {
  if (step.type !== 'CUSTOM_CHALLENGE') return [];
  const { challenge } = step;
  return [[challenge.name], ...challenge.kind === 'CHOICE' ? [challenge.options.map(({ name }) => name)] : []];
}

/** Says which decision is right for a session with these letters, a new code being asked for or not. */
export function oracleOf(sequence: Sequence, resend: boolean): (letters: string) => string {
  const patterns = Object.entries(worth(sequence, resend)).map(([pattern, decision]) => ({ pattern: new RegExp(`^(?:${pattern})$`), decision }));
  const known = new Map<string, string>();
  return (letters) => {
    let decision = known.get(letters);
    if (decision === undefined) {
      decision = patterns.find(({ pattern }) => pattern.test(letters))?.decision ?? 'FAIL';
      known.set(letters, decision);
    }
    return decision;
  };
}

/** The decision as the oracle says it. */
export function describeDecision(next: NextStep): string {
  if (next.type !== 'ASK') return next.type;
  const { challengeName, step, pick, repeats } = next;
  return `${challengeName} ${step}${pick ? ' picked' : ''}${repeats ? ` ${repeats.name} again` : ''}`;
}

/** Patterns of the sessions that do not fail. */
function worth({ phases, start, before }: Sequence, resend: boolean): Record<string, string> {
  const patterns: Record<string, string> = { ...before };
  let passed = start;
  for (const { step, picked, rounds } of phases) {
    const asked = `CUSTOM_CHALLENGE ${step}${picked ? ' picked' : ''}`;
    patterns[`${passed}I*`] = asked;
    for (const { name, left, usedUp } of rounds) {
      patterns[`${passed}(?=${failed(left + usedUp)}$).*${resend ? `[${left}${usedUp}]` : left}I*`] = `${asked} ${name} again`;
    }
    passed += `(?:${rounds.map((round) => failed(round.left + round.usedUp) + round.passed).join('|')})`;
  }
  patterns[`${passed}I*`] = 'TOKENS';
  return patterns;
}

/** Fewer than twenty failed rounds of one step, and what Cognito inserts. */
function failed(letters: string): string {
  return `(?!(?:I*[${letters}]){20})[I${letters}]*`;
}
