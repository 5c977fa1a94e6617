import type { CreateEvent, SessionEntry } from '../../../lambda/events';
import { Challenge, ChallengeSequence, CustomAuthUserPool } from '../../../src';
import { emailCode, smsCode } from '../../src/fixtures';
import { inlineFunction } from '../../support/inline-function';
import { withoutWaiting } from '../senders/without-waiting';
import { answered, HandlerStage } from '../stage';

export const OPTIONS = 'EMAIL_CODE,SMS_CODE,QUESTION';

/** A stage for all tests of a file, on which people pick one of three challenges, without a password before it. */
export function useChoice(): () => HandlerStage {
  let stage: HandlerStage;
  beforeAll(async () => {
    stage = await HandlerStage.start((stack) => {
      const question = inlineFunction(stack, 'Question',
        'exports.handler = async ({ action, answer }) => action === "create" ? { publicParameters: { question: "colour" } } : { answerCorrect: answer === "blue" };');
      new CustomAuthUserPool(stack, 'Auth', {
        sequence: ChallengeSequence.passwordless(Challenge.choice(
          emailCode(),
          smsCode(),
          Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false }),
        )),
      });
    });
  }, 60_000);
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.reset();
    stage.form = 'from source';
    withoutWaiting();
  });
  afterEach(() => jest.restoreAllMocks());
  return () => stage;
}

export type Person = ReturnType<typeof newPerson>;

let people = 0;
/** Somebody who can be reached in every way. */
export function newPerson(stage: HandlerStage) {
  people += 1;
  const name = stage.newUser();
  const attributes = {
    sub: name, email: `${name}@example.com`, email_verified: 'true', phone_number: `+491512${String(people).padStart(6, '0')}`, phone_number_verified: 'true',
  };
  return {
    create: (session: SessionEntry[] = [], clientMetadata?: any) => stage.create(name, session, attributes, clientMetadata),
    /** Picks in a sign-in of his own, and is shown the option. */
    pick: async (option: string, clientMetadata?: any) => {
      const choice = await stage.create(name, [], attributes);
      expect(await stage.verify(choice, option, { clientMetadata })).toBe(true);
      const session = [answered(choice, true)];
      return { choice, session, asked: await stage.create(name, session, attributes, clientMetadata) };
    },
  };
}

export function shown({ response }: CreateEvent): Record<string, string> {
  return response.publicChallengeParameters!;
}
