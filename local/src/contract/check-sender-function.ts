import { randomInt } from 'node:crypto';
import { call, type ContractFunction } from './call';
import type { SenderEvent } from './events';
import { notAsLong } from './timing';
import { type Violation, Violations } from './violations';

/** A message that the function has sent, as its mailbox or phone got it. */
export interface SentMessage {
  readonly to: string;
  /** Where it holds the code: as text, HTML, or both. */
  readonly text: string;
}

export interface CheckSenderFunctionOptions {
  readonly senderFunction: ContractFunction;
  /** What it is a sender of. */
  readonly channel: 'EMAIL' | 'SMS';
  /** All messages that have been sent so far. */
  readonly sent: () => readonly SentMessage[] | Promise<readonly SentMessage[]>;
  /** How long each call may take, in milliseconds. @default 3000 */
  readonly patienceMs?: number;
}

const DECOYS = { EMAIL: 'decoy@invalid', SMS: '+00000000' };

/** Tries whether the function keeps the contract of `EmailSender.fromFunction` or `SmsSender.fromFunction`, and gives each rule that it breaks. */
export async function checkSenderFunction(options: CheckSenderFunctionOptions): Promise<Violation[]> {
  const sender = new Sender(options);
  const inTime = await sender.sendsToPeople() && await sender.sendsNothingToNobody();
  if (inTime) await sender.takesAsLong();
  return sender.violations.list();
}

class Sender {
  public readonly violations = new Violations();

  constructor(private readonly options: CheckSenderFunctionOptions) {}

  /** False if it takes too long for anything else to be tried. */
  public async sendsToPeople(): Promise<boolean> {
    const cases: [string, SenderEvent][] = [
      ['a message', this.newEvent()],
      ['a message in other letters', this.newEvent('Grüße, 你好 🔑')],
      ['a message without HTML', { ...this.newEvent(), html: undefined }],
      ['an event of a newer version', { ...this.newEvent(), somethingNew: {} } as SenderEvent],
    ];
    for (const [what, event] of cases) {
      const before = await this.count();
      if (!await this.call(what, event)) return false;
      this.checkArrival(what, event, (await this.options.sent()).slice(before));
    }
    return this.sendsSeveral();
  }

  public async sendsNothingToNobody(): Promise<boolean> {
    const before = await this.count();
    if (!await this.call('a decoy', this.newDecoy())) return false;
    if (await this.count() > before) {
      this.violations.add('decoy-sends-nothing', 'the sender sent a message although decoy was true: send nothing then');
    }
    return true;
  }

  public async takesAsLong(): Promise<void> {
    const difference = await notAsLong({
      'a message': () => this.call('a message', this.newEvent()),
      'a decoy': () => this.call('a decoy', this.newDecoy()),
    });
    if (difference) this.violations.add('decoy-takes-as-long', `the sender ${difference}`);
  }

  /** To several people at once, as when they sign in together. */
  private async sendsSeveral(): Promise<boolean> {
    const events = Array.from({ length: 4 }, () => this.newEvent());
    const before = await this.count();
    const inTime = await Promise.all(events.map((event) => this.call('several messages at once', event)));
    const sent = (await this.options.sent()).slice(before);
    for (const event of events) this.checkArrival('several messages at once', event, sent.filter(({ to }) => to === event.destination));
    return !inTime.includes(false);
  }

  /** A number, since the list may be one that grows. */
  private async count(): Promise<number> {
    return (await this.options.sent()).length;
  }

  private checkArrival(what: string, { destination, text }: SenderEvent, sent: readonly SentMessage[]): void {
    if (sent.length !== 1) {
      this.violations.add('sends-once', `the sender sent ${sent.length} messages for ${what}: send one for each invocation`);
    } else if (sent[0].to !== destination) {
      this.violations.add('sends-to-destination', `the sender sent ${what} to ${JSON.stringify(sent[0].to)} instead of ${destination}`);
    } else if (!sent[0].text.includes(/\d{8}/.exec(text)![0])) {
      this.violations.add('code-arrives', `the sender sent ${what} without the code of its text: send the message as it is`);
    }
  }

  /** False if it took too long. */
  private async call(what: string, event: object): Promise<boolean> {
    const { senderFunction, patienceMs = 3_000 } = this.options;
    const outcome = await call(senderFunction, event, patienceMs);
    if (outcome.kind === 'threw') this.violations.add('sender-answers', `the sender threw for ${what}: ${outcome.error.slice(0, 200)}`);
    if (outcome.kind === 'late') this.violations.add('sender-in-time', `the sender did not answer within ${patienceMs} ms for ${what}`);
    return outcome.kind !== 'late';
  }

  /** Each to somebody else with another code. */
  private newEvent(words = 'Your code is'): SenderEvent {
    const code = randomInt(10_000_000, 100_000_000);
    const text = `${words} ${code}`;
    return this.options.channel === 'EMAIL'
      ? { version: '1', destination: `ada+${code}@example.com`, subject: words, text, html: `<p>${text}</p>`, decoy: false }
      : { version: '1', destination: `+4915${code}`, text, decoy: false };
  }

  private newDecoy(): SenderEvent {
    return { ...this.newEvent(), destination: DECOYS[this.options.channel], decoy: true };
  }
}
