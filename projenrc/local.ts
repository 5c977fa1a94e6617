import { readFileSync } from 'node:fs';
import type { awscdk } from 'projen';
import { JsonFile, TextFile } from 'projen';

const DIR = 'local';

/** The workspace package `cognito-custom-auth-local`. */
export function addLocalCognito(project: awscdk.AwsCdkConstructLibrary): void {
  new JsonFile(project, `${DIR}/package.json`, {
    marker: false,
    obj: {
      name: 'cognito-custom-auth-local',
      version: '0.0.0',
      description: 'Runs the sign-in of a synthesized CDK app on localhost: Cognito API, trigger functions out of cdk.out, mail outbox',
      license: 'Apache-2.0',
      author: 'cdk-cognito-custom-auth maintainers',
      repository: { type: 'git', url: 'https://github.com/cdk-cognito-custom-auth/cdk-cognito-custom-auth.git', directory: DIR },
      keywords: ['cognito', 'custom-auth', 'local', 'emulator', 'aws-cdk'],
      main: 'lib/index.js',
      types: 'lib/index.d.ts',
      bin: { 'cognito-custom-auth-local': 'lib/cli.js' },
      files: ['lib', 'README.md', 'LICENSE'],
      engines: { node: '>= 20.0.0' },
      dependencies: {
        dynalite: '^4.0.0',
      },
    },
  });

  new TextFile(project, `${DIR}/LICENSE`, { lines: readFileSync('LICENSE', 'utf8').split('\n') });

  new JsonFile(project, `${DIR}/tsconfig.json`, {
    marker: false,
    obj: {
      compilerOptions: {
        target: 'ES2022',
        module: 'node16',
        moduleResolution: 'node16',
        lib: ['ES2023'],
        types: ['node'],
        rootDir: 'src',
        outDir: 'lib',
        declaration: true,
        strict: true,
        noImplicitReturns: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        esModuleInterop: true,
        skipLibCheck: true,
      },
      include: ['src'],
    },
  });

  const compile = project.addTask('compile:local', {
    description: 'Compile the local server',
    exec: `tsc --project ${DIR}/tsconfig.json`,
  });
  project.postCompileTask.spawn(compile);
  project.addGitIgnore(`/${DIR}/lib/`);
}
