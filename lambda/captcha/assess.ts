import type { Assessment } from './assessment';
import { protocolOf } from './protocol';
import { ENV_CAPTCHA_URL, type FlowCaptchaProvider } from '../../src/private/flow';
import { ask } from '../ask';
import { type Deadline, startDeadline } from '../aws/deadline';
import { Fault } from '../fault';
import type { Origin } from '../http/origin';
import { parseJson } from '../json';
import { withSecret } from '../secret';
import { serverAt } from '../stand-in';

/** In milliseconds. */
const LIMITS = {
  /** For one question, all its attempts together. */
  question: 2_500,
  /** Of the deadline, kept for the verdict to be written. */
  reserve: 700,
};

/** Asks the provider about the token; fails if there is no proper answer in time. */
export async function assess(provider: FlowCaptchaProvider, token: string, deadline: Deadline): Promise<Assessment> {
  const { message, read, refusesSecret } = protocolOf(provider);
  const server = serverOf(provider);
  const { status, body } = await withSecret(provider.secret, deadline, async (secret) => {
    const budget = startDeadline(Math.min(LIMITS.question, deadline.remaining() - LIMITS.reserve));
    // If the question had arrived all the same, the provider refuses the token when it comes again.
    const reply = await ask('Provider', server, message(token, secret), budget, ({ failure }) => failure === 'Network');
    return { status: reply.status, body: parseJson(reply.body) };
  }, (answer) => refusesSecret(answer.body));
  if (refusesSecret(body)) throw new Fault('ProviderRefusesSecret');
  if (status !== 200) throw new Fault(`ProviderStatus${status}`);
  if (body === undefined) throw new Fault('ProviderMalformed');
  return read(body);
}

export function serverOf(provider: FlowCaptchaProvider): Origin {
  return serverAt(protocolOf(provider).server, ENV_CAPTCHA_URL);
}
