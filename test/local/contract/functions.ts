import { createHash, timingSafeEqual } from 'node:crypto';
import { checkCustomFunctions, type CheckCustomFunctionsOptions, type CustomCreateEvent, type CustomVerifyEvent } from '../../../local/src';

export const ADA = { userName: 'ada', userAttributes: { email: 'ada@example.com', pet: 'Hündin Lola' } };

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Asks for the name of a pet, which is an attribute of the user. */
export const question = {
  createFunction: async (_: CustomCreateEvent): Promise<unknown> => ({ publicParameters: { question: 'Your pet?' } }),
  verifyFunction: async ({ answer, userAttributes: { pet } }: CustomVerifyEvent): Promise<unknown> =>
    ({ answerCorrect: pet !== undefined && timingSafeEqual(digest(answer), digest(pet)) }),
  user: ADA,
  rightAnswer: () => ADA.userAttributes.pet,
} satisfies CheckCustomFunctionsOptions;

/** Sends a code, one for each challenge. */
export class Texter {
  /** Codes by challenge. */
  public readonly sent = new Map<string, string>();
  private messages = 0;
  private codes = 123_455;

  public readonly createFunction = async ({ challengeId, decoy }: CustomCreateEvent): Promise<unknown> => {
    const code = this.sent.get(challengeId) ?? this.newCode();
    if (!decoy && !this.sent.has(challengeId)) this.send(challengeId, code);
    return { publicParameters: { hint: 'your phone' }, privateParameters: { code } };
  };

  public readonly verifyFunction = async ({ answer, privateParameters: { code } }: CustomVerifyEvent): Promise<unknown> =>
    ({ answerCorrect: answer === code });

  public readonly rightAnswer: CheckCustomFunctionsOptions['rightAnswer'] = ({ event }) => this.sent.get(event.challengeId)!;

  public readonly messagesSent = () => this.messages;

  public newCode(): string {
    this.codes += 1;
    return String(this.codes);
  }

  public send(challengeId: string, code: string): void {
    this.messages += 1;
    this.sent.set(challengeId, code);
  }
}

export function checkQuestion(change: Partial<CheckCustomFunctionsOptions> = {}) {
  return checkCustomFunctions({ ...question, ...change });
}

export function checkTexter(change: (texter: Texter) => Partial<CheckCustomFunctionsOptions> = () => ({})) {
  const texter = new Texter();
  const { createFunction, verifyFunction, rightAnswer, messagesSent } = texter;
  return checkCustomFunctions({ createFunction, verifyFunction, rightAnswer, messagesSent, user: ADA, ...change(texter) });
}
