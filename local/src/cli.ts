#!/usr/bin/env node
import { parseCommandLine, type Command } from './command-line';
import { LocalCognitoError } from './errors';
import { formatEntry } from './format-trace';
import { startLocalCognito } from './start';
import { describeServer } from './welcome';

/** The person at the keyboard can put it right. */
const BAD_INPUT = 2;

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2));
  if ('print' in command) return print(command.print);
  await serve(command);
}

async function serve({ quiet, options }: Extract<Command, { options: unknown }>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
    // Whoever read this, for instance `head`, has gone.
    process.stdout.on('error', resolve);
  });
  const local = await startLocalCognito({
    ...options,
    onTrace: (entry) => {
      if (!quiet) print(formatEntry(entry));
    },
    onLog: (functionName, line) => {
      if (!quiet) print(`${' '.repeat(12)}   ${functionName}: ${line}`);
    },
  });
  print(describeServer(local));
  await stopped;
  await local.close();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  const isBadInput = error instanceof LocalCognitoError;
  process.stderr.write(`cognito-custom-auth-local: ${isBadInput ? error.message : (error as Error).stack}\n`);
  // Whatever had started when it failed ends with the process.
  process.exit(isBadInput ? BAD_INPUT : 1);
});
