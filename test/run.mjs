// The test command: runs every check, one after the other, and adds up what ran.
// `node test/run.mjs NAME …` runs the named ones only; `CI=true` allows no check to be skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

const NODE_OF_LAMBDA = 24;
const scratch = mkdtempSync(path.join(tmpdir(), 'cdk-cognito-custom-auth-'));
const jestReport = path.join(scratch, 'jest.json');
// On two cores jest would use one: it leaves one to itself.
const workers = Math.max(2, availableParallelism() - 1);

const checks = [
  { name: 'build', command: 'npx projen build:all' },
  { name: 'types', command: 'npx tsc --noEmit --project tsconfig.dev.json && npx tsc --noEmit --project examples/web/tsconfig.json' },
  { name: 'lint', command: 'npx eslint --ext .ts,.tsx --max-warnings 0 src lambda local/src test examples/typescript examples/demo examples/web/infra examples/web/src docs/pictures projenrc .projenrc.ts' },
  { name: 'readme', command: 'npx jsii-rosetta extract --strict' },
  { name: 'pictures', command: 'node docs/pictures/render.mjs --check' },
  { name: 'lambda-node', command: `npm exec --yes --package=node@${NODE_OF_LAMBDA} -- node -p process.execPath`, then: rememberLambdaNode },
  { name: 'jest', command: `npx jest --ci --maxWorkers=${workers} --json --outputFile=${jestReport}`, count: countJest },
  { name: 'integ', command: 'npx integ-runner --config test/integ/integ.config.json' },
  { name: 'demo', command: 'npx tsx examples/demo/demo.ts' },
  { name: 'python-client', command: "npx jest --ci --coverage=false --testMatch '<rootDir>/test/clients/python.ts'", needs: ['python3 --version'] },
  { name: 'python', command: 'node test/bindings/python.mjs', needs: ['python3 --version'] },
  { name: 'java', command: 'node test/bindings/java.mjs', needs: ['javac -version', 'mvn --version'] },
];

// integ-runner looks for a region for seconds where none is set.
const env = {
  AWS_REGION: 'us-east-1',
  ...process.env,
  ESLINT_USE_FLAT_CONFIG: 'false',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  // Tools that speak up on every run about a Node.js near the end of its life.
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`no check named ${unknown.join(', ')}; there are ${checks.map((check) => check.name).join(', ')}`);
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
const lines = [];
for (const check of checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) run(check);
rmSync(scratch, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

function run({ name, command, needs = [], then, count }) {
  const missing = needs.filter((need) => spawnSync(need, { shell: true }).status !== 0);
  if (missing.length > 0 && env.CI !== 'true') {
    lines.push(`skipped  ${name}: ${missing.join(', ')} does not run here`);
    return;
  }
  console.log(`\n--- ${name}: ${command}`);
  const started = Date.now();
  const { status, stdout } = spawnSync(command, { shell: true, env, stdio: ['ignore', then ? 'pipe' : 'inherit', 'inherit'] });
  const ok = status === 0;
  if (ok) then?.(String(stdout));

  const { passed, failed } = count?.(ok) ?? { passed: Number(ok), failed: Number(!ok) };
  total.passed += passed;
  total.failed += failed;
  lines.push(`${failed > 0 ? 'FAILED ' : 'passed '}  ${name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - started) / 1000)} s`);
}

/** The sign-in tests run the handlers under this Node as well as under the one that runs the tests. */
function rememberLambdaNode(stdout) {
  env.LAMBDA_NODE = stdout.trim().split('\n').at(-1);
}

/** A failure of jest itself, such as missed coverage, counts as one more. */
function countJest(ok) {
  try {
    const { numPassedTests: passed, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(readFileSync(jestReport, 'utf8'));
    const failed = Math.max(numFailedTests, numFailedTestSuites) + numPendingTests;
    return { passed, failed: ok || failed > 0 ? failed : 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
