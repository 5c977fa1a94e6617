import { randomInt, randomUUID } from 'node:crypto';
import type { Handlers } from './cognito';

/** Wrong answers that end a session. */
const TRIES = 3;

/**
 * The control: counts in the session and nowhere else, as the AWS samples do, so that each new sign-in begins at zero. A simulation that
 * finds nothing wrong with it is itself wrong.
 */
export function naiveHandlers(digits: number, send: (to: string, text: string) => void): Handlers {
  return {
    async define(event) {
      const session = event.request.session ?? [];
      const issueTokens = session.at(-1)?.challengeResult === true;
      const failAuthentication = !issueTokens && session.length >= TRIES;
      event.response = { issueTokens, failAuthentication, challengeName: issueTokens || failAuthentication ? null : 'CUSTOM_CHALLENGE' };
      return event;
    },

    async create(event, { awsRequestId }) {
      const [code, id] = event.request.session?.at(-1)?.challengeMetadata?.split(':')
        ?? [String(randomInt(10 ** digits)).padStart(digits, '0'), randomUUID()];
      if (!event.request.session?.length) {
        send(event.request.userAttributes!.email!, `Your code is ${code}`);
        log('MESSAGE_SENT', awsRequestId);
      }
      event.response = { publicChallengeParameters: {}, privateChallengeParameters: { code }, challengeMetadata: `${code}:${id}` };
      return event;
    },

    async verify(event, { awsRequestId }) {
      const answerCorrect = event.request.challengeAnswer === event.request.privateChallengeParameters!.code;
      log(answerCorrect ? 'ANSWER_CORRECT' : 'ANSWER_WRONG', awsRequestId);
      event.response = { answerCorrect };
      return event;
    },
  };
}

/** In the words of the real handlers. */
function log(event: string, requestId: string): void {
  process.stdout.write(JSON.stringify({ level: 'INFO', event, requestId }));
}
