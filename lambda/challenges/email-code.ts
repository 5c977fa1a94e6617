import { codeOf } from './code';
import { deliver } from './delivery';
import { MASKED_EMAIL } from './destination';
import { fillEmail, messageFor } from './message';
import type { Round, RoundParameters } from './round';
import type { FlowEmailCode } from '../../src/private/flow';
import { sendEmail } from '../senders/email';

/** Sends the code, unless it is on its way already. */
export async function issueEmailCode(challenge: FlowEmailCode, round: Round): Promise<RoundParameters> {
  const { sender, codeLength } = challenge;
  const { signIn, recipient, deadline } = round;
  const failed = await deliver(challenge, round, async (mac) => {
    const message = fillEmail(messageFor(challenge, signIn), { code: codeOf(mac, codeLength) });
    // Whoever cannot receive a code gets the same calls, so that a stranger cannot tell the two apart.
    await sendEmail(sender, { recipient, ...message }, deadline);
  });
  return { publicParameters: { destination: MASKED_EMAIL, codeLength: String(codeLength) }, failed };
}
