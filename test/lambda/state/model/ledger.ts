import assert from 'node:assert/strict';
import { type Challenge, type Given, isOfStep, isRepetition, type Person, type Settings, type SignIn } from './history';
import { PoolLedger } from './pool-ledger';
import { DAY, HOUR } from '../../../../lambda/state/limits';
import {
  type AnswerRequest, type AnswerVerdict, MAX_OPEN_CHALLENGES, type OpenRequest, type OpenVerdict, REPEAT_WITHIN_MS,
} from '../../../../lambda/state/rules';
import type { FlowRate } from '../../../../src/private/flow';

/**
 * All that has happened, kept for ever, and what must follow from it: the rules again, but as claims about a history.
 * Where clocks differ, or chance chooses a shard, a claim says only what holds in any case.
 */
export class Ledger {
  public readonly signIns: SignIn[] = [];
  public readonly challenges: Challenge[] = [];
  public rounds = 0;
  public clock = 1_800_000_000_000;

  private readonly series = new Map<string, number>();
  private readonly sends: PoolLedger;
  private readonly failures: PoolLedger;
  /** What the clock that was most ahead has shown. */
  private latest = 0;

  constructor(public readonly settings: Settings) {
    const { pool } = settings.limits;
    this.sends = new PoolLedger(pool.sends, pool.shards);
    this.failures = new PoolLedger(pool.failures, pool.shards);
  }

  /** A round was shown. */
  public opened(signIn: SignIn, shard: number, request: OpenRequest, now: number, { challenge, isNew, error }: OpenVerdict): void {
    const { id, triesLeft, expiresAt, delivers } = challenge;
    const { person, name } = signIn;
    const { after, previousId, round, resend, sends } = request;
    this.latest = Math.max(this.latest, now);
    const mine = this.challenges.filter((c) => !c.gone && c.signIn.person === person && isOfStep(c, request));
    const repeated = mine.filter((c) => c.round === round && c.after === after && now - c.openedAt < REPEAT_WITHIN_MS && !c.last);
    const previous = mine.find((c) => c.id === previousId);
    const isLimited = (at: number) => this.mustBeLocked(person, name, at) || (sends && !this.mayBeSent(signIn, previousId, at));
    const limited = isLimited(now);
    const free = !isLimited(this.behind(now)) && this.failures.isFree(now) && (!sends || this.sends.isFree(now));

    if (previousId === undefined) assert.equal(error, undefined, 'the first round of a sign-in tells nothing');
    if (repeated.length > 0) {
      assert(!isNew && repeated.some((c) => c.id === id), 'an event that comes again has the same challenge');
    } else if (previous && this.isKept(previous) && !resend && this.isAlive(previous, now)) {
      assert(!isNew && id === previousId, 'a challenge that can be answered is asked again');
    } else if (isNew) {
      assert.equal(delivers && limited, false, 'nothing is sent or asked beyond a limit');
      assert.equal(!delivers && free, false, 'nothing is withheld below all limits');
      assert.equal(!delivers && previous !== undefined && this.isKept(previous), false, 'a code gives way only to another one');
    } else {
      assert(id === previousId && previous, 'what is shown again was shown before');
      assert.equal(free, false, 'a new challenge is not refused below all limits');
    }

    if (isNew) {
      if (previous && !previous.shared) previous.gone = true;
      this.challenges.push({ ...request, id, signIn, openedAt: now, delivers, answers: [], shared: false, gone: false });
      if (sends && delivers && person.exists) this.sends.add(shard, now);
    }
    const shown = this.challenges.find((c) => c.id === id)!;
    if (!isNew && repeated.length > 0 && after === undefined) shown.shared = true;
    assert.equal(triesLeft, this.settings.tries - shown.answers.length, 'every answer has used up a try');
    assert.equal(expiresAt, shown.openedAt + this.settings.lifetimeMs, 'a challenge lives as long as it was given');
  }

  /** An answer came: true if it may be judged now. */
  public counted(
    { person }: SignIn, shard: number, request: AnswerRequest, now: number, verdict: AnswerVerdict | 'COUNTED', inPool = true,
  ): boolean {
    const challenge = this.find(person, request);
    if (!challenge) {
      assert.equal(verdict, 'DEAD', 'an answer opens only the challenge of its own client, step and name');
      return false;
    }
    const { last, answers } = challenge;
    if (verdict === 'DEAD' && !this.isKept(challenge)) return false;
    if (last && isRepetition(last, request, now)) {
      assert.equal(verdict, last.verdict ?? 'COUNTED', 'an answer that comes again has the same verdict');
      return verdict === 'COUNTED';
    }
    if (!this.isAlive(challenge, now)) {
      assert.equal(verdict, 'DEAD', 'nothing passes that is expired, used or out of tries');
      return false;
    }
    if (verdict === 'LOCKED') {
      assert(this.mayBeLocked(person, request.name, now), 'nothing is locked below the limits');
      challenge.last = { fingerprint: request.fingerprint, at: now, verdict };
      answers.push(challenge.last);
      return false;
    }
    assert.equal(verdict, 'COUNTED', 'what is live and not locked is compared');
    assert(!this.mustBeLocked(person, request.name, now), 'nothing is compared beyond a limit');

    challenge.last = { fingerprint: request.fingerprint, at: now };
    answers.push(challenge.last);
    if (challenge.delivers) {
      const key = `${person.user} ${request.name}`;
      this.series.set(key, (this.series.get(key) ?? 0) + 1);
      if (person.exists && inPool) challenge.last.inPool = this.failures.add(shard, now);
    }
    return true;
  }

