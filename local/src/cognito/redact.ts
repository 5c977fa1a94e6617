/** Values of these members are secrets as such. */
const SECRET = /^(AccessToken|IdToken|RefreshToken|REFRESH_TOKEN|Token|Password|PASSWORD|ProposedPassword|PreviousPassword|TemporaryPassword|NEW_PASSWORD|SECRET_HASH|SecretHash|ClientSecret|password|PASSWORD_CLAIM_SIGNATURE)$/;
const LONGEST = 60;

/** A copy fit for a trace: no password, no whole token, nothing endless. */
export function redact(value: unknown): unknown {
  return mapTexts(value, (text, key) => {
    if (SECRET.test(key)) return '***';
    return key === 'Session' ? sessionTail(text) : shorten(text);
  });
}

/** A copy without passwords, of any length. */
export function hideSecrets(value: unknown): unknown {
  return mapTexts(value, (text, key) => SECRET.test(key) ? '***' : text);
}

/** Enough of a session to tell it from others. */
export function sessionTail(session: string): string {
  return `…${session.slice(-8)}`;
}

export function shorten(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, 24)}… (${value.length} characters)` : value;
}

function mapTexts(value: unknown, change: (text: string, key: string) => string, key = ''): unknown {
  if (typeof value === 'string') return change(value, key);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change, name)]));
}
