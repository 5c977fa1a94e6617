// The stage of the stories: the page as it is built, its user pools on the local server, and a browser.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { Guard } from './guard';
import type { LocalCognito, OutboxMessage } from '../../local/src';
import { remove } from '../support/synth';
import { startWatchedCognito } from '../support/watched-cognito';

const EXAMPLE = path.join(__dirname, '../../examples/web');

export const MINUTE = 60_000;
export const PASSWORD = 'Correct-horse-battery-1';

export type PoolName = 'EmailCode' | 'MagicLink' | 'MagicLinkAnywhere' | 'Captcha' | 'ImageCaptcha' | 'Choice' | 'PasswordThenCode';

export interface User {
  readonly email: string;
  readonly phone: string;
}

/** One for all stories. Each has browser profiles of its own, and nothing in them may have gone wrong unnoticed. */
export function useStage(): Stage {
  jest.setTimeout(60_000);
  const stage = new Stage();
  beforeAll(async () => stage.open(), 300_000);
  afterAll(async () => stage.close());
  afterEach(async () => stage.tidyUp());
  return stage;
}

export class Stage {
  private cloudAssembly?: string;
  private server!: ChildProcess;
  private cognito!: LocalCognito;
  private browser?: Browser;
  private url = '';
  private guard?: Guard;
  private now = Date.now();
  private pictures: readonly string[] = [];
  private users = 0;

  async open(): Promise<void> {
    this.server = fork(path.join(__dirname, 'serve-page.mjs'), { execArgv: ['--import', 'tsx'], env: { ...process.env, NODE_ENV: 'production' } });
    this.url = await this.told();
    const { cognito, pictures } = await startWatchedCognito({ cloudAssembly: this.synthesize(), clock: () => this.now });
    this.cognito = cognito;
    this.pictures = pictures;
    this.guard = new Guard(this.cognito.endpoint);
    const { pools, endpoint } = this.cognito;
    this.server.send({ pools, endpoint });
    await this.told();
    this.browser = await launchBrowser();
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.cognito?.close();
    this.server?.disconnect();
    remove(this.cloudAssembly);
  }

  async tidyUp(): Promise<void> {
    await Promise.all((this.browser?.contexts() ?? []).map(async (context) => context.close()));
    this.guard?.check();
  }

  /** A browser profile in which nobody has been yet. */
  async newContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
    const context = await this.browser!.newContext(options);
    context.setDefaultTimeout(15_000);
    this.guard!.watch(context);
    return context;
  }

  /** The page in a new browser profile, or in a new tab of one. */
  async visit(pool: PoolName, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? await this.newContext()).newPage();
    await page.goto(`${this.url}?pool=${pool}`);
    return page;
  }

  newUser(pool: PoolName): User {
    this.users += 1;
    const user = { email: `user-${this.users}@example.com`, phone: `+491512${String(this.users).padStart(6, '0')}` };
    const { id } = this.cognito.pools.find(({ path: place }) => place === `SignInPage/${pool}/UserPool`)!;
    const attributes = { phone_number: user.phone, phone_number_verified: 'true' };
    this.cognito.addUser({ username: user.email, password: PASSWORD, attributes, pool: id });
    return user;
  }

  messagesFor({ email, phone }: User): OutboxMessage[] {
    return this.cognito.outbox.list().filter(({ to }) => to.includes(email) || to.includes(phone));
  }

  codeFor(user: User): string {
    return /\b\d{6}\b/.exec(this.messagesFor(user).at(-1)!.text!)![0];
  }

  /** What stands in the newest picture. */
  get picture(): string {
    return this.pictures.at(-1)!;
  }

  /** Messages to anybody at all. */
  get messages(): number {
    return this.cognito.outbox.list().length;
  }

  /** Nothing but a story moves the time of the server. */
  advance(ms: number): void {
    this.now += ms;
  }

  /** An error in the console that the story provokes. */
  expectErrors(pattern: RegExp): void {
    this.guard!.expect(pattern);
  }

  /** What the process that serves the page says next. */
  private async told(): Promise<string> {
    const gone = once(this.server, 'exit').then(() => {
      throw new Error('the page cannot be built or served, what is above says why');
    });
    const [message] = await Promise.race([once(this.server, 'message'), gone]);
    return message;
  }

  private synthesize(): string {
    this.cloudAssembly = mkdtempSync(path.join(tmpdir(), 'cdk.out-'));
    const env = { ...process.env, CDK_OUTDIR: this.cloudAssembly, CDK_CONTEXT_JSON: JSON.stringify({ pageUrl: this.url }) };
    execFileSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { cwd: EXAMPLE, env, stdio: ['ignore', 'ignore', 'inherit'] });
    return this.cloudAssembly;
  }
}
