import type { Assessment } from './assessment';
import { protocolOf } from './protocol';
import { ENV_CAPTCHA_URL, type FlowCaptchaProvider } from '../../src/private/flow';
import { type Deadline, startDeadline } from '../aws/deadline';
import { Fault } from '../fault';
import { closeIdle } from '../http/connections';
import type { Origin } from '../http/origin';
import { type Message, send } from '../http/send';
import { readSecret } from '../secret';
import { serverAt } from '../stand-in';

/** All but `attempts` in milliseconds. */
const LIMITS = {
  /** Of one question, where no connection could be had or it broke. */
  attempts: 2,
  /** For one question, all its attempts together. */
  question: 2_500,
  /** Of the deadline, kept for the verdict to be written. */
  reserve: 700,
  /** For a connection to open. */
  connect: 1_000,
  /** A connection that has waited longer may be dead. */
  trusted: 4_000,
};

/** Asks the provider about the token; fails if there is no proper answer in time. */
export async function assess(provider: FlowCaptchaProvider, token: string, deadline: Deadline): Promise<Assessment> {
  const { message, read, refusesSecret } = protocolOf(provider);
  const server = serverOf(provider);
  for (const newest of [false, true]) {
    const secret = await readSecret(provider.secret, deadline, newest);
    const { status, body } = await ask(server, message(token, secret.value), deadline);
    if (!refusesSecret(body)) {
      if (status !== 200) throw new Fault(`ProviderStatus${status}`);
      if (body === undefined) throw new Fault('ProviderMalformed');
      return read(body);
    }
    if (!secret.mayBeOld) break;
  }
  throw new Fault('ProviderRefusesSecret');
}

export function serverOf(provider: FlowCaptchaProvider): Origin {
  return serverAt(protocolOf(provider).server, ENV_CAPTCHA_URL);
}

async function ask(to: Origin, message: Message, deadline: Deadline): Promise<{ status: number; body: unknown }> {
  const budget = startDeadline(Math.min(LIMITS.question, deadline.remaining() - LIMITS.reserve));
  closeIdle(to, LIMITS.trusted);
  for (let attempt = 1; ; attempt++) {
    const total = budget.remaining();
    if (total <= 0) throw new Fault('ProviderTimeout');
    const outcome = await send(to, message, { connect: LIMITS.connect, total });
    if (!('failure' in outcome)) return { status: outcome.status, body: parse(outcome.body) };
    if (outcome.failure !== 'Network' || attempt === LIMITS.attempts) throw new Fault(`Provider${outcome.failure}`);
    // If the question had arrived all the same, the provider refuses the token now.
    closeIdle(to, 0);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
