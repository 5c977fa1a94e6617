import { judge, parseXml, wasRefused, type Answer } from './answer';
import type { Deadline } from './deadline';
import { endpoint, type Endpoint, type Service } from './endpoints';
import { AwsError } from './errors';
import { pause } from './pause';
import { authorization } from './signature';
import { closeIdle, preconnect } from '../http/connections';
import { type Failure, type Message, type Reply, send } from '../http/send';

export { AwsError } from './errors';

/** One request. */
export interface Call {
  readonly service: Service;
  /** The function's own by default. */
  readonly region?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON, or, for a service of the first generation, as a form. */
  readonly body: unknown;
  /** Doing it twice does no harm, so it is tried again even if it may have been carried out. */
  readonly repeatable: boolean;
  /** An error type of the service that is an answer to the caller. */
  readonly expected?: string;
}

/** All but `retries` in milliseconds. */
export const LIMITS = {
  /** For a connection to open. */
  connect: 1_000,
  /** For one attempt of a repeatable call; any other gets all the time there is. */
  attempt: 1_500,
  /** Attempts after the first. */
  retries: 2,
  /** Longest pause before the second attempt; before the third it is twice as long. */
  pause: 60,
  /** With less time left nothing is begun. */
  useful: 50,
  /** A request that must not arrive twice takes no connection that has waited longer: the usual server hangs up after 5 s or more. */
  trusted: 4_000,
};

/** Signs and sends the request until it is answered, at most until the deadline. */
export async function call(request: Call, deadline: Deadline, limits = LIMITS): Promise<Answer> {
  const to = endpoint(request.service, request.region);
  for (let retry = 0; ; retry++) {
    const left = deadline.remaining();
    if (left < limits.useful) throw new AwsError('Timeout');
    if (!request.repeatable) closeIdle(to, limits.trusted);

    const outcome = await send(to, sign(to, request), {
      connect: limits.connect,
      total: request.repeatable ? Math.min(limits.attempt, left) : left,
    });
    const dead = 'failure' in outcome && outcome.kept;
    // Where one waiting connection was dead, the others are too.
    if (dead) closeIdle(to, 0);

    const result = judge(outcome, request.expected, request.body instanceof URLSearchParams ? parseXml : undefined);
    if (!(result instanceof AwsError)) return result;
    const wait = dead ? 0 : limits.pause * 2 ** retry;
    const again = retry < limits.retries && deadline.remaining() > wait + limits.useful && mayRepeat(outcome, result, request.repeatable);
    if (!again) throw result;
    if (wait) await pause(wait);
  }
}

/** Opens connections while the function initialises, when it has a whole CPU, so that the first calls find them open. Never fails. */
export async function warm(services: readonly Service[], region?: string): Promise<void> {
  await Promise.all(services.map(async (service) => {
    try {
      const to = endpoint(service, region);
      // The first signature pays for loading the algorithms.
      sign(to, { headers: {}, body: {} });
      await preconnect(to, LIMITS.connect);
    } catch {
      // Whatever is wrong, the first call will say it.
    }
  }));
}

function sign(to: Endpoint, { path = '/', headers, body }: Pick<Call, 'path' | 'headers' | 'body'>): Message {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new AwsError('NoCredentials');
  const message = {
    path: to.base + path,
    headers: {
      ...headers,
      'host': to.host,
      'x-amz-date': new Date().toISOString().replace(/[:-]|\.\d+/g, ''),
      ...(token && { 'x-amz-security-token': token }),
    },
    body: body instanceof URLSearchParams ? String(body) : JSON.stringify(body),
  };
  return { ...message, headers: { ...message.headers, authorization: authorization({ ...to, ...message }, { accessKeyId, secretAccessKey }) } };
}

/** A request that must not arrive twice is sent again only if it cannot have arrived, or was refused. */
function mayRepeat(outcome: Reply | Failure, { code, status }: AwsError, repeatable: boolean): boolean {
  if ('failure' in outcome) return outcome.failure !== 'Malformed' && (repeatable || !outcome.sent);
  return wasRefused(status, code) || (repeatable && status >= 500);
}
