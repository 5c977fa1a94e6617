import { domainToASCII } from 'node:url';
import { fillKnown, MessageContext, requireAnswers } from './message';
import { requireHostName, requireKnown } from './validation';

/** More than this Amazon SNS and AWS End User Messaging refuse. */
const MAX_LENGTH = 1600;

/** What 7 bits can hold (3GPP TS 23.038): one unit each, and two each. */
const GSM = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENSION = '\f^{}\\[~]|€';

export interface SmsTextContext extends MessageContext {
  readonly codeLength: number;
  /** Host of the web site that may fill in the code by itself. */
  readonly webOtpHost?: string;
}

/** The text with `{code}` left in it, and the last line by which a phone knows the web site that the code is for. */
export function requireSmsText(name: string, template: string, context: SmsTextContext): string {
  const { webOtpHost, codeLength } = context;
  const text = fillKnown(name, template, context).trim();
  requireAnswers(name, text, context);
  // https://wicg.github.io/sms-one-time-codes/#format
  const whole = webOtpHost === undefined ? text : `${text}\n\n@${webOtpHost} #{code}`;
  const { length } = withCode(whole, codeLength);
  if (length > MAX_LENGTH) {
    throw new Error(`${name} must be at most ${MAX_LENGTH} characters with the code${webOtpHost === undefined ? '' : ' and the last line for browsers'}, got ${length}`);
  }
  return whole;
}

/** How many short messages the network makes of the text, each of which is charged. */
export function smsParts(text: string, codeLength: number): number {
  const whole = withCode(text, codeLength);
  const units = [...whole].map((character) => GSM.includes(character) ? 1 : GSM_EXTENSION.includes(character) ? 2 : Infinity);
  const septets = units.reduce((sum, unit) => sum + unit, 0);
  return Number.isFinite(septets) ? parts(septets, 160, 153) : parts(whole.length, 70, 67);
}

/** The host as browsers compare it. */
export function requireWebOtpHost(domain: string): string {
  requireKnown('webOtpDomain', domain);
  // The conversion takes the host out of a longer text, so nothing else may be there.
  const host = /^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) ? domainToASCII(domain) : '';
  requireHostName('webOtpDomain', host || domain);
  if (!/\.[a-z][a-z0-9-]*$/.test(host)) {
    throw new Error(`webOtpDomain must be a domain such as example.com, without scheme, port and path, got ${JSON.stringify(domain)}`);
  }
  return host;
}

function withCode(text: string, codeLength: number): string {
  return text.replaceAll('{code}', '0'.repeat(codeLength));
}

function parts(units: number, alone: number, chained: number): number {
  return units <= alone ? 1 : Math.ceil(units / chained);
}
