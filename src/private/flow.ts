// The bridge between synth and run time: what the construct writes into flow.json and the handlers read. Imports nothing.

/** Layout of the document; a handler refuses any other. */
export const FLOW_VERSION = 1;

/** Name of the document inside each function's asset. */
export const FLOW_FILE = 'flow.json';

/** Environment variables of the Create and Verify functions. */
export const ENV_TABLE_NAME = 'CUSTOM_AUTH_TABLE_NAME';
export const ENV_KEY_ID = 'CUSTOM_AUTH_KEY_ID';
export const ENV_URL_SUFFIX = 'CUSTOM_AUTH_URL_SUFFIX';

/** Where a local server answers for all CAPTCHA providers, on the loopback interface; never set once deployed. */
export const ENV_CAPTCHA_URL = 'CUSTOM_AUTH_CAPTCHA_URL';

/** The same for SendGrid. */
export const ENV_SENDGRID_URL = 'CUSTOM_AUTH_SENDGRID_URL';

/** Prefix of the environment variables that hold values known only at deploy time. */
export const ENV_VALUE_PREFIX = 'CUSTOM_AUTH_VALUE_';

/** A value of the document: itself, or the name of the environment variable that holds it once deployed. */
export type FlowValue = string | { readonly env: string };

export interface Flow {
  readonly version: typeof FLOW_VERSION;
  readonly steps: readonly FlowStep[];
  readonly limits: FlowLimits;
}

/** What may happen within any hour, and within any day. */
export interface FlowRate {
  readonly hour: number;
  readonly day: number;
}

/** Against guessing and flooding; they hold for every challenge, whatever its kind. */
export interface FlowLimits {
  /** Seconds between two messages of one sign-in. */
  readonly resendCoolDown: number;
  /** Messages of one challenge to one user, and to one destination. */
  readonly sends: FlowRate;
  /** Wrong answers of one user to one challenge. */
  readonly failures: FlowRate;
  /** Wrong answers in a row after which only an operator opens the challenge to the user again. */
  readonly consecutiveFailures: number;
  readonly pool: FlowPoolBudget;
}

/** What may happen within an hour to all users together. */
export interface FlowPoolBudget {
  readonly sends: number;
  readonly failures: number;
  /** Items that the counts are spread over, so that none of them is hot. */
  readonly shards: number;
}

export type FlowStep =
  | { readonly type: 'SRP_A' }
  | { readonly type: 'PASSWORD_VERIFIER' }
  | { readonly type: 'CUSTOM_CHALLENGE'; readonly challenge: FlowChallenge };

export type FlowChallenge = FlowEmailCode | FlowSmsCode | FlowMagicLink | FlowCustom | FlowCaptcha | FlowImageCaptcha | FlowChoice;

/** What a choice can offer. */
export type FlowOption = Exclude<FlowChallenge, FlowChoice>;

/** What every challenge has, whatever its kind: the rules in lambda/state need no more. */
export interface FlowChallengeBase {
  /** Public name, given to the client as the parameter `challenge`. */
  readonly name: string;
  /** How long an answer is accepted, in seconds. */
  readonly lifetime: number;
  /** How many answers are compared before the challenge is dead. */
  readonly tries: number;
  /** Whether a message leaves when the challenge is created, so that the limits on messages hold. */
  readonly sends: boolean;
  /** Whether who tries often could pass for the user, so that wrong answers count as failures of the user and of the pool. */
  readonly guessable: boolean;
}

export interface FlowEmailCode extends FlowChallengeBase {
  readonly kind: 'EMAIL_CODE';
  /** Decimal digits of the code. */
  readonly codeLength: number;
  readonly sender: FlowEmailSender;
  readonly message: FlowEmailMessage;
  readonly locales?: FlowLocales<FlowEmailMessage>;
}

export interface FlowMagicLink extends FlowChallengeBase {
  readonly kind: 'MAGIC_LINK';
  /** Pages that a link may lead to; a client chooses one by its index. */
  readonly baseUrls: readonly FlowValue[];
  /** Whether a link may be redeemed in another sign-in of the user than the one that it was sent for. */
  readonly crossDevice: boolean;
  /** Decimal digits of the code beside the link, if there is one. */
  readonly codeLength?: number;
  readonly sender: FlowEmailSender;
  readonly message: FlowEmailMessage;
  readonly locales?: FlowLocales<FlowEmailMessage>;
}

