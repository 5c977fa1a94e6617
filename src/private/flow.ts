// The bridge between synth and run time: what the construct writes into flow.json and the handlers read. Imports nothing.

/** Layout of the document; a handler refuses any other. */
export const FLOW_VERSION = 1;

/** Name of the document inside each function's asset. */
export const FLOW_FILE = 'flow.json';

/** Environment variables of the Create and Verify functions. */
export const ENV_TABLE_NAME = 'CUSTOM_AUTH_TABLE_NAME';
export const ENV_KEY_ID = 'CUSTOM_AUTH_KEY_ID';
export const ENV_URL_SUFFIX = 'CUSTOM_AUTH_URL_SUFFIX';

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

export type FlowChallenge = FlowEmailCode | FlowCustom;

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
}

export interface FlowEmailCode extends FlowChallengeBase {
  readonly kind: 'EMAIL_CODE';
  /** Decimal digits of the code. */
  readonly codeLength: number;
  readonly sender: FlowEmailSender;
  readonly message: FlowEmailMessage;
}

export interface FlowCustom extends FlowChallengeBase {
  readonly kind: 'CUSTOM';
  /** ARNs of the user's own functions. */
  readonly createFunction: FlowValue;
  readonly verifyFunction: FlowValue;
}

/** Texts with the placeholders `{code}` and `{minutes}`. */
export interface FlowEmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export type FlowEmailSender = FlowSesSender | FlowFunctionSender;

export interface FlowSesSender {
  readonly type: 'SES';
  /** Sender as the mail header has it: an address, or a name and an address. */
  readonly from: FlowValue;
  readonly replyTo?: readonly FlowValue[];
  readonly configurationSet?: FlowValue;
  /** Region of the identity; the function's own if absent. */
  readonly region?: FlowValue;
}

export interface FlowFunctionSender {
  readonly type: 'FUNCTION';
  /** ARN of the user's own function. */
  readonly function: FlowValue;
}
