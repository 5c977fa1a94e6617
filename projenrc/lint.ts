import type { awscdk, javascript } from 'projen';

/** Folders beside `src` and `test` that hold TypeScript. */
const DIRS = ['test', 'lambda', 'local/src', 'examples/typescript', 'examples/demo', 'examples/web/infra', 'docs/pictures', 'projenrc'];

/** The house rules that a linter can hold (docs/architecture.md, "Where to find things"). */
export function addLint(project: awscdk.AwsCdkConstructLibrary): void {
  const eslint = project.eslint!;
  project.tsconfigDev.addInclude('.projenrc.ts');
  project.tsconfigDev.addExclude('**/cdk.out');
  project.tsconfigDev.addExclude('lib');
  for (const dir of DIRS) {
    eslint.addLintPattern(dir);
    eslint.allowDevDeps(`${dir}/**/*.ts`);
  }
  eslint.addIgnorePattern('cdk.out/');
  eslint.addIgnorePattern('*.snapshot/');

  eslint.addRules({
    'import/no-restricted-paths': ['error', {
      zones: [
        { target: './src', from: './lambda', message: 'the construct knows no handler' },
        { target: './lambda', from: './src', except: ['./private/flow.ts'], message: 'a handler knows the flow document only' },
        { target: './lambda/http', from: './lambda', except: ['./http'], message: 'HTTP knows nothing of who uses it' },
        { target: ['./src', './lambda'], from: './local', message: 'nothing that is deployed knows the local server' },
        { target: './local', from: ['./src', './lambda'], message: 'the local server serves any app' },
        {
          target: ['./lambda/flow/next-step.ts', './lambda/flow/metadata.ts', './lambda/state/rules.ts'],
          from: ['./lambda/aws', './lambda/http', './lambda/environment.ts'],
          message: 'rules are pure',
        },
      ],
    }],
    // `import x = require()` is how a CommonJS file imports JSON.
    '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
    'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'not random enough for anything here; use node:crypto' }],
    '@stylistic/arrow-parens': ['error', 'always'],
    'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  });
  // Only lambda/http opens connections.
  eslint.addOverride({
    files: ['lambda/**/*.ts'],
    excludedFiles: ['lambda/http/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['node:http', 'node:https', 'node:net', 'node:tls', 'http', 'https', 'net', 'tls'] }],
    },
  });
  eslint.addOverride({
    files: ['lambda/flow/next-step.ts', 'lambda/flow/metadata.ts', 'lambda/state/rules.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Date', 'console', 'setTimeout'],
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
    },
  });
  eslint.addOverride({ files: ['test/**/*.ts'], rules: { 'max-lines': 'off' } });
  // They import this package as its users do.
  eslint.addOverride({ files: ['examples/typescript/**'], rules: { 'import/no-extraneous-dependencies': 'off' } });
  // The page is for browsers, so its types are others.
  for (const part of ['src', 'vite.config.ts']) project.tsconfigDev.addExclude(`examples/web/${part}`);
  eslint.addLintPattern('examples/web/src');
  eslint.addOverride({ files: ['examples/web/src/**'], parserOptions: { project: './examples/web/tsconfig.json' } } as javascript.EslintOverride);
}
