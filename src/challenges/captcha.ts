import { Duration, Token } from 'aws-cdk-lib';
import { requireLifetime, requireTries } from './limits';
import type { CaptchaProvider } from '../captcha-provider';
import type { ChallengeDefinition } from '../private/challenge-definition';
import { requireHostName, requireSecondsBetween } from '../private/validation';

/** Options of `Challenge.captcha`. */
export interface CaptchaOptions {
  /** Who tells people from programs. */
  readonly provider: CaptchaProvider;

  /**
   * Names of the hosts whose pages a token may come from, 1 to 50: `www.example.com`, without scheme, port or path. Each is meant exactly,
   * none includes its subdomains, and `localhost` is accepted only if it is named. A token from anywhere else is refused, whatever the provider says.
   */
  readonly hostnames: string[];

  /**
   * How old a token may be, 30 seconds to 10 minutes in whole seconds. Besides, each provider refuses its tokens after a time of its own.
   *
   * @default - 2 minutes for reCAPTCHA v3 and Enterprise; 5 minutes for the others, whose tokens may tell the time when the person began
   */
  readonly tokenLifetime?: Duration;

  /**
   * How long an answer is accepted after the challenge was shown: whole seconds, 1 to 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly lifetime?: Duration;

  /**
   * How many tokens are verified before the sign-in ends, 1 to 5.
   *
   * @default - `triesPerCode` of the limits, which is 3 unless told otherwise
   */
  readonly tries?: number;
}

const MAX_HOSTNAMES = 50;

export function captcha(options: CaptchaOptions): ChallengeDefinition {
  const { provider, tries } = options;
  const hostnames = requireHostnames(options.hostnames);
  const lifetime = requireLifetime(options.lifetime);
  const tokenLifetime = requireSecondsBetween(
    'tokenLifetime', options.tokenLifetime ?? provider._tokenLifetime, Duration.seconds(30), Duration.minutes(10),
  );
  if (tries !== undefined) {
    requireTries('tries', tries);
  }

  return {
    name: 'CAPTCHA',
    lifetime,
    sendsEmail: false,
    provesUser: false,
    bind: (context) => ({
      kind: 'CAPTCHA',
      name: 'CAPTCHA',
      lifetime,
      tries: tries ?? context.limits._triesPerCode,
      sends: false,
      guessable: false,
      provider: provider._bind(context),
      hostnames: hostnames.map((hostname) => context.value(hostname)),
      tokenLifetime,
    }),
  };
}

function requireHostnames(hostnames: string[]): string[] {
  if (Token.isUnresolved(hostnames)) {
    throw new Error('hostnames must be a list of known length, got one known only at deploy time: name the hosts one by one');
  }
  if (hostnames.length < 1 || hostnames.length > MAX_HOSTNAMES) {
    throw new Error(`hostnames must be 1 to ${MAX_HOSTNAMES} names of hosts, got ${hostnames.length}`);
  }
  hostnames.forEach((hostname, index) => requireHostName(`hostnames[${index}]`, hostname));
  return hostnames.map((hostname) => (Token.isUnresolved(hostname) ? hostname : hostname.toLowerCase()));
}
