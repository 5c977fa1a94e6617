/** What a page got for a CAPTCHA, as its token says by itself. */
export interface SolvedToken {
  readonly hostname: string;
  readonly action: string;
  /** 0 is surely a bot, 1 surely a person. */
  readonly score: number;
  /** Seconds since it was got. */
  readonly age: number;
}

/**
 * `pass`, or `pass?hostname=www.example.com&action=login&score=0.9&age=0`; whatever else it names makes it another token.
 * Undefined for any other text: nobody has solved that.
 */
export function readToken(token: string): SolvedToken | undefined {
  const match = /^pass(?:\?(.*))?$/.exec(token);
  if (!match) return undefined;
  const { hostname = 'localhost', action = 'login', score = '0.9', age = '0' } = Object.fromEntries(new URLSearchParams(match[1]));
  return { hostname, action, score: Number(score), age: Number(age) || 0 };
}
