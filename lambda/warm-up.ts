import { startDeadline } from './aws/deadline';
import { warm } from './aws/request';
import { readItems } from './aws/table';
import { resolveValue } from './environment';
import { loadPseudonymKey } from './pseudonym';
import type { Flow } from '../src/private/flow';

/** Together with the deadline of a trigger this stays below the 5 s that Cognito waits. */
const LONGEST_MS = 300;

/** Opens the connections that Create will use while the function initialises, when Lambda gives it a whole CPU. */
export function warmUpCreate({ steps }: Flow): Promise<void> {
  const work: Promise<unknown>[] = [practise()];
  for (const step of steps) {
    if (step.type !== 'CUSTOM_CHALLENGE') continue;
    const { challenge } = step;
    const sender = challenge.kind === 'EMAIL_CODE' ? challenge.sender : undefined;
    work.push(sender?.type === 'SES' ? warm(['ses'], resolveValue(sender.region)) : warm(['lambda']));
  }
  return settled(work);
}

/** The same for Verify. */
export function warmUpVerify({ steps }: Flow): Promise<void> {
  const checksElsewhere = steps.some((step) => step.type === 'CUSTOM_CHALLENGE' && step.challenge.kind === 'CUSTOM');
  return settled([practise(), warm(checksElsewhere ? ['lambda'] : [])]);
}

/** The first call pays for much that Node loads late. */
function practise(): Promise<unknown> {
  const deadline = startDeadline(LONGEST_MS);
  return Promise.all([readItems(['warm-up'], deadline), loadPseudonymKey(deadline)]);
}

/** Whatever fails or takes too long is left to the first invocation. */
function settled(work: readonly Promise<unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MS);
    void Promise.allSettled(work).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
