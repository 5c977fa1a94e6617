import { emailCode, passwordless, passwordVerifier, QUESTION, srpAndCustom, srpThenCustom } from './flows';
import type { NextStep } from '../../../lambda/flow/next-step';
import type { Flow } from '../../../src/private/flow';

/** A flow, and what its sessions are worth, as patterns over their letters (see alphabet). */
export interface Sequence {
  readonly name: string;
  readonly flow: Flow;
  /** Position of the first of our challenges, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** What comes before them, and what is asked on the way there. */
  readonly start: string;
  readonly before: Readonly<Record<string, string>>;
}

export const SEQUENCES: readonly Sequence[] = [1, 2].flatMap((count) => {
  const custom = [emailCode(), QUESTION].slice(0, count);
  const sequence = (name: string, flow: Flow, start: string, before: Sequence['before'] = {}): Sequence =>
    ({ name: `${name} with ${count}`, flow, first: flow.steps.length - count, count, start, before });
  return [
    sequence('passwordless', passwordless(...custom), 'S?'),
    sequence('srpAndCustom', srpAndCustom(...custom), 'SI*P', { '': 'SRP_A 0', 'SI*': 'PASSWORD_VERIFIER 1' }),
    sequence('passwordVerifier', passwordVerifier(...custom), 'SI*P', { 'SI*': 'PASSWORD_VERIFIER 0' }),
    sequence('SRP_A', srpThenCustom(...custom), 'S', { '': 'SRP_A 0' }),
  ];
});

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
  return next.type === 'ASK' ? `${next.challengeName} ${next.step}${next.repeats ? ' again' : ''}` : next.type;
}

/** Patterns of the sessions that do not fail. */
function worth({ first, count, start, before }: Sequence, resend: boolean): Record<string, string> {
  const one = `${start}${failed('xz')}a`;
  const two = `${one}${failed('yw')}b`;
  const asked = (passed: string, [answersLeft, usedUp]: string, step: number) => ({
    [`${passed}I*`]: `CUSTOM_CHALLENGE ${step}`,
    [`${passed}(?=${failed(answersLeft + usedUp)}$).*${resend ? `[${answersLeft}${usedUp}]` : answersLeft}I*`]: `CUSTOM_CHALLENGE ${step} again`,
  });
  return {
    ...before,
    ...asked(start, 'xz', first),
    ...(count > 1 && asked(one, 'yw', first + 1)),
    [`${count > 1 ? two : one}I*`]: 'TOKENS',
  };
}

/** Fewer than twenty failed rounds of one step, and what Cognito inserts. */
function failed(letters: string): string {
  return `(?!(?:I*[${letters}]){20})[I${letters}]*`;
}
