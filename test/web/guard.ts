import type { BrowserContext } from 'playwright-core';

/** A refusal of Cognito, which every browser reports. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 400/;

/** Sees to it that no page throws, breaks its Content Security Policy (which the console tells) or asks anybody beyond this computer. */
export class Guard {
  private wrong: string[] = [];
  private expected: RegExp[] = [];

  constructor(private readonly endpoint: string) {}

  watch(context: BrowserContext): void {
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== 'data:' && !['localhost', '127.0.0.1'].includes(hostname)) this.wrong.push(`request to ${request.url()}`);
    });
    context.on('weberror', (error) => this.wrong.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      if (REFUSAL.test(message.text()) && message.location().url.startsWith(this.endpoint)) return;
      if (this.expected.some((pattern) => pattern.test(message.text()))) return;
      this.wrong.push(message.text());
    });
  }

  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  /** Throws what was seen since the last time. */
  check(): void {
    const { wrong } = this;
    this.wrong = [];
    this.expected = [];
    expect(wrong).toEqual([]);
  }
}
