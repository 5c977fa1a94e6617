/** The code that follows from a challenge's MAC, so that it need not be stored. */
export function codeOf(mac: Buffer, length: number, alphabet = '0123456789'): string {
  const base = BigInt(alphabet.length);
  let code = '';
  // 256 bits modulo at most 2^34: the bias is below 2^-222.
  for (let rest = BigInt(`0x${mac.toString('hex')}`); code.length < length; rest /= base) code = alphabet[Number(rest % base)] + code;
  return code;
}

/** Without what people and mail programs add to a code. */
export function bareCode(answer: string): string {
  return answer.replace(/[\s-]/g, '');
}
