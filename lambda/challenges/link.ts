import { hmac } from '../digest';

const TOKEN = /^([\w-]{22})[\w-]{43}$/;

/** The id of the challenge, then 256 bits that follow from its MAC, so that they need not be stored: 65 characters of base64url. */
export function tokenOf(mac: Buffer, challengeId: string): string {
  // Under a label, so that neither a code nor a fingerprint of an answer tells anything of it.
  return challengeId + hmac(mac, 'magic link').toString('base64url');
}

/** The id in an answer of the form of a token. */
export function idInToken(answer: string): string | undefined {
  return TOKEN.exec(answer)?.[1];
}

/** All that is secret stands in the fragment, which is in no request for the page. */
export function linkOf(baseUrl: string, token: string, userName?: string): string {
  // The token ends in a letter or a digit, so no mail program takes the end of the link for that of a sentence.
  return `${baseUrl}#${new URLSearchParams({ ...(userName !== undefined && { username: userName }), token })}`;
}

/** One of the list, by its index alone, so that no client can lead a link anywhere else; the first one if there is none of that index. */
export function chosen<Item>(items: readonly Item[], index: unknown): Item {
  return (typeof index === 'string' && /^\d$/.test(index) ? items[Number(index)] : undefined) ?? items[0];
}
