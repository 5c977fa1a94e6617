import type { Deadline } from './aws/deadline';
import { Fault } from './fault';
import { closeIdle } from './http/connections';
import type { Origin } from './http/origin';
import { type Failure, type Message, type Reply, send } from './http/send';

/** All but `attempts` in milliseconds. */
const LIMITS = {
  /** Of one message, where no connection could be had or it broke. */
  attempts: 2,
  /** For a connection to open. */
  connect: 1_000,
  /** A connection that has waited longer may be dead. */
  trusted: 4_000,
};

/** Asks a server that is not of AWS, and once more after a failure that `mayRepeat`; fails by the name of the service. */
export async function ask(
  service: string, to: Origin, message: Message, deadline: Deadline, mayRepeat: (failure: Failure) => boolean,
): Promise<Reply> {
  closeIdle(to, LIMITS.trusted);
  for (let attempt = 1; ; attempt++) {
    const total = deadline.remaining();
    if (total <= 0) throw new Fault(`${service}Timeout`);
    const outcome = await send(to, message, { connect: LIMITS.connect, total });
    if (!('failure' in outcome)) return outcome;
    // Where one connection was dead, those that wait may be, too.
    closeIdle(to, 0);
    if (attempt === LIMITS.attempts || !mayRepeat(outcome)) throw new Fault(`${service}${outcome.failure}`);
  }
}
