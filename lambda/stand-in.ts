import { Fault } from './fault';
import { type Origin, originOf } from './http/origin';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * Where a service outside AWS is: a local server may stand in for it, but none that could be anywhere else.
 *
 * @param variable the environment variable that says where the local server is, if there is one
 */
export function serverAt(url: string, variable: string): Origin {
  const local = process.env[variable];
  const origin = originOf(local ?? url);
  if (!origin || (local !== undefined && !LOOPBACK.includes(origin.hostname))) throw new Fault('StandInNotLoopback');
  return origin;
}
