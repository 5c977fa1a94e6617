import { OutboxMail } from '../model';

type Listener = (mail: OutboxMail) => void;

const SIMULATOR = /@simulator\.amazonses\.com$/i;

/** Mails that functions sent, oldest first. */
export class Outbox {
  private readonly mails: OutboxMail[] = [];
  private readonly simulatorMails: OutboxMail[] = [];
  private readonly listeners = new Set<Listener>();

  public list(): readonly OutboxMail[] {
    return [...this.mails];
  }

  /** Mails to the mailbox simulator of SES, which go to nobody. */
  public listSimulator(): readonly OutboxMail[] {
    return [...this.simulatorMails];
  }

  /** Forgets all mails. */
  public clear(): void {
    this.mails.length = 0;
    this.simulatorMails.length = 0;
  }

  /** Calls the listener for each mail from now on; returns what ends that. */
  public onMail(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The first mail that fits, sent already or yet to come; rejects after `timeoutMs`. */
  public async waitFor(predicate: (mail: OutboxMail) => boolean, timeoutMs = 10_000): Promise<OutboxMail> {
    const sent = this.mails.find(predicate);
    if (sent) return sent;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no such mail within ${timeoutMs} ms, the outbox has ${this.mails.length}`));
      }, timeoutMs);
      const stop = this.onMail((mail) => {
        if (!predicate(mail)) return;
        clearTimeout(timer);
        stop();
        resolve(mail);
      });
    });
  }

  /** Takes a mail in. Recipients at the mailbox simulator are kept apart from people. */
  public deliver(mail: OutboxMail): void {
    const simulated = mail.to.filter((address) => SIMULATOR.test(bareAddress(address)));
    const people = mail.to.filter((address) => !simulated.includes(address));
    if (simulated.length > 0) this.simulatorMails.push({ ...mail, to: simulated });
    if (people.length === 0) return;
    const delivered = { ...mail, to: people };
    this.mails.push(delivered);
    for (const listener of [...this.listeners]) listener(delivered);
  }
}

function bareAddress(address: string): string {
  return /<([^>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
}
