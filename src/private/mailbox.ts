import { Token } from 'aws-cdk-lib';

/** What fits into one encoded word of 75 characters, in bytes. */
const MAX_WORD_BYTES = 45;

/** Sender as a mail header wants it: a name in quotes, or, beyond ASCII, in encoded words (RFC 2047). */
export function mailbox(address: string, name: string | undefined): string {
  if (name === undefined) {
    return address;
  }
  const plain = Token.isUnresolved(name) || /^[\x20-\x7e]*$/.test(name);
  return `${plain ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodedWords(name)} <${address}>`;
}

function encodedWords(name: string): string {
  const words = [''];
  for (const character of name) {
    if (Buffer.byteLength(words.at(-1)! + character) > MAX_WORD_BYTES) {
      words.push('');
    }
    words[words.length - 1] += character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
