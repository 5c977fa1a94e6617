import { bareCode, codeOf } from './code';
import { deliver } from './delivery';
import { MASKED_EMAIL } from './destination';
import { chosen, idInToken, linkOf, tokenOf } from './link';
import { fillEmail, messageFor } from './message';
import type { Round, RoundParameters } from './round';
import type { FlowMagicLink } from '../../src/private/flow';
import { resolveValue } from '../environment';
import { sendEmail } from '../senders/email';

/** Sends the link, unless it is on its way already. */
export async function issueMagicLink(challenge: FlowMagicLink, round: Round): Promise<RoundParameters> {
  const { sender, baseUrls, crossDevice, codeLength } = challenge;
  const { signIn, challengeId, messageId, linkTo, recipient, deadline } = round;
  const failed = await deliver(challenge, round, async (mac) => {
    const baseUrl = resolveValue(chosen(baseUrls, linkTo));
    const message = fillEmail(messageFor(challenge, signIn), {
      link: linkOf(baseUrl, tokenOf(mac, challengeId), crossDevice ? signIn.userName : undefined),
      ...(codeLength !== undefined && { code: codeOf(mac, codeLength) }),
    });
    // Whoever cannot receive a link gets the same calls, so that a stranger cannot tell the two apart.
    await sendEmail(sender, { recipient, ...message }, deadline);
  });
  return {
    publicParameters: { destination: MASKED_EMAIL, ...(codeLength !== undefined && { codeLength: String(codeLength) }) },
    privateParameters: { messageId },
    failed,
  };
}

/** What an answer claims to be: the token of a challenge's link, or the code in its message. */
export interface Claim {
  readonly isToken: boolean;
  readonly challengeId: string;
  readonly text: string;
}

/** By its form alone: no code is as long as a token. */
export function claimOf(
  { crossDevice, codeLength }: FlowMagicLink, answer: string, challengeId: string, { messageId }: Readonly<Record<string, string>>,
): Claim {
  const text = answer.trim();
  const named = idInToken(text);
  return named === undefined && codeLength !== undefined
    ? { isToken: false, challengeId: messageId, text: bareCode(text) }
    // The link of another sign-in is compared with that one's token, or else with this one's and so is wrong.
    : { isToken: true, challengeId: (crossDevice && named) || challengeId, text };
}

/** What the claim should say, by the MAC of the challenge that it names. */
export function rightAnswer({ codeLength = 0 }: FlowMagicLink, { isToken, challengeId }: Claim, mac: Buffer): string {
  return isToken ? tokenOf(mac, challengeId) : codeOf(mac, codeLength);
}
