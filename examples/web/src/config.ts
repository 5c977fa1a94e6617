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

/** The pool that `?pool=` names, else the first one. */
export async function loadConfig(): Promise<{ pool: PoolConfig; captchaScript?: string }> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}, see README.md`);
  const { pools, captchaScript }: Config = await response.json();
  const name = new URLSearchParams(location.search).get('pool') ?? '';
  const pool = Object.hasOwn(pools, name) ? pools[name] : Object.values(pools)[0];
  return { pool, captchaScript };
}
