import { play } from '../actors';
import { Flooder, type FlooderOptions } from '../attackers';
import { Cognito, type Handlers, NOBODYS } from '../cognito';
import { deploy, type Policy } from '../deploy';
import { naiveHandlers } from '../naive';
import type { Options } from '../options';
import { budgetOf, DEFAULT, NAIVE, pooled, SENDS_PER_ACCOUNT, TIGHTER, UNLIMITED_POOL } from '../policies';
import { count, dollars, type Findings } from '../report';
import { busiest, inBusiestPeriod, type Timed } from '../statistics';
import { DAY, HOUR, MINUTE, SECOND, type World } from '../world';

const MAX_PER_VICTIM_HOUR = 5;
const PER_ACCOUNT_AND_DAY = 10;

/** At full rate, before the attacker goes on with a request a minute. */
const BURST = 10 * SECOND;

/** Sign-ins of one account that are closer together pass for repetitions of one event. */
const REPETITION = 16 * SECOND;

/** Of one and the same person. */
const NAMES = 100;

const SIMULATOR = 'success@simulator.amazonses.com';

interface Flood {
  readonly requests: number;
  /** By mailbox. */
  readonly delivered: ReadonlyMap<string, readonly Timed[]>;
  readonly decoys: readonly Timed[];
}

/** What one attack comes to. */
interface Damage {
  readonly policy: Policy;
  readonly on: string;
  readonly flood: Flood;
  readonly victimHour: number;
  readonly victimDay: number;
  readonly hour: number;
  readonly day: number;
}

/** Messages that nobody asked for: what arrives, and what it costs. */
export async function flooding(world: World, { rate, accounts }: Options): Promise<Findings> {
  const onVictims = [
    await onVictim(world, rate, DEFAULT, 'one account', ['victim']),
    await onVictim(world, rate, DEFAULT, `${NAMES} accounts, one mailbox`, Array.from({ length: NAMES }, (_, i) => `victim+${i}`)),
    await onVictim(world, rate, TIGHTER, 'one account', ['victim']),
  ];
  const open = await onMany(world, rate, UNLIMITED_POOL, accounts);
  const scarce = pooled(accounts);
  const budget = budgetOf(scarce).sends;
  const closed = await onMany(world, rate, scarce, accounts);
  const openDecoys = await onNobody(world, rate, UNLIMITED_POOL, 2 * budget);
  const closedDecoys = await onNobody(world, rate, scarce, 2 * budget);
  const control = await onControl(world, rate);

  const worst = Math.max(...onVictims.map(({ victimHour }) => victimHour));
  const decoys = Math.max(...[closed, closedDecoys].map(({ flood: { decoys: sent } }) => inBusiestPeriod(sent, HOUR)));
  return {
    section: {
      title: 'Messages that nobody asked for',
      columns: ['policy', 'attack on', 'requests', 'messages/victim-hour', '/victim-day', 'messages/hour', '/day', 'cost/day', 'decoys/clock hour', 'their cost/day'],
      rows: [...onVictims, open, closed, openDecoys, closedDecoys, control].map(rowOf),
      notes: [
        `Measured on one mailbox: 26 hours by the clock, ${BURST / SECOND} s at ${rate}/s, then a request a minute. Hour and day are the busiest, wherever they begin.`,
        `Measured on many accounts: six rounds, until no account gets another message within the hour. Their day is extrapolated: 24 such hours, but no more than ${PER_ACCOUNT_AND_DAY} messages to each account.`,
        `The pool budget is here ${SENDS_PER_ACCOUNT} messages an hour for each account; the default of 10,000 an hour is as scarce for 5,000 accounts.`,
        `Extrapolated: the control, from ${BURST / SECOND} s.`,
        `Measured on names of nobody: ${count(2 * budget)} sign-ins within an hour of the clock, each with another name.`,
        `Decoys: where no message may leave, and for names of nobody, one goes to the mailbox simulator of SES, which costs as much. They have a budget as large as that of the messages; beyond it nothing is sent. Extrapolated to an hour at full rate from the busiest ${BURST / SECOND} s, but no more than the budget.`,
        'Cost: Amazon SES, $0.10 for 1,000 messages, list price without a free tier (https://aws.amazon.com/ses/pricing/, 2025). Lambda, DynamoDB, KMS and Cognito come on top.',
      ],
    },
    checks: [
      { claim: `at most ${MAX_PER_VICTIM_HOUR} messages to a mailbox in an hour`, found: count(worst), holds: worst > 0 && worst <= MAX_PER_VICTIM_HOUR },
      { claim: `no more messages in an hour than the pool budget of ${count(budget)}`, found: count(closed.hour), holds: closed.hour <= budget },
      { claim: 'and the simulation sees more where there is no budget', found: count(open.hour), holds: open.hour > budget },
      { claim: `no more decoys in an hour of the clock than the pool budget of ${count(budget)}`, found: count(decoys), holds: decoys > 0 && decoys <= budget },
      { claim: 'and the simulation sees more where there is no budget', found: count(openDecoys.flood.decoys.length), holds: openDecoys.flood.decoys.length > budget },
    ],
  };
}

