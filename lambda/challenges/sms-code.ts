import { codeOf } from './code';
import { deliver } from './delivery';
import { MASKED_PHONE } from './destination';
import { fill, messageFor } from './message';
import type { Round, RoundParameters } from './round';
import type { FlowSmsCode } from '../../src/private/flow';
import { sendSms } from '../senders/sms';

/** Sends the code, unless it is on its way already. */
export async function issueSmsCode(challenge: FlowSmsCode, round: Round): Promise<RoundParameters> {
  const { sender, codeLength } = challenge;
  const { signIn, recipient, deadline } = round;
  const failed = await deliver(challenge, round, async (mac) => {
    const text = fill(messageFor(challenge, signIn), { code: codeOf(mac, codeLength) });
    // Whoever cannot receive a code gets the same calls, so that a stranger cannot tell the two apart.
    await sendSms(sender, { recipient, text }, deadline);
  });
  return { publicParameters: { destination: MASKED_PHONE, codeLength: String(codeLength) }, failed };
}
