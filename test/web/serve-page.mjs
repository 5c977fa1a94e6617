// Serves the page for tests, in a process of its own since Vite is an ES module: tells its URL, and builds when it is told of the user pools.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { localPageConfig } from '../../examples/web/infra/page-config.ts';

const STAND_IN = 'turnstile-stand-in.js';

const root = fileURLToPath(new URL('../../examples/web', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'page-'));
const [publicDir, outDir] = [path.join(scratch, 'public'), path.join(scratch, 'dist')];
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
// Whoever started this has gone.
process.on('disconnect', () => process.exit());

const server = await preview({ root, build: { outDir }, preview: { host: 'localhost', port: 0 }, logLevel: 'warn' });
process.on('message', async (local) => {
  cpSync(path.join(root, 'public'), publicDir, { recursive: true });
  cpSync(path.join(root, 'infra', STAND_IN), path.join(publicDir, STAND_IN));
  writeFileSync(path.join(publicDir, 'config.json'), JSON.stringify(localPageConfig(local, STAND_IN)));
  await build({ root, publicDir, build: { outDir, emptyOutDir: true }, logLevel: 'warn' });
  process.send('built');
});
process.send(server.resolvedUrls.local[0]);
