import type { LocalCognito } from 'cognito-custom-auth-local';

interface Pool {
  readonly name: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** Where it is served, if not by AWS. */
  readonly userPoolEndpoint?: string;
}

/** Pools whose sequence begins with the password. */
const WITH_PASSWORD = ['PasswordThenCode'];

/** What the page fetches as `config.json`. */
export function pageConfig(pools: readonly Pool[], captchaScript?: string): object {
  const entries = pools.map(({ name, ...pool }) => [name, { ...pool, password: WITH_PASSWORD.includes(name) || undefined }]);
  return { pools: Object.fromEntries(entries), captchaScript };
}

/** The same for the local server. */
export function localPageConfig({ pools, endpoint }: Pick<LocalCognito, 'pools' | 'endpoint'>, captchaScript: string): object {
  return pageConfig(pools.map(({ path = '', id, clients }) => (
    { name: path.split('/')[1], userPoolId: id, userPoolClientId: clients[0].id, userPoolEndpoint: endpoint }
  )), captchaScript);
}