async function onVictim(world: World, rate: number, policy: Policy, on: string, targets: readonly string[]): Promise<Damage> {
  const full = SECOND / rate;
  const pace = (requests: number) => requests * full < BURST ? full : MINUTE;
  const attack = await flood(world, await deploy(policy, world.aws.endpoint), 26 * HOUR, { targets, pace, responds: true });
  const mails = attack.delivered.get('victim@example.com') ?? [];
  const [hour, day] = [busiest(mails, HOUR).length, busiest(mails, DAY).length];
  return { policy, on, flood: attack, victimHour: hour, victimDay: day, hour, day };
}

async function onMany(world: World, rate: number, policy: Policy, accounts: number): Promise<Damage> {
  const targets = Array.from({ length: accounts }, (_, i) => `user-${i}`);
  const pace = Math.max(SECOND / rate, REPETITION / accounts);
  const attack = await flood(world, await deploy(policy, world.aws.endpoint), 6 * accounts * pace, { targets, pace: () => pace });
  const perMailbox = [...attack.delivered.values()].map((mails) => mails.length);
  const hour = perMailbox.reduce((sum, mails) => sum + mails, 0);
  const victimHour = Math.max(0, ...perMailbox);
  const [victimDay, day] = [Math.min(24 * victimHour, PER_ACCOUNT_AND_DAY), Math.min(24 * hour, PER_ACCOUNT_AND_DAY * accounts)];
  return { policy, on: `${count(accounts)} accounts`, flood: attack, victimHour, victimDay, hour, day };
}

async function onNobody(world: World, rate: number, policy: Policy, signIns: number): Promise<Damage> {
  const targets = Array.from({ length: signIns }, (_, i) => `${NOBODYS}-${i}`);
  const pace = Math.min(SECOND / rate, HOUR / signIns);
  const attack = await flood(world, await deploy(policy, world.aws.endpoint), (signIns - 0.5) * pace, { targets, pace: () => pace });
  const messages = attack.delivered.size;
  return { policy, on: 'names of nobody', flood: attack, victimHour: messages, victimDay: messages, hour: messages, day: messages };
}

async function onControl(world: World, rate: number): Promise<Damage> {
  const naive = naiveHandlers(NAIVE.digits, (to, text) => world.aws.deliver(to, text));
  const attack = await flood(world, naive, BURST, { targets: ['victim'], pace: () => SECOND / rate });
  const hour = attack.delivered.get('victim@example.com')!.length * HOUR / BURST;
  return { policy: NAIVE, on: 'one account', flood: attack, victimHour: hour, victimDay: 24 * hour, hour, day: 24 * hour };
}

async function flood(world: World, handlers: Handlers, time: number, options: FlooderOptions): Promise<Flood> {
  world.begin('flood');
  const flooder = new Flooder(world, new Cognito(world, handlers), options);
  await play(world, [flooder], world.now + time);

  const delivered = new Map<string, Timed[]>();
  for (const mail of world.aws.mails) delivered.set(mail.to, [...delivered.get(mail.to) ?? [], mail]);
  const decoys = delivered.get(SIMULATOR) ?? [];
  delivered.delete(SIMULATOR);
  return { requests: flooder.requests, delivered, decoys };
}

function rowOf({ policy, on, flood: { requests, decoys }, victimHour, victimDay, hour, day }: Damage): string[] {
  const decoysPerHour = Math.min(busiest(decoys, BURST).length * HOUR / BURST, budgetOf(policy).sends);
  return [
    policy.name, on, count(requests), count(victimHour), count(victimDay), count(hour), count(day), dollars(day),
    count(decoysPerHour), dollars(24 * decoysPerHour),
  ];
}
