import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const BUNDLES = ['define-auth-challenge/index.js', 'create-auth-challenge/index.mjs', 'verify-auth-challenge-response/index.mjs'];

let scratch: string;
let tarball: string;
let files: string[];

beforeAll(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'tarball-'));
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], ROOT));
  tarball = path.join(scratch, packed.filename);
  files = packed.files.map((file: { path: string }) => file.path);
}, 60_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the package', () => {
  test('holds the compiled library, the built handlers, the jsii manifest and the documentation, and nothing else', () => {
    const unexpected = files.filter((file) => !/^(lib\/.+\.(js|d\.ts)|assets\/lambda\/[a-z-]+\/index\.m?js|assets\/lambda\/draw-picture\/(resvg\.wasm|font\.woff2|font-license\.txt|NOTICE\.txt)|rosetta\/\w+\.ts-fixture|\.jsii|\.warnings\.jsii\.js|package\.json|README\.md|API\.md|LICENSE)$/.test(file));
    expect(unexpected).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['lib/index.js', 'lib/index.d.ts', '.jsii', 'README.md', 'API.md', 'LICENSE']));
  });

  test('has no runtime dependencies of its own', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  });

  test.each(BUNDLES)('has %s', (bundle) => {
    expect(files).toContain(`assets/lambda/${bundle}`);
  });
});

describe('the bundles', () => {
  test.each([
    [BUNDLES[0], 3],
    [BUNDLES[1], 32],
    [BUNDLES[2], 26],
  ])('%s is at most %i KB', (bundle, kilobytes) => {
    expect(statSync(path.join(ROOT, 'assets/lambda', bundle)).size).toBeLessThanOrEqual(kilobytes * 1024);
  });

  test.each(BUNDLES)('%s has no AWS SDK and no fetch, and requires nothing but Node and its flow document', (bundle) => {
    const code = readFileSync(path.join(ROOT, 'assets/lambda', bundle), 'utf8');
    expect(code).not.toMatch(/aws-sdk|smithy|\bfetch\(/);
    const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(required.filter((name) => !name.startsWith('node:') && name !== './flow.json')).toEqual([]);
  });

  test('what draws pictures is the library, the font and little else, with their licences', () => {
    const folder = 'assets/lambda/draw-picture';
    expect(files.filter((file) => file.startsWith(folder)).sort()).toEqual(['NOTICE.txt', 'font-license.txt', 'font.woff2', 'index.mjs', 'resvg.wasm'].map((file) => `${folder}/${file}`));
    const code = readFileSync(path.join(ROOT, folder, 'index.mjs'), 'utf8');
    expect(code.length).toBeLessThanOrEqual(12 * 1024);
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name).filter((name) => !name.startsWith('node:'))).toEqual([]);
  });

  test('Define requires nothing but its flow document', () => {
    const code = readFileSync(path.join(ROOT, 'assets/lambda/define-auth-challenge/index.js'), 'utf8');
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['./flow.json']);
  });
});

describe('a consumer with nothing but the tarball, aws-cdk-lib and constructs', () => {
  let app: string;

  beforeAll(() => {
    const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    app = mkdtempSync(path.join(tmpdir(), 'consumer-'));
    writeFileSync(path.join(app, 'package.json'), '{ "private": true }');
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball,
      `aws-cdk-lib@${devDependencies['aws-cdk-lib']}`, `constructs@${devDependencies.constructs}`], app);
    writeFileSync(path.join(app, 'app.js'), `
      const { App, Stack } = require('aws-cdk-lib');
      const { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } = require('cdk-cognito-custom-auth');
      const app = new App({ outdir: 'cdk.out' });
      const stack = new Stack(app, 'Consumer');
      new CustomAuthUserPool(stack, 'Auth', {
        sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) })),
      });
      app.synth();
    `);
  }, 300_000);

  afterAll(() => rmSync(app, { recursive: true, force: true }));

  test('synthesizes without esbuild and without Docker', () => {
    expect(existsSync(path.join(app, 'node_modules/esbuild'))).toBe(false);
    const bin = path.join(app, 'bin');
    run('mkdir', ['-p', bin], app);
    symlinkSync(process.execPath, path.join(bin, 'node'));

    run(path.join(bin, 'node'), ['app.js'], app, { PATH: bin, HOME: app });

    const assembly = path.join(app, 'cdk.out');
    const template = JSON.parse(readFileSync(path.join(assembly, 'Consumer.template.json'), 'utf8'));
    const functions = Object.values<{ Type: string }>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(3);

    const handlers = readdirSync(assembly).filter((name) => name.startsWith('asset.') && existsSync(path.join(assembly, name, 'flow.json')));
    expect(handlers).toHaveLength(3);
  }, 60_000);
});
