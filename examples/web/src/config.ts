/** A user pool that people sign in to, as `Amplify.configure` takes it. */
export interface PoolConfig {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** Of the local server, in its place of the service. */
  readonly userPoolEndpoint?: string;
  /** Whether the sequence begins with the password. */
  readonly password?: boolean;
}

interface Config {
  readonly pools: Readonly<Record<string, PoolConfig>>;
  /** A script that stands in for that of the CAPTCHA provider, on this computer. */
  readonly captchaScript?: string;
}

/** The pool that `?pool=` names, or the first one if it names none. */
export async function loadConfig(): Promise<{ pool: PoolConfig; captchaScript?: string }> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}, see README.md`);
  const { pools, captchaScript }: Config = await response.json();
  const [first] = Object.keys(pools);
  const name = new URLSearchParams(location.search).get('pool') ?? first;
  if (!Object.hasOwn(pools, name)) throw new Error(`there is no user pool "${name}", ?pool= can be ${Object.keys(pools).join(', ')}`);
  return { pool: pools[name], captchaScript };
}
