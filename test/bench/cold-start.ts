// Measures the handlers against the same handlers on AWS SDK v3: npx tsx test/bench/cold-start.ts
// Fresh processes, interleaved, against services over TLS on loopback. A report, not a gate.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, onAwsSdk, shipped } from './bundles';
import { CREATE, DEFINE, verify } from './events';
import { report, type Measured } from './report';
import type { Sample } from './sample';
import type { Command, Ports } from './services';
import { canThrottle, throttle } from './throttle';
import { ENV_KEY_ID, ENV_TABLE_NAME } from '../../src/private/flow';

const ROUNDS = 15;
const WARM_CALLS = 200;

/** Lambda gives one CPU to 1769 MB of memory. */
const SMALL_FUNCTION = 256 / 1769;

const FIXTURES = join(__dirname, '../lambda/aws/fixtures');
const CERT = join(FIXTURES, 'localhost.cert.pem');
const KEY = join(FIXTURES, 'localhost.key.pem');

async function main(dir: string): Promise<void> {
  const services = fork(await bundle(join(__dirname, 'services.ts'), join(dir, 'services.js')), [KEY, CERT], { execArgv: [] });
  try {
    const [ports] = await once(services, 'message') as [Ports];
    writeFileSync(join(dir, 'runtime.mjs'), 'export {};');
    const runner = await bundle(join(__dirname, 'sample.ts'), join(dir, 'sample.js'));
    const run = (file: string, event: object, warm: number, share?: number) => sample(runner, file, event, warm, ports, share);

    const define = shipped('define-auth-challenge', join(dir, 'define'));
    const empty = await bundle(join(__dirname, 'empty.ts'), join(dir, 'empty', define.split('/').pop()!));
    const create = shipped('create-auth-challenge', join(dir, 'create'));
    const createSdk = await onAwsSdk('create-auth-challenge', join(dir, 'create-sdk'), create);
    const verifier = shipped('verify-auth-challenge-response', join(dir, 'verify'));
    const verifierSdk = await onAwsSdk('verify-auth-challenge-response', join(dir, 'verify-sdk'), verifier);

    const { response } = await run(create, CREATE, 0);
    const mail = await tell(services, 'keep');
    const rightAnswer = verify(response.response.privateChallengeParameters, /\d{6}/.exec(mail.Content.Simple.Body.Text.Data)![0]);

    const variants = [
      { name: 'empty handler', file: empty, event: DEFINE },
      { name: 'define', file: define, event: DEFINE },
      { name: 'create', file: create, event: CREATE },
      { name: 'create on AWS SDK', file: createSdk, event: CREATE },
      { name: 'verify', file: verifier, event: rightAnswer },
      { name: 'verify on AWS SDK', file: verifierSdk, event: rightAnswer },
    ].map((variant) => ({ ...variant, ...unmeasured(variant.file) }));

    for (let round = 0; round < ROUNDS; round++) {
      for (const { event, file, load, cold, small, warm } of variants) {
        // Create finds a user without a challenge, Verify finds the one that was issued.
        await tell(services, event === rightAnswer ? 'full' : 'empty');
        const full = await run(file, event, WARM_CALLS);
        load.push(full.load);
        cold.push(full.load + full.first);
        warm.push(...full.warm);
        if (event === rightAnswer && full.response.response.answerCorrect !== true) throw new Error('verify refused the right answer');
        if (!canThrottle() || event === DEFINE) continue;
        const throttled = await run(file, event, 0, SMALL_FUNCTION);
        small.push(throttled.load + throttled.first);
      }
      process.stderr.write('.');
    }
    console.log(report(variants, ROUNDS, WARM_CALLS));
  } finally {
    services.kill();
  }
}

function unmeasured(file: string): Omit<Measured, 'name'> {
  return { kilobytes: statSync(file).size / 1024, load: [], cold: [], small: [], warm: [] };
}

/** Loads a bundle in a fresh process with a whole CPU, and calls its handler, with a share of a CPU if told. */
async function sample(runner: string, file: string, event: object, warm: number, ports: Ports, share?: number): Promise<Sample & { load: number }> {
  const child = fork(runner, [file], {
    execArgv: [],
    // What the handlers log is no part of the report.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_EXTRA_CA_CERTS: CERT,
      NODE_NO_WARNINGS: '1',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'benchmark',
      AWS_SESSION_TOKEN: 'benchmark',
      AWS_ENDPOINT_URL_DYNAMODB: `https://localhost:${ports.dynamodb}`,
      AWS_ENDPOINT_URL_KMS: `https://localhost:${ports.kms}`,
      AWS_ENDPOINT_URL_SESV2: `https://localhost:${ports.ses}`,
      [ENV_TABLE_NAME]: 'benchmark',
      [ENV_KEY_ID]: 'benchmark',
    },
  });
  const [load] = await message<number>(child);
  const release = share === undefined ? undefined : throttle(child.pid!, share);
  child.send({ event, warm });
  const [measured] = await message<Sample>(child);
  release?.();
  await once(child, 'exit');
  return { ...measured, load };
}

/** The child's next message; a child that dies first ends the run with its own error. */
function message<T>(child: ChildProcess): Promise<[T]> {
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`a measured process ended early with exit code ${code}`)));
  return Promise.race([once(child, 'message') as Promise<[T]>, died]);
}

async function tell(services: ChildProcess, command: Command): Promise<any> {
  services.send(command);
  const [answer] = await once(services, 'message');
  return answer;
}

const work = mkdtempSync(join(tmpdir(), 'cold-start-'));
main(work).finally(() => rmSync(work, { recursive: true })).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
