import { codeOf } from './code';
import { challengeMac } from './mac';
import type { Round, RoundParameters } from './round';
import type { FlowImageCaptcha } from '../../src/private/flow';
import { invokeFunction } from '../aws/functions';
import { hmac } from '../digest';
import { resolveValue } from '../environment';
import { Fault } from '../fault';

/** No two look alike, however they are turned, warped and crossed by lines. */
export const ALPHABET = 'ACDEHJKLNRTXY379';

/** A session of Cognito, at most 8,192 characters, could hold it with all else, should it carry the parameters. */
export const MAX_CAPTCHA_URL = 4_500;

const PICTURE = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;

/** Shows the picture of this round. */
export async function issueImageCaptcha(challenge: FlowImageCaptcha, round: Round): Promise<RoundParameters> {
  const { signIn, step, challengeId, deadline } = round;
  const mac = round.newMac ?? await challengeMac({ signIn, step, name: challenge.name, challengeId }, deadline);
  const attempt = String(round.attempt);
  const drawn = await invokeFunction(resolveValue(challenge.drawFunction), { text: pictureCode(challenge, mac, attempt) }, deadline);
  const captchaUrl = (drawn as { captchaUrl?: unknown } | null)?.captchaUrl;
  if (typeof captchaUrl !== 'string' || captchaUrl.length > MAX_CAPTCHA_URL || !PICTURE.test(captchaUrl)) throw new Fault('NoPicture');
  return { publicParameters: { captchaUrl, codeLength: String(challenge.codeLength) }, privateParameters: { attempt } };
}

/** Another code for each answer, so that nobody guesses twice at one; the same when an event is repeated. */
export function pictureCode({ codeLength }: FlowImageCaptcha, mac: Buffer, attempt: string): string {
  return codeOf(hmac(mac, `picture ${attempt}`), codeLength, ALPHABET);
}
