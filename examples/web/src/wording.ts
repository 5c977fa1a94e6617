import type { Challenge } from './challenge';
import type { Problem } from './use-sign-in';

const PROBLEMS: Readonly<Record<Problem, string>> = {
  REFUSED: 'You could not be signed in. Check what you typed and try again.',
  OVER: 'This sign-in is over: it took too long, or too many answers were wrong. Please begin again.',
  OFFLINE: 'The server cannot be reached. Check your connection and try again.',
  TOO_MANY: 'There are too many sign-ins right now. Try again in a minute.',
  UNAVAILABLE: 'Sign-in is not available right now. Please try again in a moment.',
  UNSUPPORTED: 'This account needs a step that this page does not know.',
  LINK_USED: 'This link has been used, or is not the newest one. Ask for another.',
  LINK_ELSEWHERE: 'This link works only in the browser and tab that asked for it. Open it there, or ask for a new one here.',
};

export function wordProblem(problem: Problem): string {
  return PROBLEMS[problem];
}

/** Of a code, unless the challenge says otherwise. */
const WRONG: Readonly<Record<string, string>> = {
  MAGIC_LINK: 'That was not right, or not the newest mail.',
  CAPTCHA: 'You did not pass the check.',
  IMAGE_CAPTCHA: 'That is not what the picture says. Here is another one.',
  CHOICE: 'Please choose one of these.',
};

const LATE: Readonly<Record<string, string>> = {
  EMAIL_CODE: 'That came too late. We have sent a new code.',
  SMS_CODE: 'That came too late. We have sent a new code.',
  MAGIC_LINK: 'That came too late. We have sent a new mail.',
  IMAGE_CAPTCHA: 'That came too late. Here is another picture.',
};

/** What the server says about the last answer, in plain words. */
export function wordError(asked: Challenge): string | undefined {
  const { challenge, error, retryAfter } = asked;
  switch (error) {
    case undefined: return undefined;
    case 'CODE_MISMATCH': return `${WRONG[challenge] ?? 'That is not right.'} ${wordTries(asked)}`.trim();
    case 'EXPIRED': return LATE[challenge] ?? 'That came too late. Please try once more.';
    case 'THROTTLED': return `That is not possible right now. ${wordRetry(retryAfter)}`;
    case 'LOCKED': return `There were too many wrong answers. ${wordRetry(retryAfter)}`;
    default: return 'That did not work. Please try once more.';
  }
}

function wordTries({ challenge, codeLength, attemptsLeft }: Challenge): string {
  // Links do not count, and there may be no field for a code.
  if (attemptsLeft === undefined || (challenge === 'MAGIC_LINK' && codeLength === undefined)) return '';
  return attemptsLeft === '1' ? 'You can try once more.' : `You can try ${attemptsLeft} more times.`;
}

/** Without a time only an operator can help. */
function wordRetry(seconds: string | undefined): string {
  return seconds === undefined ? 'Please ask whoever runs this site for help.' : `Try again in ${wordDuration(Number(seconds))}.`;
}

const UNITS = [['hour', 3600], ['minute', 60], ['second', 1]] as const;

/** In the largest unit of which there are two; never too short. */
export function wordDuration(seconds: number): string {
  const [unit, length] = UNITS.find((candidate) => seconds >= 2 * candidate[1]) ?? UNITS[2];
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(seconds / length));
}

const RENEWED: Readonly<Record<string, string>> = {
  MAGIC_LINK: 'A new mail is on its way.',
  IMAGE_CAPTCHA: 'Here is another picture.',
};

export function wordRenewed({ challenge }: Challenge): string {
  return RENEWED[challenge] ?? 'A new code is on its way.';
}
