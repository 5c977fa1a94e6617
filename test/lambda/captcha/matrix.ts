import type { Assessment, Demands, Refusal } from '../../../lambda/captcha/assessment';

/** When the token arrives. */
export const NOW = Date.parse('2027-01-15T08:00:00Z');

export const DEMANDS: Demands = { hostnames: ['www.example.com', 'localhost'], action: 'login', minimumScore: 0.5, tokenLifetime: 120 };

/** What a provider says of a token that passes. */
export const GOOD: Assessment = { valid: true, hostname: 'www.example.com', action: 'login', score: 0.9, time: at(-1) };

export interface Row {
  readonly name: string;
  /** What the provider says instead; what is undefined it leaves out. */
  readonly says: Partial<Assessment>;
  /** None: the token passes. */
  readonly refusal?: Refusal;
  /** The row is about what not every provider has. */
  readonly about?: 'action' | 'score';
}

/** All that a provider may say of a token, and what is to become of it. */
export const MATRIX: readonly Row[] = [
  { name: 'all is well', says: {} },
  ...refused('TokenRefused', {
    'the provider refuses it': { valid: false },
    'the provider says neither': { valid: undefined },
    'the verdict is null': { valid: null },
    'the verdict is a text': { valid: 'true' },
    'the verdict is a number': { valid: 1 },
    'the verdict is an object': { valid: {} },
  }),

  { name: 'it comes from another of our hosts', says: { hostname: 'localhost' } },
  { name: 'the host is written in capitals', says: { hostname: 'WWW.Example.COM' } },
  ...refused('HostNotAllowed', {
    'it comes from another host': { hostname: 'www.example.org' },
    'it comes from the domain above': { hostname: 'example.com' },
    'it comes from a host below': { hostname: 'evil.www.example.com' },
    'it comes from a host that ends like ours': { hostname: 'evilwww.example.com' },
    'it comes from a host that begins like ours': { hostname: 'www.example.com.evil.example' },
    'the host has a port': { hostname: 'www.example.com:8443' },
    'there is no host': { hostname: undefined },
    'the host is null': { hostname: null },
    'the host is empty': { hostname: '' },
    'the host is a list': { hostname: ['www.example.com'] },
  }),

  ...refused('OtherAction', {
    'it is for another action': { action: 'register' },
    'the action is in other letters': { action: 'LOGIN' },
    'the action is longer': { action: 'login2' },
    'there is no action': { action: undefined },
    'the action is empty': { action: '' },
    'the action is a list': { action: ['login'] },
  }, 'action'),

  { name: 'the score is just enough', says: { score: 0.5 }, about: 'score' },
  { name: 'the score is the highest', says: { score: 1 }, about: 'score' },
  ...refused('ScoreTooLow', {
    'the score is just too low': { score: 0.49 },
    'the score is 0': { score: 0 },
    'there is no score': { score: undefined },
    'the score is null': { score: null },
    'the score is a text': { score: '0.9' },
    'the score is a list': { score: [0.9] },
  }, 'score'),

  { name: 'it is as old as may be', says: { time: at(-120) } },
  { name: 'the clock of the provider is a little ahead', says: { time: at(10) } },
  { name: 'the time has no fraction', says: { time: '2027-01-15T07:59:59Z' } },
  { name: 'the time has an offset', says: { time: '2027-01-15T10:59:59+03:00' } },
  { name: 'the time has microseconds', says: { time: '2027-01-15T07:59:59.123456Z' } },
  { name: 'the time has nanoseconds', says: { time: '2027-01-15T07:59:59.123456789Z' } },
  ...refused('TokenTooOld', {
    'it is a little too old': { time: at(-121) },
    'it is of yesterday': { time: at(-86_400) },
    'it is from the future': { time: at(11) },
    'it is from next year': { time: at(365 * 86_400) },
    'there is no time': { time: undefined },
    'the time is null': { time: null },
    'the time is none': { time: 'just now' },
    'the time is empty': { time: '' },
    'the time is a number': { time: NOW },
    'the time is a list': { time: [at(-1)] },
  }),
];

function refused(refusal: Refusal, rows: Readonly<Record<string, Partial<Assessment>>>, about?: Row['about']): Row[] {
  return Object.entries(rows).map(([name, says]) => ({ name, says, refusal, about }));
}

function at(seconds: number): string {
  return new Date(NOW + seconds * 1000).toISOString();
}
