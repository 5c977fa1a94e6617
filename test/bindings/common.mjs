import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The versions that the library is built and tested on. */
export const { devDependencies: VERSIONS } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

const STACK = 'Passwordless';

export function run(command, args, { cwd = ROOT, env = {} } = {}) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Synthesizes the TypeScript example and returns the template that the others must equal. */
export function typescriptTemplate(outdir) {
  run('npx', ['tsx', 'app.ts'], { cwd: path.join(ROOT, 'examples', 'typescript'), env: { CDK_OUTDIR: outdir } });
  return readTemplate(outdir);
}

export function readTemplate(outdir) {
  const file = path.join(outdir, `${STACK}.template.json`);
  if (!existsSync(file)) throw new Error(`no ${path.basename(file)} among ${readdirSync(outdir).join(', ')}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