export interface FlowSmsCode extends FlowChallengeBase {
  readonly kind: 'SMS_CODE';
  /** Decimal digits of the code. */
  readonly codeLength: number;
  readonly sender: FlowSmsSender;
  /** Text with the placeholder `{code}`. */
  readonly message: string;
  readonly locales?: FlowLocales<string>;
  /** What a number must begin with, such as `+49`; any number is fine if absent. */
  readonly countryCodes?: readonly string[];
}

/** Messages that take the place of the default one, by language tag: lower case, with hyphens. */
export type FlowLocales<Message> = Readonly<Record<string, Message>>;

export interface FlowCustom extends FlowChallengeBase {
  readonly kind: 'CUSTOM';
  /** ARNs of the user's own functions. */
  readonly createFunction: FlowValue;
  readonly verifyFunction: FlowValue;
}

export interface FlowCaptcha extends FlowChallengeBase {
  readonly kind: 'CAPTCHA';
  readonly provider: FlowCaptchaProvider;
  /** Names of the hosts whose pages a token may come from, in lower case. */
  readonly hostnames: readonly FlowValue[];
  /** How long a token is accepted, in seconds. */
  readonly tokenLifetime: number;
}

export interface FlowImageCaptcha extends FlowChallengeBase {
  readonly kind: 'IMAGE_CAPTCHA';
  /** Characters in the picture. */
  readonly codeLength: number;
  /** ARN of the function that draws the pictures. */
  readonly drawFunction: FlowValue;
}

/** Asked in two rounds: the first is passed by the name of an option, the second by the option itself. */
export interface FlowChoice extends FlowChallengeBase {
  readonly kind: 'CHOICE';
  /** Each with a name of its own. */
  readonly options: readonly FlowOption[];
}

export type FlowCaptchaProvider = FlowSiteverify | FlowRecaptchaEnterprise;

/** A provider that is asked by a form with the secret and the token. */
export interface FlowSiteverify {
  readonly type: 'RECAPTCHA_V2' | 'RECAPTCHA_V3' | 'HCAPTCHA' | 'TURNSTILE';
  readonly siteKey: FlowValue;
  readonly secret: FlowSecret;
  /** What the token must be for, if anything. */
  readonly action?: string;
  /** Where the provider gives a score: 0 is surely a bot, 1 surely a person. */
  readonly minimumScore?: number;
}

export interface FlowRecaptchaEnterprise {
  readonly type: 'RECAPTCHA_ENTERPRISE';
  readonly projectId: FlowValue;
  readonly siteKey: FlowValue;
  /** Of the API key. */
  readonly secret: FlowSecret;
  readonly action: string;
  readonly minimumScore: number;
}

/** A secret of Secrets Manager, or one field of it. */
export interface FlowSecret {
  readonly arn: FlowValue;
  readonly field?: string;
}

/** Texts with the placeholders `{code}` and `{link}`, as the challenge has them; all other ones are filled in at synth. */
export interface FlowEmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export type FlowEmailSender = FlowSesSender | FlowSendGridSender | FlowFunctionSender;

export interface FlowSesSender {
  readonly type: 'SES';
  /** Sender as the mail header has it: an address, or a name and an address. */
  readonly from: FlowValue;
  readonly replyTo?: readonly FlowValue[];
  readonly configurationSet?: FlowValue;
  /** Region of the identity; the function's own if absent. */
  readonly region?: FlowValue;
}

export interface FlowSendGridSender {
  readonly type: 'SENDGRID';
  /** Address alone. */
  readonly from: FlowValue;
  readonly fromName?: FlowValue;
  readonly replyTo?: readonly FlowValue[];
  readonly apiKey: FlowSecret;
  /** Of the account or subuser: `GLOBAL` or `EU`. */
  readonly region: string;
}

export interface FlowFunctionSender {
  readonly type: 'FUNCTION';
  /** ARN of the user's own function. */
  readonly function: FlowValue;
}

export type FlowSmsSender = FlowSnsSender | FlowEndUserMessagingSender | FlowFunctionSender;

export interface FlowSnsSender {
  readonly type: 'SNS';
  /** `TRANSACTIONAL` or `PROMOTIONAL`. */
  readonly messageType: string;
  readonly senderId?: FlowValue;
  readonly originationNumber?: FlowValue;
  /** The function's own if absent. */
  readonly region?: FlowValue;
}

export interface FlowEndUserMessagingSender {
  readonly type: 'END_USER_MESSAGING';
  readonly messageType: string;
  /** ARN, which also names the region. */
  readonly originationIdentity: FlowValue;
  readonly configurationSet?: FlowValue;
  readonly protectConfiguration?: FlowValue;
}
