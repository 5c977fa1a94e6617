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
