import { randomBytes } from 'node:crypto';
import { call, type ContractFunction } from './call';
import type { CustomCreateEvent, CustomVerifyEvent } from './events';
import type { CheckCustomFunctionsOptions, CreatedChallenge } from './options';
import { requireParameters, requireVerdict } from './results';
import { Violations } from './violations';

/** A challenge of the user, and what is right for it. */
export interface OpenedChallenge extends CreatedChallenge {
  readonly right: string;
}

/** A rule adds to the violations of the challenge; the checks of each call find others by the way. */
export type Rule = (challenge: CustomChallenge) => Promise<void>;

/** A function does not answer in time: there is no use in waiting for it again and again. */
export class GaveUp extends Error {}

const MAX_ANSWER = 8_192;

/** The two functions at work, as the library calls them. */
export class CustomChallenge {
  public readonly violations = new Violations();

  constructor(private readonly options: CheckCustomFunctionsOptions) {}

  /** How many messages have left, if anybody counts them. */
  public async messagesSent(): Promise<number | undefined> {
    return this.options.messagesSent?.();
  }

  /** The event of a new challenge. */
  public newEvent(change: Partial<CustomCreateEvent> = {}): CustomCreateEvent {
    const { name = 'CUSTOM', user } = this.options;
    return {
      version: '1',
      action: 'create',
      challenge: name,
      challengeId: randomBytes(16).toString('base64url'),
      userPoolId: 'us-east-1_Contract',
      clientId: 'contract',
      userName: user.userName ?? 'ada',
      userAttributes: user.userAttributes,
      userNotFound: false,
      decoy: false,
      attempt: 1,
      attemptsLeft: 3,
      ...change,
    };
  }

  /** The event for a name that belongs to nobody. */
  public newEventOfNobody(): CustomCreateEvent {
    return this.newEvent({ userName: 'nobody', userAttributes: {}, userNotFound: true, decoy: true });
  }

  /** Undefined if the function did not do as it should, which is noted. */
  public async create(whom: string, event = this.newEvent()): Promise<CreatedChallenge | undefined> {
    const called = await this.call('create', this.options.createFunction, whom, event);
    const parameters = called && requireParameters(called.value, whom, this.violations);
    return parameters && { event, ...parameters };
  }

  /** A challenge that was created for the user, with its right answer. */
  public async open(whom = 'the user', event = this.newEvent()): Promise<OpenedChallenge | undefined> {
    const created = await this.create(whom, event);
    if (!created) return undefined;
    const right: unknown = await this.options.rightAnswer(created);
    if (typeof right !== 'string' || right === '' || right.length > MAX_ANSWER) {
      throw new TypeError(`rightAnswer must give a text of 1 to ${MAX_ANSWER} characters, got ${JSON.stringify(right)?.slice(0, 100)}`);
    }
    if (Object.values(created.publicParameters).includes(right)) {
      this.violations.add('answer-stays-secret', 'createFunction returned the right answer among publicParameters, which the client sees: ' +
        'return it in privateParameters');
    }
    return { ...created, right };
  }

  /** Undefined if the function did not do as it should, which is noted. */
  public async verify(
    what: string, created: CreatedChallenge, answer: string, change: Partial<CustomVerifyEvent> = {},
  ): Promise<boolean | undefined> {
    const { decoy: _, attempt: __, attemptsLeft: ___, ...signIn } = created.event;
    const event: CustomVerifyEvent = { ...signIn, action: 'verify', privateParameters: created.privateParameters, answer, ...change };
    const called = await this.call('verify', this.options.verifyFunction, what, event);
    return called && requireVerdict(called.value, what, this.violations);
  }

  private async call(action: 'create' | 'verify', fn: ContractFunction, about: string, event: unknown): Promise<{ value: unknown } | undefined> {
    const { patienceMs = 3_000 } = this.options;
    const outcome = await call(fn, event, patienceMs);
    switch (outcome.kind) {
      case 'returned': return outcome;
      case 'threw':
        this.violations.add(`${action}-answers`, `${action}Function threw for ${about}: ${outcome.error.slice(0, 200)}`);
        return undefined;
      case 'late':
        this.violations.add(`${action}-in-time`, `${action}Function did not answer within ${patienceMs} ms for ${about}`);
        throw new GaveUp();
    }
  }
}
