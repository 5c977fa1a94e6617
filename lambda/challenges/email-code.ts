import { MASKED_EMAIL, verifiedEmail } from './destination';
import type { Round, RoundParameters } from './round';
import type { FlowEmailCode } from '../../src/private/flow';
import { AwsError } from '../aws/errors';
import { describeError, logError } from '../log';
import { type Email, sendEmail } from '../senders/email';

/** Sends the code, unless it is on its way already. */
export async function issueEmailCode(challenge: FlowEmailCode, { signIn, newMac, deadline }: Round): Promise<RoundParameters> {
  const recipient = verifiedEmail(signIn);
  let unsent = false;
  if (newMac) {
    try {
      // Whoever cannot receive a code gets the same calls, so that a stranger cannot tell the two apart.
      await sendEmail(challenge.sender, { recipient, ...message(challenge, newMac) }, deadline);
    } catch (error) {
      logError('e-mail was not accepted for delivery', { challenge: challenge.name, ...describeError(error) });
      unsent = !(error instanceof AwsError && error.ambiguous);
    }
  }
  return {
    publicParameters: { destination: MASKED_EMAIL, codeLength: String(challenge.codeLength) },
    decoy: recipient === undefined,
    unsent,
  };
}

/** The code of a challenge follows from its MAC, so it is stored nowhere. */
export function emailCode({ codeLength }: FlowEmailCode, mac: Buffer): string {
  // 256 bits modulo at most 10^10: the bias is below 2^-222.
  return (BigInt(`0x${mac.toString('hex')}`) % 10n ** BigInt(codeLength)).toString().padStart(codeLength, '0');
}

/** Without what people and mail programs add to a code. */
export function bareCode(answer: string): string {
  return answer.replace(/[\s-]/g, '');
}

function message(challenge: FlowEmailCode, mac: Buffer): Omit<Email, 'recipient'> {
  const values: Record<string, string> = { code: emailCode(challenge, mac), minutes: String(Math.floor(challenge.lifetime / 60)) };
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  const { subject, text, html } = challenge.message;
  return { subject: fill(subject), text: fill(text), html: html && fill(html) };
}
