import type { RoundParameters, Submission } from './round';
import type { FlowCaptcha } from '../../src/private/flow';
import { assess } from '../captcha/assess';
import { refusalOf } from '../captcha/assessment';
import { sha256 } from '../digest';
import { resolveValue } from '../environment';
import { describeError } from '../log';

/** Nothing is made or sent: the client shows the widget of the provider. */
export async function issueCaptcha({ provider: { type, siteKey, action } }: FlowCaptcha): Promise<RoundParameters> {
  return { publicParameters: { provider: type, siteKey: resolveValue(siteKey), ...(action !== undefined && { action }) } };
}

/** Whether the answer is a token that the provider vouches for. Never fails: without a proper answer it does not pass. */
export async function checkCaptcha(challenge: FlowCaptcha, { answer, deadline, now, log }: Submission): Promise<boolean> {
  const { name, provider, hostnames, tokenLifetime } = challenge;
  const { action, minimumScore } = provider;
  try {
    const demands = { hostnames: hostnames.map((host) => resolveValue(host).toLowerCase()), action, minimumScore, tokenLifetime };
    const refusal = refusalOf(await assess(provider, answer, deadline), demands, now);
    if (refusal) log('INFO', 'CAPTCHA_REFUSED', { challenge: name, error: refusal });
    return refusal === undefined;
  } catch (error) {
    log('ERROR', 'CAPTCHA_UNAVAILABLE', { challenge: name, ...describeError(error) });
    return false;
  }
}

/** The same in every sign-in, so that a token is known again. It holds so much chance that its digest tells nothing of it. */
export function tokenDigest(token: string): string {
  return sha256(token).toString('base64url');
}
