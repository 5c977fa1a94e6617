import { codeOf } from './code';
import { MASKED_EMAIL } from './destination';
import type { Round, RoundParameters } from './round';
import type { FlowEmailCode } from '../../src/private/flow';
import { describeError } from '../log';
import { timed, waitAsLong } from '../senders/duration';
import { type Email, sendEmail } from '../senders/email';

/** Sends the code, unless it is on its way already. */
export async function issueEmailCode(challenge: FlowEmailCode, { recipient, silent, newMac, deadline, log }: Round): Promise<RoundParameters> {
  let failed = false;
  if (silent) {
    await waitAsLong(deadline);
  } else if (newMac) {
    try {
      // Whoever cannot receive a code gets the same calls, so that a stranger cannot tell the two apart.
      await timed(sendEmail(challenge.sender, { recipient, ...message(challenge, newMac) }, deadline));
    } catch (error) {
      log('ERROR', 'MESSAGE_FAILED', { challenge: challenge.name, ...describeError(error) });
      failed = true;
    }
  }
  return { publicParameters: { destination: MASKED_EMAIL, codeLength: String(challenge.codeLength) }, failed };
}

function message(challenge: FlowEmailCode, mac: Buffer): Omit<Email, 'recipient'> {
  const values: Record<string, string> = { code: codeOf(mac, challenge.codeLength), minutes: String(Math.floor(challenge.lifetime / 60)) };
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  const { subject, text, html } = challenge.message;
  return { subject: fill(subject), text: fill(text), html: html && fill(html) };
}
