/** The code that follows from a challenge's MAC, so that it need not be stored. */
export function codeOf(mac: Buffer, digits: number): string {
  // 256 bits modulo at most 10^10: the bias is below 2^-222.
  return (BigInt(`0x${mac.toString('hex')}`) % 10n ** BigInt(digits)).toString().padStart(digits, '0');
}

/** Without what people and mail programs add to a code. */
export function bareCode(answer: string): string {
  return answer.replace(/[\s-]/g, '');
}
