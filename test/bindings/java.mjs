// Builds the jar, uses it from the Maven project of the Java example, and compares its template with TypeScript's.
import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTemplate, ROOT, run, typescriptTemplate, VERSIONS } from './common.mjs';

const ARTIFACT = 'cdk-cognito-custom-auth';
const scratch = mkdtempSync(path.join(tmpdir(), 'java-'));
// Not the user's own repository: what is built here must not stay there.
const repository = `-Dmaven.repo.local=${path.join(ROOT, 'node_modules', '.cache', 'maven')}`;
const quiet = ['--batch-mode', '--quiet', repository];

try {
  run('npx', ['jsii-pacmak', '--target', 'java', '--outdir', path.join(scratch, 'dist')], { env: { MAVEN_OPTS: repository } });
  const jar = path.join(scratch, 'dist', 'java', 'io', 'github', 'cdkcognitocustomauth', ARTIFACT, '0.0.0', `${ARTIFACT}-0.0.0`);
  run('mvn', [...quiet, 'install:install-file', `-Dfile=${jar}.jar`, `-DpomFile=${jar}.pom`]);

  const outdir = path.join(scratch, 'java.out');
  const cwd = path.join(ROOT, 'examples', 'java');
  run('mvn', [...quiet, `-Daws-cdk-lib.version=${VERSIONS['aws-cdk-lib']}`, 'compile', 'exec:java'], { cwd, env: { CDK_OUTDIR: outdir } });

  deepStrictEqual(readTemplate(outdir), typescriptTemplate(path.join(scratch, 'typescript.out')));
  console.log('the Java template equals the TypeScript template');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
