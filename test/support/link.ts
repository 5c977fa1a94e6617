/** The link in a mail, and what the page that it leads to makes of it. */
export interface Link {
  readonly url: string;
  readonly token: string;
  readonly username: string | null;
}

export function linkIn(text: string | undefined): Link {
  const [url] = /https?:\/\/\S+/.exec(text ?? '') ?? [];
  if (url === undefined) throw new Error(`no link in ${JSON.stringify(text)}`);
  const fragment = new URLSearchParams(new URL(url).hash.slice(1));
  return { url, token: fragment.get('token')!, username: fragment.get('username') };
}

/** The same token but for one bit of what it says. */
export function withBitFlipped(token: string, bit: number): string {
  const [id, secret] = [token.slice(0, 22), token.slice(22)];
  const [idBytes, bytes] = [Buffer.from(id, 'base64url'), Buffer.from(secret, 'base64url')];
  const target = bit < 256 ? bytes : idBytes;
  const byte = Math.floor(bit % 256 / 8);
  const weight = 2 ** (bit % 8);
  target[byte] += Math.floor(target[byte] / weight) % 2 === 1 ? -weight : weight;
  return idBytes.toString('base64url') + bytes.toString('base64url');
}
