// Builds the wheel, installs it in an empty virtual environment, and compares the template of the Python example with TypeScript's.
import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTemplate, ROOT, run, typescriptTemplate, VERSIONS } from './common.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'python-'));
try {
  run('npx', ['jsii-pacmak', '--target', 'python', '--outdir', path.join(scratch, 'dist')]);
  const dist = path.join(scratch, 'dist', 'python');
  const wheel = path.join(dist, readdirSync(dist).find((name) => name.endsWith('.whl')));

  const python = path.join(scratch, 'venv', 'bin', 'python');
  run('python3', ['-m', 'venv', path.join(scratch, 'venv')]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wheel, `aws-cdk-lib==${VERSIONS['aws-cdk-lib']}`]);

  const outdir = path.join(scratch, 'python.out');
  run(python, ['app.py'], { cwd: path.join(ROOT, 'examples', 'python'), env: { CDK_OUTDIR: outdir } });

  deepStrictEqual(readTemplate(outdir), typescriptTemplate(path.join(scratch, 'typescript.out')));
  console.log('the Python template equals the TypeScript template');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
