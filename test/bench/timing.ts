// Measures whether the time of Create and Verify tells who has an account: npx tsx test/bench/timing.ts [samples of each kind]
// The handlers as they ship, over AWS on this machine whose calls take random times. A report, not a gate.
import path from 'node:path';
import { startDeadline } from '../../lambda/aws/deadline';
import { writeItems } from '../../lambda/aws/table';
import type { CreateEvent, SignIn, VerifyEvent } from '../../lambda/events';
import { userKey } from '../../lambda/state/keys';
import { type Factor, NEW_FACTOR, type UserState } from '../../lambda/state/state';
import { readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { startLocalAws } from '../../local/src/aws/start-local-aws';
import { AbuseLimits, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { Random } from '../attack/random';
import { type Attributes, createEvent, NOBODY, verifiedUser, verifyEvent } from '../lambda/stage';
import { remove, synth } from '../support/synth';

/** Sign-ins at the same time. */
const PARALLEL = 8;

/** Milliseconds that a call takes at least, and that chance adds on average. */
const LATENCIES: Record<string, readonly [least: number, more: number]> = {
  BatchGetItem: [4, 2], GenerateMac: [6, 3], TransactWriteItems: [9, 4], SendEmail: [30, 12],
};

/** |t| from which a difference is none by chance. */
const SIGNIFICANT = 4.5;

interface Kind {
  readonly name: string;
  readonly attributes: (user: string) => Attributes;
  /** What the user has done before. */
  readonly past?: Partial<Factor>;
}

const now = Date.now();
const KINDS: readonly Kind[] = [
  { name: 'known', attributes: verifiedUser },
  { name: 'known too', attributes: verifiedUser },
  { name: 'unknown', attributes: () => NOBODY },
  { name: 'throttled', attributes: verifiedUser, past: { sends: Array(5).fill(now) } },
  { name: 'unknown, throttled', attributes: () => NOBODY, past: { sends: Array(5).fill(now) } },
  { name: 'locked', attributes: verifiedUser, past: { failures: Array(10).fill(now), consecutiveFailures: 10 } },
  { name: 'unknown, locked', attributes: () => NOBODY, past: { failures: Array(10).fill(now), consecutiveFailures: 10 } },
];

/** Who must not be told apart; the first pair shows what chance does. Whom a limit holds is told so in the next round, but not in the first. */
const PAIRS: Record<string, readonly (readonly [string, string])[]> = {
  Create: [
    ['known', 'known too'], ['known', 'unknown'], ['known', 'throttled'], ['known', 'locked'], ['throttled', 'unknown, throttled'], ['locked', 'unknown, locked'],
  ],
  Verify: [['known', 'known too'], ['known', 'unknown'], ['throttled', 'unknown, throttled'], ['locked', 'unknown, locked']],
};

interface Handlers {
  create(event: CreateEvent): Promise<CreateEvent>;
  verify(event: VerifyEvent): Promise<VerifyEvent>;
}

async function main(samples: number): Promise<void> {
  const outdir = synth((stack) => new CustomAuthUserPool(stack, 'Auth', {
    sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) })),
    // So many shards that sign-ins in parallel do not meet.
    abuseLimits: AbuseLimits.of({ poolFailuresPerHour: 500_000, poolSendsPerHour: 500_000 }),
  }));
  const assembly = readCloudAssembly(outdir);
  const random = new Random('timing');
  const aws = await startLocalAws(assembly, {
    intercept: (_, operation) => {
      const [least, more] = LATENCIES[operation];
      return { delayMs: least - more * Math.log(1 - random.share()) };
    },
  });
  // The log of the handlers is not what is reported.
  const report = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    const load = async (arn: string) => {
      const { environment, codeDir } = assembly.functions.get(arn)!;
      Object.assign(process.env, environment, aws.endpoints, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
      return (await import(path.join(codeDir, 'index.mjs'))).handler;
    };
    const { CreateAuthChallenge, VerifyAuthChallengeResponse } = assembly.pools[0].triggers;
    const times = await measure({ create: await load(CreateAuthChallenge), verify: await load(VerifyAuthChallengeResponse) }, samples, random);
    report(`${describe(times, samples)}\n`);
  } finally {
    await aws.close();
    remove(outdir);
  }
}

/** Times by trigger and kind; the kinds take turns in random order. */
async function measure(handlers: Handlers, samples: number, random: Random): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(['Create', 'Verify'].flatMap((trigger) => KINDS.map(({ name }) => [`${trigger}, ${name}`, []])));
  let started = 0;
  const worker = async () => {
    while (started < samples) {
      const round = started++;
      const turns = KINDS.map((kind) => ({ kind, turn: random.share() })).sort((a, b) => a.turn - b.turn);
      for (const { kind } of turns) {
        const { create, verify } = await signIn(handlers, kind, `${kind.name} ${round}`);
        times.get(`Create, ${kind.name}`)!.push(create);
        times.get(`Verify, ${kind.name}`)!.push(verify);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return times;
}

/** The first round, and a wrong answer. */
async function signIn({ create, verify }: Handlers, { attributes, past }: Kind, user: string): Promise<{ create: number; verify: number }> {
  const event = createEvent(user, [], attributes(user.replaceAll(/\W/g, '-')));
  if (past) {
    const state: UserState = { challenges: [], factors: { EMAIL_CODE: { ...NEW_FACTOR, ...past } } };
    await writeItems([{ key: userKey(event as unknown as SignIn), state: JSON.stringify(state), expiresAt: now }], startDeadline());
  }
  const [created, createMs] = await timed(create(event));
  const [, verifyMs] = await timed(verify(verifyEvent(created, 'wrong')));
  return { create: createMs, verify: verifyMs };
}

async function timed<T>(action: Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await action, performance.now() - start];
}

/** Welch's t of each pair. */
function describe(times: ReadonlyMap<string, number[]>, samples: number): string {
  const rows = Object.entries(PAIRS).flatMap(([trigger, pairs]) => pairs.map(([one, other]) => {
    const [a, b] = [one, other].map((name) => moments(times.get(`${trigger}, ${name}`)!));
    const error = Math.sqrt((a.variance + b.variance) / samples);
    return [`${trigger}: ${one} / ${other}`, ...[a.mean, b.mean, (b.mean - a.mean) / error, SIGNIFICANT * error].map((value) => value.toFixed(2))];
  }));
  return [
    `${samples} samples of each kind, in ms. |t| < ${SIGNIFICANT} is chance; smaller differences than the last column do not show.`,
    ...[['', 'mean', 'mean', 't', 'shows from'], ...rows].map(([name, ...cells]) => name.padEnd(40) + cells.map((cell) => cell.padStart(12)).join('')),
  ].join('\n');
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

main(Number(process.argv[2] ?? 1_000)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
