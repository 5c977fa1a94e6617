import { parseArgs } from 'node:util';
import { LocalCognitoError } from './errors';
import type { LocalUser } from './local-user';
import type { LocalCognitoOptions } from './start';
import { version } from './version';

/** What the command line asks for: a text to print, or a server. */
export type Command =
  | { readonly print: string }
  | { readonly quiet: boolean; readonly options: LocalCognitoOptions };

const DEFAULT_PORT = '9229';
const SEE_HELP = 'see --help';

const HELP = `Serves the user pools of a synthesized CDK app that have custom authentication, on this machine.

  cognito-custom-auth-local serve <cdk.out> [options]

  --port <number>           port of Cognito's API, 0 for any free one (default ${DEFAULT_PORT})
  --host <address>          loopback address to listen on (default 127.0.0.1)
  --user <name>[:password]  a user to begin with, in each pool; may be repeated
                            a name that is an e-mail address or phone number becomes the attribute, verified
  --secret <name>=<value>   value of a secret of Secrets Manager that the app does not make, by name or ARN; may be repeated
  --node <path>             Node.js that runs the functions (default: this one)
  --quiet                   print neither requests nor messages
  --version, --help

  Point any Cognito client at the endpoint that it prints. Messages with codes are printed, and at <endpoint>/outbox.
  Ctrl-C stops it and all it has started; nothing is kept.`;

export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return { print: HELP };
  if (values.version) return { print: version() };
  const [command, cloudAssembly, ...more] = positionals;
  if (command !== 'serve') throw new LocalCognitoError(`unknown command ${command ?? '(none)'}, there is only serve; ${SEE_HELP}`);
  if (cloudAssembly === undefined) throw new LocalCognitoError(`serve needs the folder that cdk synth wrote, usually cdk.out; ${SEE_HELP}`);
  if (more.length > 0) throw new LocalCognitoError(`unexpected ${more.join(' ')}, serve takes one folder; ${SEE_HELP}`);
  return {
    quiet: values.quiet ?? false,
    options: {
      cloudAssembly,
      port: parsePort(values.port ?? DEFAULT_PORT),
      host: values.host,
      users: values.user?.map(parseUser),
      secrets: values.secret && Object.fromEntries(values.secret.map(parseSecret)),
      node: values.node,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        user: { type: 'string', multiple: true },
        secret: { type: 'string', multiple: true },
        node: { type: 'string' },
        quiet: { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [firstSentence] = (error as Error).message.split('. ');
    throw new LocalCognitoError(`${firstSentence.replace(/\n/g, ' ')}; ${SEE_HELP}`);
  }
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) throw new LocalCognitoError(`--port ${value} is not a port, give a number from 0 to 65535`);
  return port;
}

/** The name ends at the first colon: passwords may hold more of them. */
function parseUser(value: string): LocalUser {
  const [, username, password] = /^([^:]+)(?::([\s\S]+))?$/.exec(value) ?? [];
  // Not repeated: it may be a password.
  if (username === undefined) throw new LocalCognitoError(`--user needs <name>:<password> or <name>, the name is missing; ${SEE_HELP}`);
  return { username, password };
}

function parseSecret(value: string): [name: string, value: string] {
  const [, name, secret] = /^([^=]+)=([\s\S]+)$/.exec(value) ?? [];
  // Not repeated: it may be the secret alone.
  if (name === undefined) throw new LocalCognitoError(`--secret needs <name>=<value>, the name or the value is missing; ${SEE_HELP}`);
  return [name, secret];
}
