import * as fc from 'fast-check';
import type { Deployment } from './deployment';
import type { Person, SignIn } from './history';
import type { Ledger } from './ledger';
import { answer, answerAtOnce, answerTo, codeOf, type Place, show, showAgain } from './play';
import { DAY, HOUR } from '../../../../lambda/state/limits';

type Command = fc.Command<Ledger, Deployment>;

/** Mostly one; another who shares her address, one with an address of her own, and one who does not exist. */
const person = fc.oneof<fc.WeightedArbitrary<Person>[]>(
  { arbitrary: fc.constant({ user: 'ann', destination: 'shared', exists: true }), weight: 4 },
  { arbitrary: fc.constant({ user: 'bob', destination: 'shared', exists: true }), weight: 1 },
  { arbitrary: fc.constant({ user: 'eve', destination: 'own', exists: true }), weight: 1 },
  { arbitrary: fc.constant({ user: 'nobody', destination: 'nowhere', exists: false }), weight: 1 },
);

const step = fc.oneof<fc.WeightedArbitrary<Pick<SignIn, 'step' | 'name' | 'sends' | 'judged'>>[]>(
  { arbitrary: fc.constant({ step: 0, name: 'EMAIL_CODE', sends: true, judged: false }), weight: 4 },
  { arbitrary: fc.constant({ step: 1, name: 'EMAIL_CODE', sends: true, judged: false }), weight: 1 },
  { arbitrary: fc.constant({ step: 1, name: 'SPOKEN_CODE', sends: true, judged: true }), weight: 2 },
  { arbitrary: fc.constant({ step: 2, name: 'QUESTION', sends: false, judged: true }), weight: 2 },
);

const at: fc.Arbitrary<Place> = fc.record({ shard: fc.nat(1), skew: fc.integer({ min: -100, max: 100 }) });
/** Mostly the newest. */
const signIn = fc.oneof(fc.constant(0), fc.constant(0), fc.nat(2), fc.nat(60));
const text = fc.constantFrom('right', 'right', 'right for another', 'wrong', 'wrong', 'wronger');

const begin = fc.record({ person, step, clientId: fc.constantFrom('web', 'web', 'app'), tabs: fc.constantFrom(1, 1, 2), at });
const round = fc.record({ signIn, text, another: fc.nat(), toAnother: fc.constantFrom(false, false, false, true), at, then: fc.option(at) });
const resend = fc.record({ signIn, at });
const repetition = fc.record({ signIn, of: fc.constantFrom('Create', 'Verify', 'Verify'), after: fc.constantFrom(0, 2_499, 2_500, 5_000, 14_999, 15_000), at });
const race = fc.record({ signIn, answers: fc.array(fc.record({ text, dies: fc.boolean(), at }), { minLength: 2, maxLength: 6 }), another: fc.nat() });
const wait = fc.oneof(
  { arbitrary: fc.nat(20_000), weight: 4 },
  { arbitrary: fc.constantFrom(0, 1, 2_499, 2_500, 14_999, 15_000, 30_000, 60_000, 299_999, 300_000), weight: 4 },
  { arbitrary: fc.nat(2 * HOUR), weight: 1 },
  { arbitrary: fc.constantFrom(HOUR - 1, HOUR, DAY - 1, DAY), weight: 1 },
);

/** What people, strangers, Cognito and time may do, in any order. */
export function commands(): fc.Arbitrary<Iterable<Command>> {
  return fc.commands([
    begin.map((given) => command('begin', given, (ledger, real) => {
      for (let tab = 0; tab < given.tabs; tab += 1) {
        const started: SignIn = { ...given.step, person: given.person, clientId: given.clientId, round: 0 };
        ledger.signIns.push(started);
        show(ledger, real, started, false, given.at);
      }
    })),
    round.map((given) => inSignIn('answer', given, (ledger, real, under) => {
      const another = pick(ledger.challenges, given.another).id;
      const id = given.toAnother ? another : under.shown!;
      const passed = answer(ledger, real, under, answerTo(id, said(given.text, id, another), under, `${id} in round ${under.round}`), given.at);
      if (!passed && given.then) show(ledger, real, under, false, given.then);
    })),
    resend.map((given) => inSignIn('resend', given, (ledger, real, under) => show(ledger, real, under, true, given.at))),
    repetition.map((given) => inSignIn('repeat', given, (ledger, real, under) => {
      ledger.clock += given.after;
      if (given.of === 'Create') showAgain(ledger, real, under, given.at);
      else if (under.lastAnswer) answer(ledger, real, under, under.lastAnswer, given.at);
    })),
    race.map((given) => inSignIn('answer at once', given, (ledger, real, under) => {
      const id = under.shown!;
      const another = pick(ledger.challenges, given.another).id;
      const answers = given.answers.map((each, i) => ({ ...each, given: answerTo(id, said(each.text, id, another), under, `tab ${i} at ${ledger.clock}`) }));
      answerAtOnce(ledger, real, under, answers);
    })),
    wait.map((ms) => command('wait', ms, (ledger) => {
      ledger.clock += ms;
    })),
  ], { maxCommands: 60, size: 'max' });
}

function command(label: string, given: unknown, run: Command['run'], check: Command['check'] = () => true): Command {
  return { check, run, toString: () => `${label} ${JSON.stringify(given)}` };
}

/** Something in one of the sign-ins that there are. */
function inSignIn(label: string, given: { readonly signIn: number }, run: (ledger: Ledger, real: Deployment, under: SignIn) => void): Command {
  const runInIt: Command['run'] = (ledger, real) => run(ledger, real, pick([...ledger.signIns].reverse(), given.signIn));
  return command(label, given, runInIt, ({ signIns }) => signIns.length > 0);
}

function pick<T>(all: readonly T[], index: number): T {
  return all[index % all.length];
}

function said(what: string, id: string, another: string): string {
  return { 'right': codeOf(id), 'right for another': codeOf(another) }[what] ?? what;
}
