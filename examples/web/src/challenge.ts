/** What the server says about the challenge that it asks; all of it is text. */
export interface Challenge {
  /** EMAIL_CODE, SMS_CODE, MAGIC_LINK, CAPTCHA, IMAGE_CAPTCHA, CHOICE, or the name of one of your own. */
  readonly challenge: string;
  readonly codeLength?: string;
  /** Seconds until an answer comes too late. */
  readonly expiresIn?: string;
  readonly attemptsLeft?: string;
  /** Seconds until another code, link or picture may be asked for. */
  readonly resendAfter?: string;
  /** CODE_MISMATCH, EXPIRED, THROTTLED or LOCKED. */
  readonly error?: string;
  /** Seconds, with THROTTLED and LOCKED. */
  readonly retryAfter?: string;
  /** CAPTCHA. */
  readonly provider?: string;
  readonly siteKey?: string;
  readonly action?: string;
  /** IMAGE_CAPTCHA. */
  readonly captchaUrl?: string;
  /** CHOICE: names, separated by commas. */
  readonly options?: string;
  /** Whatever a challenge of your own says, such as its question. */
  readonly [parameter: string]: string | undefined;
}

/** What the view of a challenge is given. */
export interface ChallengeProps {
  readonly challenge: Challenge;
  /** What the person gave as name; empty where a link has brought it. */
  readonly username: string;
  readonly busy: boolean;
  readonly answer: (text: string) => unknown;
  readonly resend: () => unknown;
  /** Takes the place of the script of the CAPTCHA provider. */
  readonly captchaScript?: string;
}
