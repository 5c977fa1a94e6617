import type { ContractFunction } from './call';
import type { CustomCreateEvent } from './events';

/** A challenge as `createFunction` made it. */
export interface CreatedChallenge {
  readonly event: CustomCreateEvent;
  readonly publicParameters: Readonly<Record<string, string>>;
  readonly privateParameters: Readonly<Record<string, string>>;
}

export interface CheckCustomFunctionsOptions {
  readonly createFunction: ContractFunction;
  readonly verifyFunction: ContractFunction;
  /** Somebody who can pass. */
  readonly user: {
    /** @default ada */
    readonly userName?: string;
    readonly userAttributes: Readonly<Record<string, string>>;
  };
  /** The answer that the user would give to this challenge. */
  readonly rightAnswer: (created: CreatedChallenge) => string | Promise<string>;
  /** How many messages have been sent so far, to anybody. @default - the functions send none */
  readonly messagesSent?: () => number | Promise<number>;
  /** Name of the challenge. @default CUSTOM */
  readonly name?: string;
  /** How long each call may take, in milliseconds. @default 3000 */
  readonly patienceMs?: number;
}
