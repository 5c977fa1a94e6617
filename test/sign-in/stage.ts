// The stage of the stories: an app with a user pool for each sequence, served by one local server.
import { Duration, type Stack } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Target, Tokens } from './clients/sign-in-client';
import { Wire } from './wire';
import type { LocalUser } from '../../local/src/local-user';
import type { OutboxMessage } from '../../local/src/model';
import type { LocalCognito } from '../../local/src/start';
import { CaptchaProvider, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender, type MagicLinkOptions, SmsSender } from '../../src';
import { inlineFunction } from '../support/inline-function';
import { remove, synth } from '../support/synth';
import { startWatchedCognito } from '../support/watched-cognito';

export const MINUTE = 60_000;
export const PASSWORD = 'Correct-horse-battery-1';

export interface User {
  /** What the user types as name. */
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** Each kind of user name that a pool may have, so that no story depends on one. */
const BY_EMAIL: cognito.SignInAliases = { email: true };
const BY_NAME_OR_EMAIL: cognito.SignInAliases = { username: true, email: true };
const BY_NAME: cognito.SignInAliases = { username: true };
const BY_PHONE: cognito.SignInAliases = { phone: true };

const POOLS = {
  passwordless: BY_EMAIL,
  srpAndCustom: BY_NAME_OR_EMAIL,
  passwordVerifier: BY_NAME,
  passwordlessBySms: BY_PHONE,
  passwordlessWithQuestion: BY_NAME,
  srpAndCustomWithQuestion: BY_EMAIL,
  captchaThenCode: BY_NAME_OR_EMAIL,
  pictureThenCode: BY_EMAIL,
  passwordCaptchaSms: BY_EMAIL,
  emailThenSms: BY_NAME,
  choice: BY_EMAIL,
  choiceAfterPassword: BY_EMAIL,
  magicLink: BY_EMAIL,
  magicLinkAnywhere: BY_EMAIL,
  passwordThenMagicLink: BY_NAME,
};

export type PoolName = keyof typeof POOLS;

/** A stage for all tests of a file. */
export function useStage(node: string): Stage {
  // SRP in JavaScript takes its time on a busy machine.
  jest.setTimeout(30_000);
  const stage = new Stage(node);
  beforeAll(async () => stage.open(), 60_000);
  afterAll(async () => stage.close());
  return stage;
}

export class Stage {
  private cloudAssembly?: string;
  private cognito!: LocalCognito;
  private wire!: Wire;
  private endpoint = '';
  private now = Date.now();
  private pictures: readonly string[] = [];
  private users = 0;

  constructor(private readonly node: string) {}

  async open(): Promise<void> {
    this.cloudAssembly = synth(build);
    const { cognito, pictures } = await startWatchedCognito({ cloudAssembly: this.cloudAssembly, node: this.node, clock: () => this.now });
    this.cognito = cognito;
    this.pictures = pictures;
    this.wire = new Wire(this.cognito.endpoint);
    this.endpoint = await this.wire.open();
  }

  async close(): Promise<void> {
    this.wire?.close();
    await this.cognito?.close();
    remove(this.cloudAssembly);
  }

  target(pool: PoolName, client = 'Client'): Target {
    const { id: userPoolId, region, clients } = this.pool(pool);
    const { id: clientId, secret } = clients.find(({ path }) => path?.endsWith(`/${client}`))!;
    return { endpoint: this.endpoint, region, userPoolId, clientId, secret };
  }

  /** Each story has a user of its own, so that none sees what another left behind. */
  newUser(pool: PoolName, options: Partial<LocalUser> = {}): User {
    const username = `user-${this.users += 1}`;
    const email = `${username}@example.com`;
    const phone = `+491512${String(this.users).padStart(6, '0')}`;
    const { username: byName, phone: byPhone } = POOLS[pool];
    const name = byName ? username : byPhone ? phone : email;
    const attributes = { email, email_verified: 'true', phone_number: phone, phone_number_verified: 'true' };
    this.cognito.addUser({ username: name, password: PASSWORD, attributes, pool: this.pool(pool).id, ...options });
    return { name, email, phone };
  }

  messagesFor({ email, phone }: User): OutboxMessage[] {
    return this.cognito.outbox.list().filter(({ to }) => to.includes(email) || to.includes(phone));
  }

  codesFor(user: User): string[] {
    return this.messagesFor(user).map(({ text }) => /\d{6}/.exec(text!)![0]);
  }

  codeFor(user: User): string {
    return this.codesFor(user).at(-1)!;
  }

