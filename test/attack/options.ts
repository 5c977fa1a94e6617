import { parseArgs } from 'node:util';

export const EXPERIMENTS = ['guessing', 'monte-carlo', 'spraying', 'flooding', 'racing'] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

export interface Options {
  readonly seed: string;
  readonly rate: number;
  readonly sessions: number;
  readonly runs: number;
  readonly accounts: number;
  readonly days: number;
  readonly markdown: boolean;
  readonly only: readonly Experiment[];
}

export const HELP = `Attacks the handlers as they ship, on a clock that jumps, and prints what the attacks achieve.

npm run simulate:attack -- [options]        the handlers must have been bundled: npx projen bundle

  --seed TEXT      the same seed gives the same output              (default 1)
  --rate N         requests a second of one attacker                (default 120, the quota of Amazon Cognito for UserAuthentication)
  --sessions N     sign-ins that the attacker has open at once      (default 50)
  --runs N         Monte-Carlo runs of each policy                  (default 300)
  --accounts N     accounts that are attacked at the same time      (default 1000)
  --days N         how long one account is attacked                 (default 8)
  --only A,B       some of ${EXPERIMENTS.join(', ')}
  --markdown       tables in Markdown
  --help           this text

Ends with 1 if a claim below the tables does not hold, with 2 on an option that it does not know.
`;

/** Undefined when help is wanted; throws on what it does not understand. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '120' },
      sessions: { type: 'string', default: '50' },
      runs: { type: 'string', default: '300' },
      accounts: { type: 'string', default: '1000' },
      days: { type: 'string', default: '8' },
      only: { type: 'string', default: EXPERIMENTS.join(',') },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: 'rate' | 'sessions' | 'runs' | 'accounts' | 'days', min: number, max: number) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`--${name} must be an integer from ${min} to ${max}, got ${values[name]}`);
    }
    return value;
  };
  const named = values.only.split(',');
  const unknown = named.filter((name) => !EXPERIMENTS.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`--only must name some of ${EXPERIMENTS.join(', ')}, got ${unknown.join(', ')}`);
  return {
    only: EXPERIMENTS.filter((name) => named.includes(name)),
    seed: values.seed,
    markdown: values.markdown,
    rate: number('rate', 1, 1000),
    sessions: number('sessions', 1, 500),
    runs: number('runs', 1, 100_000),
    accounts: number('accounts', 10, 10_000),
    days: number('days', 2, 60),
  };
}
