import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs `cdk synth` on the TypeScript example. */
export function synthesize(output: string): void {
  const cwd = join(__dirname, '..', 'typescript');
  const shell = process.platform === 'win32';
  execFileSync('npx', ['cdk', 'synth', '--quiet', '--no-notices', '--output', output], { cwd, shell, stdio: ['ignore', 'ignore', 'inherit'] });
}
