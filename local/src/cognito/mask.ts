/** As answers show where a code went: `a***@e***` or `+*******0123`. */
export function maskAddress(address: string): string {
  const [name, domain] = address.split('@');
  if (domain !== undefined) return `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return address === '' ? '' : `+*******${address.slice(-4)}`;
}
