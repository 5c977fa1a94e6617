/** What both functions of a custom challenge are given. */
interface CustomEvent {
  readonly version: '1';
  /** Name of the challenge. */
  readonly challenge: string;
  readonly challengeId: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
  /** Any of them may be missing. */
  readonly userAttributes: Readonly<Record<string, string | undefined>>;
  /** The name belongs to nobody. */
  readonly userNotFound: boolean;
}

/** What `createFunction` of `Challenge.custom` is given. */
export interface CustomCreateEvent extends CustomEvent {
  readonly action: 'create';
  /** Nobody may receive anything, and nobody must see that. */
  readonly decoy: boolean;
  /** 1 for the first answer to this challenge, 2 after one wrong answer, and so on. */
  readonly attempt: number;
  readonly attemptsLeft: number;
}

/** What it returns. */
export interface CustomCreateResult {
  /** For the client. */
  readonly publicParameters?: Readonly<Record<string, string>>;
  /** For `verifyFunction` alone. */
  readonly privateParameters?: Readonly<Record<string, string>>;
}

/** What `verifyFunction` of `Challenge.custom` is given. */
export interface CustomVerifyEvent extends CustomEvent {
  readonly action: 'verify';
  /** Those that `createFunction` returned last. */
  readonly privateParameters: Readonly<Record<string, string | undefined>>;
  readonly answer: string;
}

/** What it returns. */
export interface CustomVerifyResult {
  readonly answerCorrect: boolean;
}

/** What the function of `EmailSender.fromFunction` or `SmsSender.fromFunction` is given. */
export interface SenderEvent {
  readonly version: '1';
  /** E-mail address, or number as E.164 has it. */
  readonly destination: string;
  /** Of mails. */
  readonly subject?: string;
  readonly text: string;
  /** Of mails, where there is any. */
  readonly html?: string;
  /** Nobody may receive it, and nobody must see that. */
  readonly decoy: boolean;
}
