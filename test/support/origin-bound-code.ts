/** What a browser reads in a text message. */
export interface OriginBoundCode {
  readonly topLevelHost: string;
  readonly embeddedHost?: string;
  readonly code: string;
}

/**
 * The parser of the specification, step by step; undefined where it says failure.
 * @see https://wicg.github.io/sms-one-time-codes/#parsing
 */
export function parseOriginBoundCode(message: string): OriginBoundCode | undefined {
  const line = message.replace(/\r\n?/g, '\n').split('\n').at(-1)!;
  const topLevel = markedToken(line, 0, '@');
  if (!topLevel || line[topLevel.end] !== ' ') return undefined;
  const code = markedToken(line, topLevel.end + 1, '#');
  if (!code) return undefined;
  const embedded = line[code.end] === ' ' ? markedToken(line, code.end + 1, '%') : undefined;
  return { topLevelHost: topLevel.token, embeddedHost: embedded?.token, code: code.token };
}

function markedToken(line: string, position: number, marker: string): { token: string; end: number } | undefined {
  if (line[position] !== marker) return undefined;
  const [token] = /^[^\t\n\f\r ]*/.exec(line.slice(position + 1))!;
  return token === '' ? undefined : { token, end: position + 1 + token.length };
}
