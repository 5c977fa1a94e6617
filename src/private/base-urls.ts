import { Token } from 'aws-cdk-lib';

const MAX_URLS = 10;

/** With the rest of a link, a line of a mail may still have it (RFC 5322: 998 characters). */
const MAX_LENGTH = 512;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Pages that links may lead to. A token passes. */
export function requireBaseUrls(urls: string[], allowLocalhost: boolean): string[] {
  if (Token.isUnresolved(urls)) {
    throw new Error('baseUrls must be a list of known length, got one known only at deploy time: name the pages one by one');
  }
  if (urls.length < 1 || urls.length > MAX_URLS) {
    throw new Error(`baseUrls must be 1 to ${MAX_URLS} URLs, got ${urls.length}`);
  }
  urls.forEach((url, index) => requireBaseUrl(`baseUrls[${index}]`, url, allowLocalhost));
  return urls;
}

function requireBaseUrl(name: string, url: string, allowLocalhost: boolean): void {
  if (Token.isUnresolved(url)) {
    return;
  }
  const got = `got ${JSON.stringify(url)}`;
  if (!URL.canParse(url)) {
    throw new Error(`${name} must be a URL such as https://www.example.com/sign-in, ${got}`);
  }
  const { href, protocol, hostname, username, password } = new URL(url);
  const isLoopback = protocol === 'http:' && LOOPBACK.includes(hostname);
  if (protocol !== 'https:' && !isLoopback) {
    throw new Error(`${name} must begin with https://, because whoever sees the link on its way could sign in, ${got}`);
  }
  if (isLoopback && !allowLocalhost) {
    throw new Error(`${name} must begin with https://, ${got}: set allowLocalhost for development on this computer`);
  }
  if (username !== '' || password !== '') {
    throw new Error(`${name} must hold no user name or password, ${got}`);
  }
  if (url.includes('#')) {
    throw new Error(`${name} must hold no fragment, which is the place of the token, ${got}`);
  }
  // What browsers read differently from how it looks has no place in a link that people are to trust.
  if (url !== href && `${url}/` !== href) {
    throw new Error(`${name} must be written as browsers write it, ${href}, ${got}`);
  }
  if (url.length > MAX_LENGTH) {
    throw new Error(`${name} must be at most ${MAX_LENGTH} characters, got ${url.length}`);
  }
}
