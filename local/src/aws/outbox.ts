import { OutboxMessage } from '../model';

type Listener = (message: OutboxMessage) => void;

const SIMULATOR = /@simulator\.amazonses\.com$/i;

/** Messages that functions and Cognito sent, oldest first. */
export class Outbox {
  private readonly messages: OutboxMessage[] = [];
  private readonly simulated: OutboxMessage[] = [];
  private readonly listeners = new Set<Listener>();

  public list(): readonly OutboxMessage[] {
    return [...this.messages];
  }

  /** Mails to the mailbox simulator of SES, mails in the sandbox of SendGrid and dry runs of SMS, which go to nobody. */
  public listSimulator(): readonly OutboxMessage[] {
    return [...this.simulated];
  }

  /** Forgets all messages. */
  public clear(): void {
    this.messages.length = 0;
    this.simulated.length = 0;
  }

  /** Calls the listener for each message from now on; returns what ends that. */
  public onMessage(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The first message that fits, sent already or yet to come; rejects after `timeoutMs`. */
  public async waitFor(predicate: (message: OutboxMessage) => boolean, timeoutMs = 10_000): Promise<OutboxMessage> {
    const sent = this.messages.find(predicate);
    if (sent) return sent;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no such message within ${timeoutMs} ms, the outbox has ${this.messages.length}`));
      }, timeoutMs);
      const stop = this.onMessage((message) => {
        if (!predicate(message)) return;
        clearTimeout(timer);
        stop();
        resolve(message);
      });
    });
  }

  /** Takes a message in. Recipients at the mailbox simulator are kept apart from people. */
  public deliver(message: OutboxMessage): void {
    const simulated = message.to.filter((address) => SIMULATOR.test(bareAddress(address)));
    const people = message.to.filter((address) => !simulated.includes(address));
    if (simulated.length > 0) this.simulate({ ...message, to: simulated });
    if (people.length === 0) return;
    const delivered = { ...message, to: people };
    this.messages.push(delivered);
    for (const listener of [...this.listeners]) listener(delivered);
  }

  /** Takes in what a service only checks. */
  public simulate(message: OutboxMessage): void {
    this.simulated.push(message);
  }
}

function bareAddress(address: string): string {
  return /<([^>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
}