  /** An answer came and was judged in one change. */
  public answered(signIn: SignIn, shard: number, request: AnswerRequest, correct: boolean, now: number, verdict: AnswerVerdict): void {
    const last = this.find(signIn.person, request)?.last;
    const compared = ['CORRECT', 'WRONG'].includes(verdict) && !(last && isRepetition(last, request, now));
    // One that is right writes nothing of the pool, not even the hour.
    if (this.counted(signIn, shard, request, now, compared ? 'COUNTED' : verdict, verdict !== 'CORRECT')) this.settled(signIn, shard, request, correct, now, verdict);
  }

  /** An answer that may be judged was. */
  public settled({ person }: SignIn, shard: number, request: AnswerRequest, correct: boolean, now: number, verdict: AnswerVerdict): void {
    const challenge = this.find(person, request);
    const passed = challenge?.answers.find((given) => given.verdict === 'CORRECT');
    if (!challenge || (passed && !(challenge.last === passed && isRepetition(passed, request, now)))) {
      return assert.equal(verdict, 'DEAD', 'a challenge opens one door once');
    }
    if (passed) return assert.equal(verdict, 'CORRECT', 'an answer that comes again has the same verdict');
    if (verdict === 'DEAD' && !this.isKept(challenge)) return;

    const expected = correct && challenge.delivers && person.exists ? 'CORRECT' : 'WRONG';
    assert.equal(verdict, expected, 'the right answer passes, for somebody who has got the code');
    const { answers, last } = challenge;
    const isOwn = ({ fingerprint, at }: Given) => fingerprint === request.fingerprint && at === now;
    const own = last?.fingerprint === request.fingerprint ? last : answers.find(isOwn)!;
    own.verdict = expected;
    challenge.last = own;
    if (expected === 'WRONG') return;
    this.series.set(`${person.user} ${request.name}`, 0);
    if (own.inPool) this.failures.takeBack(own.inPool, own.at, shard);
  }

  /** A code that somebody has and that must open the door if it is given now. */
  private isAlive({ openedAt, answers }: Challenge, now: number): boolean {
    return now < openedAt + this.settings.lifetimeMs && answers.length < this.settings.tries && !answers.some(({ verdict }) => verdict === 'CORRECT');
  }

  private find(person: Person, request: AnswerRequest): Challenge | undefined {
    return this.challenges.find((c) => !c.gone && c.signIn.person === person && c.id === request.id && isOfStep(c, request));
  }

  /** Whether it cannot have been forgotten yet. */
  private isKept({ id, openedAt, signIn: { person, name }, delivers }: Challenge): boolean {
    const { lifetimeMs, limits } = this.settings;
    const alike = this.challenges.filter((c) => c.signIn.person === person && c.signIn.name === name && c.delivers === delivers);
    const newer = alike.length - 1 - alike.findIndex((c) => c.id === id);
    return newer < MAX_OPEN_CHALLENGES && this.latest < openedAt + Math.max(lifetimeMs + REPEAT_WITHIN_MS, limits.resendCoolDown * 1000);
  }

  private mayBeSent({ person, name }: SignIn, previousId: string | undefined, now: number): boolean {
    const { limits: { sends, resendCoolDown } } = this.settings;
    const messages = this.challenges.filter((c) => c.sends && c.delivers);
    const times = (matches: (c: Challenge) => boolean) => messages.filter(matches).map((c) => c.openedAt);
    const ofThisSignIn = this.chain(previousId);
    return this.isWithin(times((c) => c.signIn.person === person && c.signIn.name === name), sends, now)
      && this.isWithin(times((c) => c.signIn.person.destination === person.destination), sends, now)
      && times((c) => ofThisSignIn.includes(c)).every((at) => now >= this.behind(at) + resendCoolDown * 1000);
  }

  /** What a sign-in was asked before, round for round. */
  private chain(id: string | undefined): Challenge[] {
    const challenge = this.challenges.find((c) => c.id === id);
    return challenge ? [challenge, ...this.chain(challenge.previousId)] : [];
  }

  /** What a limit on the person demands, whatever the clocks. */
  private mustBeLocked(person: Person, name: string, now: number): boolean {
    const { failures, consecutiveFailures } = this.settings.limits;
    const times = this.challenges
      .filter((c) => c.delivers && c.signIn.person === person && c.signIn.name === name)
      .flatMap((c) => c.answers.filter(({ verdict }) => verdict !== 'CORRECT' && verdict !== 'LOCKED').map(({ at }) => at));
    return (this.series.get(`${person.user} ${name}`) ?? 0) >= consecutiveFailures || !this.isWithin(times, failures, now);
  }

  private mayBeLocked(person: Person, name: string, now: number): boolean {
    return this.mustBeLocked(person, name, this.behind(now)) || !this.failures.isFree(now);
  }

  /** What one clock shows when another one shows `now`, at worst. */
  private behind(now: number): number {
    return now - 2 * this.settings.maxSkew;
  }

  /** Whether one more leaves each hour and day within the rate, as seen by the clock that is most ahead. */
  private isWithin(times: readonly number[], { hour, day }: FlowRate, now: number): boolean {
    const since = (length: number) => times.filter((at) => this.behind(at) > now - length).length;
    return since(HOUR) < hour && since(DAY) < day;
  }
}
