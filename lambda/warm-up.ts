import { startDeadline } from './aws/deadline';
import { regionOf } from './aws/endpoints';
import { warm } from './aws/request';
import { readItems } from './aws/table';
import { serverOf } from './captcha/assess';
import { resolveValue } from './environment';
import { challengesOf } from './flow/challenges';
import { preconnect } from './http/connections';
import { loadPseudonymKey } from './pseudonym';
import { readSecret } from './secret';
import { sendGridServer } from './senders/sendgrid';
import type { Flow, FlowCaptchaProvider, FlowEmailSender, FlowSmsSender } from '../src/private/flow';

/** Together with the deadline of a trigger this stays below the 5 s that Cognito waits. */
const LONGEST_MS = 300;

/** Opens the connections that Create will use while the function initialises, when Lambda gives it a whole CPU. */
export function warmUpCreate({ steps }: Flow): Promise<void> {
  const work: Promise<unknown>[] = [practise()];
  for (const challenge of steps.flatMap(challengesOf)) {
    if (challenge.kind === 'CAPTCHA' || challenge.kind === 'CHOICE') continue;
    work.push('sender' in challenge ? warmSender(challenge.sender) : warm(['lambda']));
  }
  return settled(work);
}

async function warmSender(sender: FlowEmailSender | FlowSmsSender): Promise<unknown> {
  switch (sender.type) {
    case 'SES': return warm(['ses'], resolveValue(sender.region));
    case 'SENDGRID': return Promise.all([readSecret(sender.apiKey, startDeadline(LONGEST_MS)), preconnect(sendGridServer(sender), LONGEST_MS)]);
    case 'SNS': return warm(['sns'], resolveValue(sender.region));
    case 'END_USER_MESSAGING': return warm(['sms-voice'], regionOf(resolveValue(sender.originationIdentity)));
    case 'FUNCTION': return warm(['lambda']);
  }
}

/** The same for Verify. */
export function warmUpVerify({ steps }: Flow): Promise<void> {
  const challenges = steps.flatMap(challengesOf);
  const checksElsewhere = challenges.some(({ kind }) => kind === 'CUSTOM');
  const captchas = challenges.flatMap((challenge) => challenge.kind === 'CAPTCHA' ? [warmCaptcha(challenge.provider)] : []);
  return settled([practise(), warm(checksElsewhere ? ['lambda'] : []), ...captchas]);
}

async function warmCaptcha(provider: FlowCaptchaProvider): Promise<unknown> {
  const server = serverOf(provider);
  return Promise.all([readSecret(provider.secret, startDeadline(LONGEST_MS)), preconnect(server, LONGEST_MS)]);
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
