import { shorten } from './cognito/redact';
import type { TraceEntry } from './model';

type Detail = Readonly<Record<string, any>>;

const INDENT = ' '.repeat(12);
/** Any web page may send requests: what they hold must not command the terminal. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** One entry of the trace for people: a request at the margin, what came of it below. */
export function formatEntry({ at, type, detail }: TraceEntry): string {
  const format = FORMATS[type] ?? (() => JSON.stringify(detail));
  const margin = type === 'request' ? `${at.slice(11, 23)}` : INDENT;
  return `${margin} ${format(detail)}`.replace(CONTROL, '?');
}

const FORMATS: Readonly<Record<string, (detail: Detail) => string>> = {
  request: ({ operation, input = {} }) => words('>', operation, describeInput(input)),
  trigger: ({ trigger, attempt, event, answer, failure, ms }) => {
    const called = words(trigger, attempt > 1 && `(attempt ${attempt})`, describeEvent(event));
    return `  ${called} -> ${failure ? describeFailure(failure) : describeAnswer(answer)}  ${ms} ms`;
  },
  session: ({ session, awaits }) => `  session ${session} awaits ${awaits}`,
  mail: ({ to, subject, text = '' }) => `  mail to ${to.join(', ')}: ${subject}\n${quote(text)}`,
  sms: ({ to, text }) => `  sms to ${to.join(', ')}\n${quote(text)}`,
  response: ({ operation, answer }) => `< ${operation} ${describeResult(answer)}`,
  error: ({ operation, type, message, cause }) => `! ${operation} ${type}: ${message}${cause ? `\n${quote(cause)}` : ''}`,
  problem: ({ problem }) => `!!! ${problem}`,
};

function describeInput(input: Detail): string {
  const parameters = { ...input.AuthParameters, ...input.ChallengeResponses };
  const name = parameters.USERNAME ?? input.Username;
  return words(
    input.AuthFlow ?? input.ChallengeName,
    name,
    parameters.ANSWER !== undefined && `answer=${parameters.ANSWER}`,
    parameters.SRP_A !== undefined && 'with SRP_A',
    input.Session && `session ${input.Session}`,
    input.ClientMetadata && `clientMetadata=${JSON.stringify(input.ClientMetadata)}`,
  );
}

function describeEvent({ request }: Detail): string {
  const rounds = (request.session as Detail[] | undefined)?.map(({ challengeName, challengeResult }) => `${challengeName} ${challengeResult ? 'ok' : 'wrong'}`);
  return words(
    rounds && `[${rounds.join(', ')}]`,
    request.challengeAnswer !== undefined && `answer=${shorten(String(request.challengeAnswer))}`,
    request.userNotFound && 'unknown user',
  );
}

/** What the client gets of it is in its response; what it must not get is not printed. */
function describeAnswer(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return shorten(String(answer));
  const { privateChallengeParameters, publicChallengeParameters, ...shown } = answer as Detail;
  const tells = ([key, value]: [string, unknown]) => value !== null && value !== undefined && (value !== false || key === 'answerCorrect');
  return describeMap(Object.fromEntries(Object.entries(shown).filter(tells))) || 'done';
}

function describeMap(map: Detail): string {
  return Object.entries(map).map(([key, value]) => `${key}=${shorten(typeof value === 'string' ? value : JSON.stringify(value))}`).join(' ');
}

function describeFailure({ kind, errorType, errorMessage, reason }: Detail): string {
  return words(kind, errorType, errorMessage ?? reason);
}

function describeResult(answer: Detail): string {
  if (answer.AuthenticationResult) return 'tokens';
  return answer.ChallengeName ? `${answer.ChallengeName} ${describeMap(answer.ChallengeParameters)}` : 'done';
}

function words(...parts: unknown[]): string {
  return parts.filter(Boolean).join(' ');
}

function quote(text: string): string {
  return text.trimEnd().split(/\r?\n/).map((line) => `${INDENT}   | ${line}`).join('\n');
}
