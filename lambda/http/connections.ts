import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Origin } from './origin';

/** Connections opened ahead of need, with the name of their endpoint, until the agent asks for one. */
const spares = new Map<Socket, string>();

/** When a connection that waits for a request was last known to be alive. */
const idleSince = new WeakMap<object, number>();

export const agents = {
  http: withSpares(new Agent({ keepAlive: true })),
  https: withSpares(new TlsAgent({ keepAlive: true })),
};

export function agentFor(to: Origin): Agent {
  return to.secure ? agents.https : agents.http;
}

/** Whether the connection was open before the request that now uses it. */
export function wasWaiting(socket: Socket): boolean {
  return idleSince.has(socket);
}

/** Opens a connection for a request to come; resolves when it is open or `ms` have passed, whatever happened. */
export function preconnect(to: Origin, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const { hostname: host, port } = to;
    const options = { host, port, servername: isAddress(host) ? '' : host, noDelay: true, keepAlive: true };
    const socket: Socket = to.secure ? connectTls(options) : connectTcp(options);
    // A request may take it from now on, and then waits for it to open like for one of its own.
    spares.set(socket, name(options));
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.once(to.secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      resolve();
      if (!spares.has(socket)) return;
      idleSince.set(socket, Date.now());
      // From here on it keeps no process alive.
      socket.unref();
    });
    // A server that hangs up on a waiting connection is no error: the next request opens its own.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      spares.delete(socket);
      resolve();
    });
  });
}

/** Hangs up on the endpoint's waiting connections that have been idle for `ms` or longer. */
export function closeIdle(to: Origin, ms: number): void {
  for (const socket of waiting(to)) {
    if (Date.now() - idleSince.get(socket)! >= ms) socket.destroy();
  }
}

function waiting(to: Origin): Socket[] {
  const wanted = name({ host: to.hostname, port: to.port });
  const kept = Object.entries(agentFor(to).freeSockets).flatMap(([origin, sockets]) => origin.startsWith(wanted) ? sockets! : []);
  return [...kept, ...sparesOf(wanted)];
}

function withSpares<A extends Agent>(agent: A): A {
  const { createConnection, keepSocketAlive } = agent;
  agent.createConnection = (options, ready) => takeSpare(name(options)) ?? createConnection.call(agent, options, ready);
  agent.keepSocketAlive = (socket) => {
    idleSince.set(socket, Date.now());
    return keepSocketAlive.call(agent, socket);
  };
  return agent;
}

function takeSpare(wanted: string): Socket | undefined {
  const socket = sparesOf(wanted).find(({ writable }) => writable);
  if (socket) spares.delete(socket);
  return socket?.ref();
}

function sparesOf(wanted: string): Socket[] {
  return [...spares.keys()].filter((socket) => spares.get(socket) === wanted);
}

/** As the agent's own names begin. */
function name({ host, port }: { host?: string | null; port?: number | string | null }): string {
  return `${host}:${port}:`;
}

/** `net.isIP` would do, but its expression takes milliseconds to compile. */
export function isAddress(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host);
}
