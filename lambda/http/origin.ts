/** Where an HTTP server is. */
export interface Origin {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** The `Host` header. */
  readonly host: string;
  /** Leading path, without the last slash. */
  readonly base: string;
}

/** Undefined if the URL is none, or not one of HTTP. */
export function originOf(url: string): Origin | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return undefined;
  const secure = parsed.protocol === 'https:';
  return {
    secure,
    // The URL keeps the brackets of an IPv6 address, a socket does not want them.
    hostname: parsed.hostname.replace(/[[\]]/g, ''),
    port: Number(parsed.port) || (secure ? 443 : 80),
    host: parsed.host,
    base: parsed.pathname.replace(/\/$/, ''),
  };
}
