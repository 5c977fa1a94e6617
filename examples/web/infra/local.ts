// Serves the page and its user pools on this computer, until Ctrl-C.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startLocalCognito } from 'cognito-custom-auth-local';
import { createServer } from 'vite';
import { localPageConfig } from './page-config.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const local = await startLocalCognito({
  cloudAssembly: `${root}/cdk.out`,
  users: [{ username: 'jane@example.com', password: 'Passw0rd!', attributes: { phone_number: '+4915112345678', phone_number_verified: 'true' } }],
});
local.outbox.onMessage(({ to, text }) => console.log(`\nTo ${to.join(', ')}:\n\n${text?.trim().replace(/^/gm, '    ')}`));

writeFileSync(`${root}/public/config.json`, JSON.stringify(localPageConfig(local, '/infra/turnstile-stand-in.js'), null, 2));

// Magic links lead to this port.
const page = await createServer({ root, server: { host: 'localhost', port: 5173, strictPort: true } });
await page.listen();

console.log(['', 'Sign in as jane@example.com, where a password is asked with Passw0rd!', '',
  ...local.pools.map(({ path = '' }) => `  http://localhost:5173/?pool=${path.split('/')[1]}`), '',
  `Mails and texts are printed here, and are at ${local.endpoint}/outbox`, 'Ctrl-C stops it all.'].join('\n'));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await page.close();
    await local.close();
    process.exit();
  });
}