  /** What stands in the newest picture. */
  get picture(): string {
    return this.pictures.at(-1)!;
  }

  /** Messages to anybody at all. */
  get mails(): number {
    return this.cognito.outbox.list().length;
  }

  /** Where web pages connect, which ask for permission first. */
  get server(): string {
    return this.cognito.endpoint;
  }

  /** The session that a client was given last. */
  get session(): string {
    return this.wire.session;
  }

  /** Nothing but a story moves the time, for Cognito and functions alike. */
  advance(ms: number): void {
    this.now += ms;
  }

  /** The claims of both tokens, once the published keys have verified them. */
  async claims({ userPoolId, clientId }: Target, { idToken, accessToken }: Tokens) {
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId });
    const { jwks } = this.cognito.pools.find(({ id }) => id === userPoolId)!;
    verifier.cacheJwks(jwks as unknown as Parameters<typeof verifier.cacheJwks>[0]);
    return {
      id: await verifier.verify(idToken, { tokenUse: 'id' }),
      access: await verifier.verify(accessToken, { tokenUse: 'access' }),
    };
  }

  private pool(name: PoolName) {
    return this.cognito.pools.find(({ path }) => path === `Stack/${name}/UserPool`)!;
  }
}

function build(stack: Stack): void {
  const code = () => Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) });
  const link = (options: Partial<MagicLinkOptions>) => Challenge.magicLink({
    sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }),
    baseUrls: ['https://www.example.com/sign-in', 'https://m.example.com/sign-in'],
    ...options,
  });
  const sms = () => Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'], webOtpDomain: 'example.com' });
  const question = newQuestion(stack);
  const captcha = newCaptcha(stack);
  const sequences: Record<PoolName, ChallengeSequence> = {
    passwordless: ChallengeSequence.passwordless(code()),
    srpAndCustom: ChallengeSequence.srpAndCustom(code()),
    passwordVerifier: ChallengeSequence.passwordVerifier(code()),
    passwordlessBySms: ChallengeSequence.passwordless(sms()),
    passwordlessWithQuestion: ChallengeSequence.passwordless(code(), question),
    srpAndCustomWithQuestion: ChallengeSequence.srpAndCustom(code(), question),
    captchaThenCode: ChallengeSequence.passwordless(captcha, code()),
    pictureThenCode: ChallengeSequence.passwordless(Challenge.imageCaptcha(), code()),
    passwordCaptchaSms: ChallengeSequence.srpAndCustom(captcha, sms()),
    emailThenSms: ChallengeSequence.passwordless(code(), sms()),
    choice: ChallengeSequence.passwordless(Challenge.choice(code(), sms(), question)),
    choiceAfterPassword: ChallengeSequence.srpAndCustom(Challenge.choice(code(), sms())),
    magicLink: ChallengeSequence.passwordless(link({ codeLength: 6 })),
    magicLinkAnywhere: ChallengeSequence.passwordless(link({ crossDevice: true })),
    passwordThenMagicLink: ChallengeSequence.srpAndCustom(link({ crossDevice: true })),
  };
  for (const [name, sequence] of Object.entries(sequences)) {
    // A session outlives a code, so that both ends can be seen.
    const clientOptions = { authSessionValidity: Duration.minutes(15) };
    const userPoolProps = { selfSignUpEnabled: true, signInAliases: POOLS[name as PoolName] };
    const auth = new CustomAuthUserPool(stack, name, { sequence, clientOptions, userPoolProps });
    auth.addClient('Confidential', { ...clientOptions, generateSecret: true });
  }
}

/** Asks for a colour; blue is right. */
function newQuestion(stack: Stack): Challenge {
  const question = inlineFunction(stack, 'Question', `
      exports.handler = async ({ action, attempt, answer, privateParameters }) => action === 'create'
        ? { publicParameters: { question: 'colour, try ' + attempt }, privateParameters: { right: 'blue' } }
        : { answerCorrect: answer === privateParameters.right };
    `);
  return Challenge.custom({ name: 'QUESTION', createFunction: question, verifyFunction: question, sendsMessage: false });
}

/** Passed by a token of the local server for `www.example.com` and `login`. */
function newCaptcha(stack: Stack): Challenge {
  const provider = CaptchaProvider.turnstile({ siteKey: 'site-key', secret: new secretsmanager.Secret(stack, 'Captcha'), action: 'login' });
  return Challenge.captcha({ provider, hostnames: ['www.example.com'] });
}
